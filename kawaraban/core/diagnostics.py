"""Diagnostics: where something is wrong, what it is, and how to mend it, in both languages."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple, TypeVar

import msgspec

from kawaraban.core.nearest import nearest
from kawaraban.core.options import Format

_MOST_NAMES = 30  # every key of the front matter, but not every post of a site
_MOST = {"hint": 20, "warning": 100}  # of a rule: a list of thousands hides what is new in it
Severity = Literal["error", "warning", "hint"]

# Control characters, line ends, and marks that change the direction of text (UAX #9, 2): a name
# or an address may hold them, and a terminal would obey.
_CODES = (*range(0x20), *range(0x7F, 0xA0), 0x200E, 0x200F, *range(0x2028, 0x202F))
_ESCAPES = {code: f"\\u{code:04x}" for code in (*_CODES, *range(0x2066, 0x206A))}


def _escaped(text: str) -> str:
    return text if text.isprintable() else text.translate(_ESCAPES)


class Words(NamedTuple):
    """One message in each language that the build can speak (`language` in site.toml)."""

    ja: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the text in `language`; Japanese unless it is `en`."""
        return self.en if language == "en" else self.ja


class Source(msgspec.Struct, frozen=True, order=True, gc=False):
    """A position in a file of the site: its path from the site's folder, with `/`.

    Lines and columns count from 1 and in characters, as editors show them.
    """

    path: str
    line: int = 1
    column: int = 1

    def __post_init__(self) -> None:
        """Share one text of the path among the positions in a file, which may be thousands."""
        msgspec.structs.force_setattr(self, "path", sys.intern(self.path))

    def __str__(self) -> str:
        """Return `path:line:column`, which editors and terminals turn into a link."""
        return f"{self.path}:{self.line}:{self.column}"


class Diagnostic(msgspec.Struct, frozen=True):
    """One mistake, or one thing to look at.

    `rule` is a stable English name in kebab-case (`unknown-key`) that an author can search the
    documentation for. One that `rests_on_settings` may only follow from a mistake in them.
    """

    source: Source
    rule: str
    what: Words
    remedy: Words
    severity: Severity = "error"
    rests_on_settings: bool = False

    def line(self, language: str) -> str:
        """Return `file:line:column: error: what; remedy [rule]`, in one line."""
        what, remedy = self.what.in_language(language), self.remedy.in_language(language)
        whole = f"{self.source}: {self.severity}: {what}; {remedy} [{self.rule}]"
        return _escaped(whole)


_T = TypeVar("_T")
Reported = tuple[_T, tuple[Diagnostic, ...]]
"""What was read or made, and what is wrong with it."""


@lru_cache(16)
def _known_names(known: tuple[str, ...]) -> str:
    return ", ".join(sorted(known)[:_MOST_NAMES])


def did_you_mean(name: str, known: Sequence[str]) -> Words:
    """Return the remedy for an unknown name: the nearest one, else the known ones."""
    if not known:
        return Words("ここで使える名前はまだありません", "there is none to name yet")
    near = nearest(name, known)
    if near is not None:
        return Words(f"「{near}」ではありませんか", f"did you mean '{near}'?")
    names = _known_names(tuple(known))
    if len(known) > _MOST_NAMES:
        return Words(f"使えるのは {names} などです", f"known: {names}, …")
    return Words(f"使えるのは {names} です", f"known: {names}")


def sort_diagnostics(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort diagnostics by file and line, each once."""
    return tuple(sorted(dict.fromkeys(found), key=lambda d: (d.source, d.rule, d.what)))


def show(found: Iterable[Diagnostic], output: Format, language: str) -> str:
    """Format diagnostics as text, as JSON (one object a line) or as GitHub annotations."""
    shown = _first_of_each(found) if output == "text" else found
    return "".join(_SHOW[output](d, language) + "\n" for d in shown)


def _first_of_each(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield errors, and of each rule's others those that people read, and how many more."""
    found = tuple(found)
    total, seen = Counter((d.rule, d.severity) for d in found), Counter[tuple[str, str]]()
    for one in found:
        kind, most = (one.rule, one.severity), _MOST.get(one.severity, len(found))
        seen[kind] += 1
        if seen[kind] <= most:
            yield one
        elif seen[kind] == most + 1:
            more = total[kind] - most
            what = Words(f"同じことが、ここからあと{more}件あります", f"{more} more of this")
            remedy = Words("--format json ですべて出ます", "--format json shows all")
            yield msgspec.structs.replace(one, what=what, remedy=remedy)


def _as_json(found: Diagnostic, language: str) -> str:
    line = json.dumps(
        {
            "path": found.source.path,
            "line": found.source.line,
            "column": found.source.column,
            "severity": found.severity,
            "rule": found.rule,
            "message": found.what.in_language(language),
            "remedy": found.remedy.in_language(language),
        },
        ensure_ascii=False,
    )
    return _escaped(line)


def _as_github(found: Diagnostic, language: str) -> str:
    """Format a workflow command.

    Source: GitHub Docs, "Workflow commands for GitHub Actions", which asks for
    `%`, CR and LF to be percent-encoded, and `:` and `,` too inside properties.
    """
    what, remedy = found.what.in_language(language), found.remedy.in_language(language)
    path = _escape(found.source.path).replace(":", "%3A").replace(",", "%2C")
    position = f"file={path},line={found.source.line},col={found.source.column}"
    command = "notice" if found.severity == "hint" else found.severity
    return f"::{command} {position},title={found.rule}::{_escape(f'{what}; {remedy}')}"


def _escape(text: str) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.translate(_ESCAPES)


_SHOW = {"text": Diagnostic.line, "json": _as_json, "github": _as_github}
