"""Two builds at once: the second waits, and a killed one is no obstacle."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kawaraban.publish import KnownOutput, Staging, publish
from tests.desk import NOW, PROJECT, SETTINGS, Desk, post
from tests.laws.world import standing, tree

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be locked there")
WAITS = "waiting for another build"


@pytest.mark.parametrize("cached", [True, False])
def test_the_second_of_two_builds_waits(desk: Desk, tmp_path: Path, *, cached: bool) -> None:
    """The second build says that it waits for the first; both publish a whole site."""
    switches = () if cached else ("--no-cache",)
    _write_texts(desk, 0)
    assert desk.build(*switches).status == 0
    is_waiting_seen = False
    for number in range(1, 5):
        _write_texts(desk, number)
        both = [_start(desk, *switches) for _ in range(2)]
        errors = [build.communicate(timeout=60)[1] for build in both]
        assert [build.returncode for build in both] == [0, 0], errors
        is_waiting_seen |= any(WAITS in one for one in errors)
        assert not (desk.folder / ".output.new").exists()
        shutil.copytree(desk.folder / "content", tmp_path / f"cold{number}/content")
        cold = Desk(tmp_path / f"cold{number}").write({"site.toml": SETTINGS}).build(*switches)
        assert tree(desk.folder / "output") == tree(cold.output)
        before = standing(desk.folder / "output")
        assert desk.build(*switches).status == 0
        assert standing(desk.folder / "output") == before
        if is_waiting_seen and number > 1:  # a post has come and one has gone
            return
    pytest.fail("no build has waited")


def _write_texts(desk: Desk, number: int) -> None:
    """Write the texts of a round; every other one has a post more or less."""
    texts = {f"content/posts/p{n}.md": post(f"本文{n}、{number}。" * 40) for n in range(30)}
    desk.write(texts | {f"content/posts/of{number % 2}.md": post("増減。")})
    (desk.folder / f"content/posts/of{(number + 1) % 2}.md").unlink(missing_ok=True)


def _start(desk: Desk, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, PROJECT / "build.py", "--site", desk.folder, "--now", NOW]
    return subprocess.Popen(
        [*command, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def test_two_builds_into_a_new_folder_wait(desk: Desk, tmp_path: Path) -> None:
    """The first build makes the folders above the output and locks them."""
    _write_texts(desk, 0)
    output, fork = tmp_path / "not/there/yet", multiprocessing.get_context("fork")
    ours, its = fork.Pipe()

    def publish_slowly() -> None:
        staging = Staging(output, KnownOutput())
        its.send("it is locked")
        its.recv()
        publish({"index.html": staging.put("index.html", b"first")}, staging)

    first = fork.Process(target=publish_slowly)
    first.start()
    ours.recv()
    second = _start(desk, "--output", str(output))
    assert second.stderr is not None
    assert WAITS in second.stderr.readline()
    ours.send("go on")
    first.join()
    assert (second.communicate(timeout=60)[0], second.returncode) == ("", 0)
    assert tree(output) == tree(desk.build("--no-cache").output)


def test_the_lock_of_a_dead_build_is_no_obstacle(desk: Desk) -> None:
    """A build that is killed locks nobody out."""
    _write_texts(desk, 0)
    for pause in (0.05, 0.2, 0.4):
        build = _start(desk)
        time.sleep(pause)
        build.kill()
        build.communicate()
        built = desk.build()
        assert built.status == 0
        assert WAITS not in built.err
