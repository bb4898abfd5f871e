"""What the documents tell a reader to type: every command is one, and both languages agree."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from kawaraban.cli.arguments import parse_arguments
from tests.desk import PROJECT
from tools.documents import blocks_of, commands_of

_DOCUMENTS = sorted(
    file.relative_to(PROJECT).as_posix()
    for file in (*PROJECT.glob("README*.md"), *(PROJECT / "docs").glob("*.md"))
)
_COMMAND = re.compile(r"(?:python3?|py) build\.py\b([^`\n|#&<>]*)")
_MOST_BYTES = 420 * 1024


def _commands(document: str) -> list[str]:
    return [*map(str.strip, _COMMAND.findall((PROJECT / document).read_text("utf-8")))]


@pytest.mark.parametrize("document", _DOCUMENTS)
def test_every_command_is_one(
    document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program's own parser takes each line with `build.py`, in text and in blocks of code."""
    monkeypatch.chdir(tmp_path)
    for folder in ("DIR", "site"):
        (tmp_path / folder).mkdir()
    for command in _commands(document):
        options = parse_arguments(shlex.split(command), PROJECT)
        assert options.command in {"build", *command.split()}, command


def test_the_documents_that_tell_most_are_looked_at() -> None:
    """A change of how commands are written would not make the test above empty."""
    fewest = {"README.md": 9, "README.ja.md": 9, "docs/start.md": 7, "docs/new-site.md": 3}
    fewest |= {"docs/start.en.md": 7, "docs/check.md": 3, "docs/preview.md": 1}
    assert {name for name, count in fewest.items() if len(_commands(name)) < count} == set()


@pytest.mark.parametrize(
    ("one", "other"), [("README.md", "README.ja.md"), ("docs/start.md", "docs/start.en.md")]
)
def test_both_languages_have_the_same_commands(one: str, other: str) -> None:
    """Only what stands in quotes is in another language."""
    first, second = (
        [re.sub(r'"[^"]*"', '""', line) for line in commands_of(name)] for name in (one, other)
    )
    assert first == second != []
    kinds, others = ([(b.path, b.kind) for b in blocks_of(name)] for name in (one, other))
    assert kinds == others


def test_the_readmes_have_the_same_code() -> None:
    """Their blocks of code are equal, letter for letter, and so are the commands of the table."""
    assert [b.text for b in blocks_of("README.md")] == [b.text for b in blocks_of("README.ja.md")]
    assert sorted(_commands("README.md")) == sorted(_commands("README.ja.md"))


def test_pictures_are_small_and_used() -> None:
    """Each picture of the documents is shown by one of them, and together they are light."""
    pictures = [file for file in (PROJECT / "docs/pictures").rglob("*") if file.is_file()]
    shown = "".join((PROJECT / document).read_text("utf-8") for document in _DOCUMENTS)
    names = [file.relative_to(PROJECT / "docs").as_posix() for file in pictures]
    assert names != []
    assert [name for name in names if f"]({name})" not in shown] == []
    assert sum(file.stat().st_size for file in pictures) < _MOST_BYTES
