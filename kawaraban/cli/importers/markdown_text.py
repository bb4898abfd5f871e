"""The Markdown of other tools to this format's: their own signs, links, pictures, headings."""

from __future__ import annotations

import re
from functools import partial
from html import unescape

from kawaraban.cli.importers.links import Rewriter, address
from kawaraban.cli.importers.tables import Rule, pattern, tables

_OPEN, _CLOSE = "\x05", "\x06"
_KEPT = re.compile("(?:amazon|rakuten|yahoo|moshimo|product|deal|programme):")


def convert(body: str, rewriter: Rewriter) -> str:
    """Return the Markdown of another tool as this format's."""
    rules = tables().rules.get(rewriter.moves.site.tool, ())
    body = rewriter.apply((rule for rule in rules if rule.early), body)
    late, pieces, last = tuple(rule for rule in rules if not rule.early), list[str](), 0
    for code in pattern("code").finditer(body):
        pieces += [_text(body[last : code.start()], late, rewriter), code[0]]
        last = code.end()
    text = "".join((*pieces, _text(body[last:], late, rewriter)))
    text = re.sub(r"\{%-?\s*(?:end)?raw\s*-?%\}", "", text)
    return _with_footnotes(_with_boxes(text)).strip("\n") + "\n"


def _text(text: str, rules: tuple[Rule, ...], rewriter: Rewriter) -> str:
    text = rewriter.apply(rules, text)
    text = pattern("link").sub(partial(_link, rewriter), text)
    text = pattern("definition").sub(partial(_definition, rewriter), text)
    return pattern("attribute-address").sub(rewriter.attribute, text)


def _link(rewriter: Rewriter, found: re.Match[str]) -> str:
    """Rewrite a link or a picture; what leads nowhere becomes its words."""
    sign, words, written, width, title, given = found.groups(default="")
    target = unescape(written.strip("<>"))
    if sign == "@" or _KEPT.match(target):
        return found[0]
    if sign:
        width = width or (re.findall(r"width=\W?(\d+)(?![\d%])", given) or [""])[0]
        return rewriter.image(words.strip() or rewriter.alt(target), target, title, width)
    words = pattern("link").sub(partial(_link, rewriter), words)
    to = rewriter.link(target)
    return f"[{words}]({address(to)}{title}){given}" if to else words


def _definition(rewriter: Rewriter, found: re.Match[str]) -> str:
    url = found[2].strip("<>")
    kind = "lost-picture" if pattern("picture").search(url) else "link"
    return found[1] + address(rewriter.link(url, kind) or "#top")


def _with_boxes(text: str) -> str:
    """Quote what stands between the beginning and the end of each box; they nest."""
    depth, out = 0, list[str]()
    for line in text.split("\n"):
        depth -= line.startswith(_CLOSE) and depth > 0
        head = "> " * depth
        if line.startswith(_OPEN):
            depth += 1
            out += [head, f"{head}> {line[1:]}"]
        else:
            out.append(head if line.startswith(_CLOSE) else f"{head}{line}")
    return "\n".join(line.rstrip() if line.startswith(">") else line for line in out)


def _with_footnotes(text: str) -> str:
    """Name the footnotes that stand in their line, and put them at the end."""
    notes: list[str] = []

    def name(found: re.Match[str]) -> str:
        notes.append(found[1])
        return f"[^n{len(notes)}]"

    text = re.sub("\x07([^\x08]*)\x08", name, text)
    return text + "".join(f"\n\n[^n{n}]: {note}" for n, note in enumerate(notes, 1))
