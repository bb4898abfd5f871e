"""Posts that would stop a build: what does so becomes plain text."""

import re
from collections.abc import Mapping
from html import escape, unescape
from pathlib import Path

from kawaraban.cli.importers.old_site import Loss
from kawaraban.cli.importers.write import write_file
from kawaraban.core.diagnostics import Source
from kawaraban.core.settings import Settings
from kawaraban.markdown import parse

_ROUNDS = 6


def mend(folder: Path, settings: Settings, stops: Mapping[str, list[Source]], path: str) -> None:
    """Make plain text of what stops the build in a post, at these positions and wherever else."""
    text, found = (folder / path).read_text("utf-8"), stops[path]
    begin = text.index("\n---\n") + 5
    first = 1 + text.count("\n", 0, begin)
    for _ in range(_ROUNDS):
        lines = text.split("\n")
        for source in sorted({one for one in found if one.line >= first}, reverse=True):
            line, at = lines[source.line - 1], source.column - 1
            can_be = re.match(r"[!-/:-@\[-`{-~]", line[at:])
            lines[source.line - 1] = f"{line[:at]}\\{line[at:]}" if can_be else escape(line)
        text = "\n".join(lines)
        again = parse(text[begin:], path, first, settings).diagnostics
        found = [d.source for d in again if d.severity == "error" and not d.rests_on_settings]
        if not found:
            break
    else:
        plain = re.sub(r"\n{2,}", "\n", text[begin:])
        text = f"{text[:begin]}\n<pre>\n{escape(plain)}</pre>\n"
    write_file(folder / path, text)


def mended(old: str, new: str) -> list[Loss] | None:
    """Return the lines of a text that were mended; None where it was changed by hand."""
    plain, other = (unescape(one).replace("\\", "") for one in (old, new))
    if "<pre>" not in new and plain != other:
        return None
    pairs = zip(old.split("\n"), new.split("\n"), strict=False)
    return [Loss("error", one.strip()) for one, other in pairs if one != other]
