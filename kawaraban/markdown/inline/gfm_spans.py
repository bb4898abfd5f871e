"""Spans that only GitHub knows: addresses as they are, references to footnotes, emoji."""

import re
from functools import cache
from pathlib import Path

from kawaraban.markdown.inline.spans import NOTHING, Handled, Span
from kawaraban.markdown.references import normal_label
from kawaraban.system.regex import lazy_pattern

_NAME = r"[A-Za-z0-9_\-\u00a1-\u024f\U0001f000-\U0001faff]++"
_HOST = rf"{_NAME}(?:\.{_NAME})*+"


def _may_follow(data: str, start: int, *, is_www: bool) -> bool:
    """Return whether an address may begin here: not inside a Latin word (GFM, "Autolinks")."""
    before = data[start - 1 : start]
    if not before or not before.isascii():
        return True
    return before in "\n \t*_~(" if is_www else not before.isalnum()


class BareUrl(Span):
    """`https://…` and `www.…` as they are; they end before Japanese punctuation."""

    _url = lazy_pattern(
        rf"(?i)(?:https?://|www\.)(?:{_HOST}|[\w-]++(?:\.[\w-]++)*+)(?::\d+)?"
        r"(?:[/?#][^\s<\u3000-\u303f\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3b\uff3d\uff5b-\uff64]*+)?"
    )
    # Words that follow without a space: no address has hiragana behind a letter, or `)` there.
    _runs_on = lazy_pattern(r"[A-Za-z0-9)](?=[\u3041-\u3096])|\)[\u30a1-\u9fff]|[\u2190-\u2193]")
    _end = lazy_pattern(r"(?:[?!.,:*_~'\"]+|&[A-Za-z0-9]++;)$")

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        """Return the link, without punctuation at its end."""
        found, is_www = self._url.match(data, m.start()), m[0][0] in "wW"
        is_inside = self.inline.scan.brackets or not _may_follow(data, m.start(), is_www=is_www)
        if not found or is_inside:
            return NOTHING
        url = self._trim(found[0])
        if url.endswith("//"):
            return NOTHING
        if self._runs_on.search(url):
            source = self.inline.context.text_source(self.inline.scan.text, m.start())
            self.inline.context.add(source, "address-runs-on")
        prefix = "http://" if is_www else ""
        element = self.inline.bare_link(prefix + url, url, m.start())
        return element, m.start(), m.start() + len(url)

    def _trim(self, url: str) -> str:
        """Take punctuation off the end, and brackets that were not opened in the address."""
        unopened = url.count(")") - url.count("(")
        while True:
            brackets = len(url) - len(url.rstrip(")"))
            if unopened > 0 and brackets:
                url = url[: len(url) - min(unopened, brackets)]
                unopened -= brackets
            elif found := self._end.search(url, max(0, len(url) - 40)):
                url = url[: found.start()]
            else:
                return url


class BareMail(Span):
    """`me@example.com` as it is."""

    _local = lazy_pattern(r"[A-Za-z0-9.+_-]+$")
    _domain = lazy_pattern(r"@[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]++)+(?<![-_])")

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        """Take the name before the sign back from the text."""
        domain = self._domain.match(data, m.start())
        items = self.inline.scan.items
        text = items[-1] if items and type(items[-1]) is str else ""
        local = self._local.search(text, max(0, len(text) - 64))
        if not domain or not local or self.inline.scan.brackets:
            return NOTHING
        address = local[0] + domain[0]
        start = m.start() - len(local[0])
        return self.inline.bare_link(f"mailto:{address}", address, start), start, domain.end()


class FootnoteReference(Span):
    """`[^1]`."""

    _reference = lazy_pattern(r"\[\^([^\s\]\[]+)\]")

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        """Return its number as a link; a label without a definition stays text."""
        notes = self.inline.notes
        found = self._reference.match(data, m.start())
        if not found or normal_label(found[1]) not in self.inline.context.footnotes:
            return NOTHING
        return notes.reference(normal_label(found[1])), *found.span()


class Emoji(Span):
    """`:smile:`; beside a Latin letter or a digit (`a:b:c`, `10:20:30`) it is no name."""

    _name = lazy_pattern(r"(?<![A-Za-z0-9]):([a-z0-9_+-]++):(?![A-Za-z0-9])")
    _word = lazy_pattern(r"(?<!:):[a-z][a-z_]+[a-z]:(?![:`])")

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        """Return the emoji; a name that is none stays text, and is reported."""
        found = self._name.match(data, m.start())
        emoji = _emoji().get(found[1]) if found else None
        if found and not emoji and self._word.match(data, m.start()):
            source = self.inline.context.text_source(self.inline.scan.text, m.start())
            self.inline.context.add(source, "unknown-emoji", name=found[1])
        return (emoji, *found.span()) if found and emoji else NOTHING


@cache
def _emoji() -> dict[str, str]:
    """Return the emoji by name; the file is renewed by `tools/renew_emoji.py`."""
    lines = Path(__file__).with_name("emoji.txt").read_text("utf-8").splitlines()
    return dict(line.split(" ") for line in lines if not line.startswith("#"))
