"""Posts that would stop a build: what does so becomes plain text."""

import re
from collections.abc import Iterable
from html import escape
from pathlib import Path

from kawaraban.cli.importers.old_site import Loss
from kawaraban.cli.importers.write import write_file
from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.settings import Settings
from kawaraban.markdown import parse

_ROUNDS = 6


def stops_among(found: Iterable[Diagnostic]) -> list[Source]:
    """Return the places of what stops a build and can be mended in a text."""
    return [one.source for one in found if one.severity == "error" and not one.rests_on_settings]


def mend(folder: Path, settings: Settings, stops: list[Source], path: str) -> list[Loss]:
    """Make plain text of what stops the build in a post, there and elsewhere; return the lines."""
    text = old = (folder / path).read_text("utf-8")
    begin = text.index("\n---\n") + 5
    first, found = 1 + text.count("\n", 0, begin), [one for one in stops if one.path == path]
    for _ in range(_ROUNDS):
        text = _escaped(text, {one for one in found if one.line >= first})
        found = stops_among(parse(text[begin:], path, first, settings).diagnostics)
        if not found:
            break
    else:
        plain = re.sub(r"\n{2,}", "\n", text[begin:])
        text = f"{text[:begin]}\n<pre>\n{escape(plain)}</pre>\n"
    write_file(folder / path, text)
    pairs = zip(old.split("\n"), text.split("\n"), strict=False)
    return [Loss("error", one.strip()) for one, other in pairs if one != other]


def _escaped(text: str, stops: Iterable[Source]) -> str:
    lines = text.split("\n")
    for source in sorted(stops, reverse=True):
        line, at = lines[source.line - 1], source.column - 1
        can_be = re.match(r"[!-/:-@\[-`{-~]", line[at:])
        lines[source.line - 1] = f"{line[:at]}\\{line[at:]}" if can_be else escape(line)
    return "\n".join(lines)
