"""The progress line: at a terminal alone, and not for what takes no time."""

from __future__ import annotations

import io

import pytest

from kawaraban.system import progress as module
from kawaraban.system.progress import progress
from tests.desk import Desk, post


class Terminal(io.StringIO):
    """A terminal that a person looks at."""

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


def test_work_of_more_than_a_second_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long work is counted on one line of the terminal, which is cleared at the end."""
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    assert list(progress("ab", 2, "作業")) == ["a", "b"]
    assert terminal.getvalue() == ""
    monkeypatch.setattr(module, "_SILENT_SECONDS", -1)
    assert list(progress("ab", 2, "作業")) == ["a", "b"]
    assert "作業 2/2" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\033[K")


def test_a_log_file_gets_no_progress(desk: Desk) -> None:
    """Standard error that is no terminal gets no sign that clears a line."""
    desk.write({"content/posts/a.md": post("あ")})
    assert "\r" not in desk.build().err
