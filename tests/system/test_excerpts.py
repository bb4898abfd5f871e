"""Diagnostics at a terminal: the line, a caret below the column, colours; plain text elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from kawaraban.system.excerpts import decorate
from tests.desk import NOW, PROJECT, Desk, post

ESCAPES = re.compile(r"\033\[\d+m")
WARNING = post("文。", description="紹介 #つづき")


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for no colours, at a width of 40 cells."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")


def shown(folder: Path, line: str, column: int) -> tuple[str, str]:
    """Give the excerpt of a line of a file, and the line with the caret."""
    (folder / "a.md").write_text(f"first\n{line}\n", "utf-8")
    first, *excerpt = decorate(f"a.md:2:{column}: error: x; y [z]\n", str(folder)).splitlines()
    assert first == f"a.md:2:{column}: error: x; y [z]"
    text, caret = excerpt
    return text, caret


@pytest.mark.parametrize(
    ("line", "column", "text", "cells"),
    [
        ("plain text", 7, "plain text", 6),
        ("本文の[続き](a.md)です", 4, "本文の[続き](a.md)です", 6),
        ("ﾊﾝｶｸとカナ", 5, "ﾊﾝｶｸとカナ", 4),
        ("\t字\tx", 4, "    字    x", 10),
        ("か\u3099き", 2, "がき", 2),  # columns count composed letters
        ("x\u0323\u0301y", 3, "x\u0323\u0301y", 1),
        ("🎉後", 2, "🎉後", 2),
        ("a\u202eb\x1b[31mc", 4, "a?b?[31mc", 3),  # no terminal obeys it
        ("end", 9, "end", 3),
        ("\ufeff字", 1, "?字", 0),
    ],
)
def test_a_caret_stands_below_the_column(
    tmp_path: Path, line: str, column: int, text: str, cells: int
) -> None:
    """Full-width characters are two cells wide, marks none; tabs and control signs are shown."""
    assert shown(tmp_path, line, column) == (f"    2 | {text}", f"      | {' ' * cells}^")


@pytest.mark.parametrize("column", [1, 2, 6, 50, 99, 100, 101])
@pytest.mark.parametrize("letter", ["字", "x"])
def test_a_long_line_is_cut_around_the_column(tmp_path: Path, letter: str, column: int) -> None:
    """Of a line longer than the terminal the part around the column is shown, in one line."""
    line = letter * (column - 1) + "*" + letter * (100 - column)
    text, caret = shown(tmp_path, line, column)
    assert sum(2 if one == "字" else 1 for one in text) < 40
    before = text[: text.index("*")]
    assert sum(2 if one == "字" else 1 for one in before) == caret.index("^")
    assert text[8:].startswith("...") == (column > 6)
    assert text.endswith("...") == (column < 99)


def test_what_has_no_line_is_printed_alone(tmp_path: Path) -> None:
    """A missing file, a folder, a blank line, bytes that are no text: the diagnostic alone."""
    (tmp_path / "bytes.md").write_bytes(b"\xff\xfe\0a")
    (tmp_path / "blank.md").write_text("\n \n", "utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "long.md").write_bytes(b"x" * 1_000_001)
    names = ("bytes.md:1", "blank.md:2", "blank.md:9", "folder:1", "gone.md:1", "long.md:1")
    text = "".join(f"{name}:1: warning: x; y [z]\n" for name in names) + "something else\n"
    assert decorate(text, str(tmp_path)) == text


def test_a_secret_is_not_shown(desk: Desk) -> None:
    """The line of a secret is not shown: what is on a screen is soon in a screenshot."""
    key = "AKIA" + "Q3EGT5PZ2LN4WX7C"
    desk.write({"content/posts/a.md": post(f"鍵は {key} です。")})
    said = desk.build().out
    assert "[secret-in-text]" in said
    assert decorate(said, str(desk.folder)) == said


def test_an_edited_file_is_read_again(tmp_path: Path) -> None:
    """A process that lives on shows the line as it is now."""
    assert shown(tmp_path, "before", 1)[0] == "    2 | before"
    assert shown(tmp_path, "after", 1)[0] == "    2 | after"


def at_terminal(desk: Desk, *arguments: str, env: Mapping[str, str] | None = None) -> str:
    """Give what a build prints at a terminal of 80 columns."""
    import pty  # noqa: PLC0415 - Windows has none

    ours, theirs = pty.openpty()
    command = [sys.executable, PROJECT / "build.py", "--site", desk.folder, "--now", NOW]
    clean = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "TERM"}}
    with subprocess.Popen(
        [*command, *arguments],
        stdout=theirs, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
        env={**clean, "PYTHONUTF8": "1", **(env or {})},
    ):  # fmt: skip
        os.close(theirs)
        data = b""
        while part := _read(ours):
            data += part
    os.close(ours)
    return data.decode().replace("\r\n", "\n")


def _read(end: int) -> bytes:
    try:
        return os.read(end, 65536)
    except OSError:  # the other end is closed
        return b""


needs_terminals = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty")


@needs_terminals
def test_only_a_terminal_gets_lines_and_colours(desk: Desk) -> None:
    """A pipe gets the diagnostics byte for byte, a terminal the same with lines and colours."""
    desk.write({"content/posts/a.md": post("本文の[続き](gone.md)です。")})
    piped = desk.build().out
    seen = at_terminal(desk)
    assert piped.count("\n") == 1
    place, rest = piped.split(": error: ")
    excerpt = "    6 | 本文の[続き](gone.md)です。\n      |       \033[31m^\033[0m\n"
    assert seen == f"\033[1m{place}\033[0m: \033[31merror\033[0m: {rest}{excerpt}"
    for form in ("json", "github"):
        assert at_terminal(desk, "--format", form) == desk.build("--format", form).out


@needs_terminals
@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colours_can_be_refused(desk: Desk, env: dict[str, str]) -> None:
    """NO_COLOR and a dumb terminal get the line and its caret without colours."""
    desk.write({"content/posts/a.md": post("本文の[続き](gone.md)です。")})
    seen = at_terminal(desk, env=env)
    assert "\033" not in seen
    assert seen == ESCAPES.sub("", at_terminal(desk, env={"NO_COLOR": ""}))


@needs_terminals
def test_an_unchanged_build_shows_the_same(desk: Desk) -> None:
    """What the manifest remembers is decorated as it was the first time, and piped plain."""
    desk.write({"content/posts/a.md": WARNING})
    first = at_terminal(desk)
    assert "\033[33mwarning\033[0m" in first
    assert " | " in first
    assert at_terminal(desk) == first
    assert "\033" not in desk.build().out
    assert " | " not in desk.build().out
