# ruff: noqa: INP001 - tools are scripts, not a package
"""Read the code blocks of a document, and put the files that they show into a site.

A block shows a file of a site where a line with its path in bold stands before it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parent.parent
_BLOCK = re.compile(
    r"^## (?P<section>[^\n]+)$"
    r"|(?:^\*\*`(?P<path>[^`]+)`\*\*[^\n]*\n\n)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    """A code block: the section that it is in, the file that it shows, its language, its text."""

    section: str
    path: str
    kind: str
    text: str


def blocks_of(document: str) -> list[Block]:
    """Return the code blocks of a document of this repository, in order."""
    found, section = [], ""
    for match in _BLOCK.finditer((PROJECT / document).read_text("utf-8")):
        section = match["section"] or section
        if match["text"] is not None:
            found.append(Block(section, match["path"] or "", match["kind"], match["text"]))
    return found


def commands_of(document: str) -> list[str]:
    """Return the lines that a document tells its reader to type, in order."""
    texts = (block.text for block in blocks_of(document) if block.kind == "sh")
    return [line for text in texts for line in text.splitlines()]


def put_into(site: Path, block: Block) -> None:
    """Do with a file what a document says: correct its settings, write it, or add to it."""
    file = site / block.path
    text = file.read_text("utf-8") if file.exists() else ""
    if block.kind == "toml":
        for line in block.text.splitlines():
            start = re.escape(line.partition(" =")[0])
            text = re.sub(rf"^#?{start}(?=\s|$).*$", line, text, count=1, flags=re.MULTILINE)
    else:
        text = block.text if block.text.startswith("---") else f"{text}\n{block.text}".lstrip()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
