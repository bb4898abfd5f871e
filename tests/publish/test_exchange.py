"""Folders exchanged in one call, or by two renames that the next build finishes or undoes."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import pytest

from kawaraban.incremental.cache import discard
from kawaraban.publish import exchange
from tests.laws.world import plant
from tests.publish.publisher import SITE, STEPS, Publisher

OLD = ".output.old"


@pytest.fixture
def no_swap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the system have no call that exchanges two folders."""
    monkeypatch.setattr(exchange, "swap", lambda _one, _other: False)


@pytest.mark.usefixtures("open_files", "no_swap")
def test_without_an_exchange_call_two_renames_publish(publisher: Publisher) -> None:
    """Without a system call for it, the old folder is renamed and the new one takes its name."""
    for step in ("several files", "all files", "one removed"):
        publisher.publish(STEPS[step])
        assert publisher.published() == STEPS[step]
        publisher.assert_tidy()


@pytest.mark.usefixtures("no_swap")
def test_a_second_rename_that_fails_is_undone(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the second rename fails, the old folder gets its name back."""
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if target == publisher.output and path.name != OLD:
            raise OSError(errno.EIO, "refused")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="refused"):
        publisher.publish(STEPS["several files"])
    assert publisher.published() == SITE
    publisher.assert_tidy()


@pytest.mark.parametrize("files", [SITE, STEPS["several files"]])
def test_a_build_that_was_killed_between_two_renames_is_undone(
    publisher: Publisher, files: dict[str, bytes]
) -> None:
    """The old folder gets its name back, with the files that others have put into it."""
    plant(publisher.output, {"CNAME": b"mine"})
    publisher.output.rename(publisher.output.with_name(OLD))
    plant(publisher.output.with_name(".output.new"), {"t/index.html": b"half"})
    publisher.publish(files)
    assert publisher.published() == files | {"CNAME": b"mine"}
    publisher.assert_tidy()


@pytest.mark.parametrize("can_swap", [True, False])
def test_a_build_that_was_killed_after_two_renames_is_finished(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch, *, can_swap: bool
) -> None:
    """The next build deletes the old site."""
    if not can_swap:
        monkeypatch.setattr(exchange, "swap", lambda _one, _other: False)
    plant(publisher.output.with_name(OLD), {"index.html": b"old"})
    publisher.publish(STEPS["several files"])
    assert publisher.published() == STEPS["several files"]
    publisher.assert_tidy()


def test_swap_is_false_where_no_library_has_the_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows `ctypes.CDLL(None)` is a TypeError, and folders cannot be exchanged."""

    def cdll(name: str | None, **_: object) -> None:
        "/" in name  # type: ignore[operator]  # noqa: B015 - as ctypes looks at a path there

    monkeypatch.setattr("ctypes.CDLL", cdll)
    monkeypatch.setattr(sys, "platform", "win32")
    assert not exchange.swap(tmp_path, tmp_path)


def test_whole_folders_are_discarded(tmp_path: Path) -> None:
    """Links in them are deleted and not followed; a missing name is fine."""
    plant(tmp_path, {"old/a/b": b"b", "stays/c": b"c"})
    (tmp_path / "old/link").symlink_to(tmp_path / "stays")
    (tmp_path / "link").symlink_to(tmp_path / "stays")
    for name in ("old", "link", "nothing"):
        discard(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["stays"]
    assert (tmp_path / "stays/c").read_bytes() == b"c"
