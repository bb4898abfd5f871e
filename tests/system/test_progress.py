"""The progress line: at a terminal alone, and not for what takes no time."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Form
from kawaraban.images.photo.work import Encoded, Job, Workshop
from kawaraban.incremental.cache import Cache
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


def test_what_else_is_said_knows_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work is counted when it is done, with an estimate of the time that the rest takes."""
    terminal = Terminal()
    times = iter([0.0, 30.0, 60.0, 90.0])
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr("time.monotonic", lambda: next(times))
    done = progress("abc", 3, "作業", lambda left: f"、残り {left}")
    assert next(done) == "a"
    assert terminal.getvalue() == ""
    assert list(done) == ["b", "c"]
    lines = terminal.getvalue().split("\r\033[K")
    assert lines == ["", "作業 1/3、残り 1:00", "作業 2/3、残り 0:30", "作業 3/3、残り 0:00", ""]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ja", "画像を作成中 3/3、元より 3.0 MB 軽く、残り "),
        ("en", "making pictures 3/3, 3.0 MB saved, "),
    ],
)
def test_pictures_say_what_they_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    """The line of pictures counts the originals' bytes less those of the largest forms."""
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr(module, "_SILENT_SECONDS", -1)
    made = (Encoded(Form(use="webp", width=w, height=1), "webp", bytes(w)) for w in (10, 1000))
    forms = tuple(made)
    jobs = [Job(f"{n}", Source("a.md"), lambda: forms, size=1_001_000) for n in range(3)]
    Workshop(Cache(tmp_path / ".cache"), 1, language).run(jobs)
    assert said in terminal.getvalue()
