#!/usr/bin/env python3
"""Draw the rooms of the package, and which imports which, into docs/architecture.md.

    python tools/draw_rooms.py           print the picture
    python tools/draw_rooms.py --write   put it between the marks of the page

An arrow is left out where others lead the same way.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "docs/architecture.md"
BEGIN, END = "<!-- rooms: tools/draw_rooms.py --write -->", "<!-- /rooms -->"
Graph = dict[str, set[str]]


def room_imports() -> Graph:
    """Return the rooms that each room imports, local and typing-only imports counted."""
    package = PROJECT / "kawaraban"
    rooms = {folder.name for folder in package.iterdir() if (folder / "__init__.py").exists()}
    graph: Graph = {room: set() for room in sorted(rooms)}
    for file in package.rglob("*.py"):
        room = file.relative_to(package).parts[0]
        if room in rooms:
            imported = {name.split(".")[1] for name in _imports(file) if "." in name}
            graph[room] |= (imported & rooms) - {room}
    return graph


def _imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kawaraban"):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("kawaraban.")}
    return found


def reduce(graph: Graph) -> Graph:
    """Leave out each arrow from whose start another way leads to its end."""
    reachable: Graph = {}

    def reach(room: str) -> set[str]:
        if room not in reachable:
            reachable[room] = graph[room].union(*map(reach, graph[room]))
        return reachable[room]

    return {
        room: {one for one in below if not any(one in reach(other) for other in below - {one})}
        for room, below in graph.items()
    }


def picture() -> str:
    """Return the picture as a Mermaid diagram in Markdown."""
    arrows = [
        f"    {room} --> {below}"
        for room, all_below in reduce(room_imports()).items()
        for below in sorted(all_below)
    ]
    return "\n".join(["```mermaid", "flowchart TD", *arrows, "```"])


def put_in(text: str) -> str:
    """Return the text of the page with the picture of today."""
    head, rest = text.split(BEGIN)
    return f"{head}{BEGIN}\n{picture()}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(put_in(PAGE.read_text("utf-8")), "utf-8")
    else:
        sys.stdout.write(f"{picture()}\n")
