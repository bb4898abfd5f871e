"""The folder beside the output: what is staged, and that nothing of it is left."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
from pathlib import Path

import pytest

from kawaraban.core.model import Content, StoredBytes
from kawaraban.incremental.fingerprints import digest
from kawaraban.incremental.manifest import MARK
from kawaraban.publish import KnownOutput, Staging, publish, staging
from tests.laws.world import plant, tree
from tests.publish.publisher import SITE, STEPS, Publisher

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="links and pipes of Linux")


def test_a_file_is_staged_where_it_differs(publisher: Publisher) -> None:
    """A file is written where it differs from the output's; `put` returns its digest either way."""
    stage = Staging(publisher.output, KnownOutput())
    whole = {"index.html": stage.put("index.html", b"home")}
    assert whole == {"index.html": digest(b"home")}
    assert stage.staged_paths(whole) == ()
    whole["deep/er/new.html"] = stage.put("deep/er/new.html", b"new")
    assert stage.staged_paths(whole) == ("deep/er/new.html",)
    stage.put("deep/er/new.html", b"n")
    assert Path(stage.path_of("deep/er/new.html")).read_bytes() == b"n"
    stage.discard()
    assert not stage.folder.exists()
    publisher.assert_tidy()


def test_a_file_lies_where_it_will_be_published_but_not_in_the_spare_tree(
    publisher: Publisher,
) -> None:
    """A new tree is written in place; of the spare one the files are the output's own."""
    shutil.rmtree(publisher.spare)
    for where in ("deep/er/new.html", None):
        stage = Staging(publisher.output, KnownOutput(), publisher.cache)
        stage.put("deep/er/new.html", b"new")
        [file] = [path for path in stage.folder.rglob("*") if path.is_file()]
        assert file == stage.folder / (f"t/{where}" if where else file.name)
        stage.discard()
        publisher.publish(STEPS["all files"])
        assert publisher.published() == STEPS["all files"]


def test_a_known_file_is_not_read(publisher: Publisher) -> None:
    """Neither the output's file nor the stored bytes are read where the digest is known."""

    def read() -> bytes:
        pytest.fail("it was read")

    stage = Staging(publisher.output, KnownOutput({"index.html": digest(b"other")}))
    assert stage.put("index.html", StoredBytes(5, digest(b"other"), read)) == digest(b"other")
    assert stage.staged_paths({"index.html": digest(b"other")}) == ()


def test_forked_processes_share_the_folder(publisher: Publisher) -> None:
    """A process finds what another one, forked before the first file, has staged."""
    stage = Staging(publisher.output, KnownOutput())
    worker = os.fork()
    if not worker:
        stage.put("x", b"x")
        os._exit(0)
    own = stage.put("y/z", b"z")
    os.waitpid(worker, 0)
    assert stage.staged_paths({"x": digest(b"x"), "y/z": own}) == ("x", "y/z")


@LINUX
@pytest.mark.parametrize("left", ["folder", "file", "link", "pipe"])
def test_leftovers_with_the_name_of_the_folder_are_deleted(
    publisher: Publisher, tmp_path: Path, left: str
) -> None:
    """Nothing of a leftover is published, nor changed where a link leads to it."""
    folder, far = publisher.output.with_name(".output.new"), {"posts/x.html": b"x"}
    plant(tmp_path / "far", far)
    if left == "folder":
        plant(folder, {"index.html": b"half", "t/posts/index.html": b"half", "t/empty": None})
    elif left == "file":
        folder.write_bytes(b"x")
    elif left == "pipe":
        os.mkfifo(folder)
        os.mkfifo(publisher.output.with_name(".output.old"))
    else:
        folder.symlink_to(tmp_path / "far")
    publisher.publish(STEPS["several files"])
    assert publisher.published() == STEPS["several files"]
    assert tree(tmp_path / "far").items() >= far.items()
    publisher.assert_tidy()


def test_nothing_is_staged_in_a_folder_that_cannot_be_emptied(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A staging folder that cannot be emptied is an error that names it."""
    folder = publisher.output.with_name(".output.new")
    folder.mkdir()
    monkeypatch.setattr(staging, "discard", lambda _folder: None)
    with pytest.raises(FileExistsError) as refused:
        Staging(publisher.output, KnownOutput())
    assert refused.value.filename == os.path.realpath(folder)


def test_a_read_only_output_is_an_error(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An output folder that root has built is an error that names it: it could not be deleted."""
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != publisher.output)
    with pytest.raises(PermissionError, match="output"):
        Staging(publisher.output, KnownOutput())
    publisher.assert_tidy()


def test_a_mark_that_cannot_be_written_leaves_nothing_staged(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an error the staged files are deleted, and the old site is there."""
    put = Staging.put

    def refuse(stage: Staging, path: str, content: Content) -> bytes:
        if path == MARK:
            raise OSError(errno.ENOSPC, path)
        return put(stage, path, content)

    monkeypatch.setattr(Staging, "put", refuse)
    with pytest.raises(OSError, match=MARK):
        publisher.publish(SITE | {"new/index.html": b"new"})
    assert publisher.published() == SITE
    publisher.assert_tidy()


@pytest.mark.parametrize("call", ["link", "rename", "mkdir", "unlink", "rmdir", "chmod"])
@pytest.mark.parametrize("step", ["several files", "one moved", "all files"])
def test_a_disk_that_fills_up_leaves_the_old_site(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch, call: str, step: str
) -> None:
    """A full disk at any call leaves the old site whole, and the next build succeeds."""
    (publisher.output / "a").chmod(0o711)
    before = tree(publisher.output)

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    stage, digests = publisher.stage(STEPS[step])
    monkeypatch.setattr(os, call, refuse)
    monkeypatch.setattr("shutil.copy2", refuse)
    is_published = False
    with contextlib.suppress(OSError):
        publish(digests, stage)
        is_published = True
    monkeypatch.undo()
    assert is_published or tree(publisher.output) == before
    publisher.publish(STEPS[step])
    assert publisher.published() == STEPS[step]
    publisher.assert_tidy()
