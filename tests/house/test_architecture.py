"""The shape of the package: rooms, layers, cycles, and the page that describes them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import PROJECT
from tools.draw_rooms import PAGE, put_in, room_imports

PACKAGE = PROJECT / "kawaraban"
_MOST_ROOMS = 16
# Words of an older, private language: a stranger cannot guess what they stood for.
_BANNED = re.compile(
    r"again|ahead|afterwards?|papers?|press|pressed|sealed?|shelf|shelves|stamps|skimming|glance"
    r"|twins?|heed|heeded|lend|lent|told|desk|proofs?|swept|heard|kept"
)


def _modules() -> dict[str, Path]:
    files = PACKAGE.rglob("*.py")
    return {_dotted(file): file for file in files}


def _dotted(file: Path) -> str:
    parts = file.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def _imported(module: str, file: Path, known: set[str]) -> Iterator[str]:
    """Yield the modules that one imports anywhere: at its top, in functions, for typing only."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            full = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in known else node.module for name in full]
        else:
            continue
        # A package imports its own modules; that is no cycle.
        yield from (
            n for n in names if n in known and n != module and not module.startswith(f"{n}.")
        )


def _cycle(graph: dict[str, set[str]]) -> list[str]:
    """Return what is left of a graph when all that is in no cycle is taken away."""
    left = dict(graph)
    while True:
        imported = set[str]().union(*left.values())
        free = [m for m, below in left.items() if m not in imported or not below & left.keys()]
        if not free:
            return sorted(left)
        for module in free:
            del left[module]


def test_no_modules_import_each_other() -> None:
    """There is no import cycle, imports in functions and for typing only counted."""
    modules = _modules()
    graph = {name: set(_imported(name, file, {*modules})) for name, file in modules.items()}
    assert _cycle(graph) == []


def test_a_cycle_would_be_found() -> None:
    """The search finds a cycle, and nothing that only leads to one."""
    assert _cycle({"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set()}) == ["b", "c"]


def test_layers() -> None:
    """Rooms import only what stands below them (pyproject.toml)."""
    code = "from importlinter.cli import lint_imports_command as run; run()"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_package_has_few_rooms() -> None:
    """At the package's top there are at most sixteen rooms, and no loose module."""
    names = {path.name for path in PACKAGE.iterdir() if not path.name.startswith("__")}
    assert len(names) <= _MOST_ROOMS
    assert names == {*room_imports()}


def test_the_page_describes_the_rooms() -> None:
    """docs/architecture.md has every room, and the picture of today's imports."""
    text = PAGE.read_text("utf-8")
    assert {*re.findall(r"^\| `(\w+)/` \|", text, re.MULTILINE)} == {*room_imports()}
    assert put_in(text) == text, "refresh it: python tools/draw_rooms.py --write"


def test_the_page_names_files_that_are_there() -> None:
    """Every file of the package that the page names exists."""
    names = re.findall(r"`(\w+/[\w/]+\.py)`", PAGE.read_text("utf-8"))
    files = [n for n in names if "NAME" not in n]
    assert len(files) > 20
    assert [n for n in files if not (PACKAGE / n).exists()] == []


def _words(file: Path) -> Iterator[str]:
    """Yield the words of a module's name and docstrings, and of the names that it defines."""
    yield from file.stem.split("_")
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield from re.findall(r"[a-z]+", re.sub(r"(?<!^)(?=[A-Z])", "_", node.name).lower())
        if isinstance(node, ast.Module):
            yield from re.findall(r"[a-z]+", (ast.get_docstring(node) or "").lower())


@pytest.mark.parametrize("room", sorted(path.name for path in PACKAGE.glob("[a-z]*")))
def test_names_are_of_the_field(room: str) -> None:
    """No module, class, function or module docstring uses the old private language."""
    found = {
        f"{_dotted(file)}: {word}"
        for file in (PACKAGE / room).rglob("*.py")
        for word in _words(file)
        if _BANNED.fullmatch(word)
    }
    assert sorted(found) == []
