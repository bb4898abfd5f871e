"""Pictures where threads are missing, and of posts that are not published."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desk import LINUX, NOW, PROJECT, Desk, post, three_posts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a site of three posts."""
    return three_posts(tmp_path)


@LINUX
def test_pictures_are_made_without_threads(desk: Desk) -> None:
    """Where the system gives no more threads, pictures are made one after the other."""
    desk.picture("content/posts/a.png", (900, 600)).picture("content/posts/b.png", (800, 500))
    desk.write({"content/posts/p1.md": post("![あ](a.png)\n\n![い](b.png)", title="題1")})
    code = (
        "import sys, threading, runpy\n"
        'def refused(self): raise RuntimeError("can\'t start new thread")\n'
        "threading.Thread.start = refused\n"
        "sys.argv = sys.argv[1:]\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, PROJECT / "build.py", "--site", desk.folder, "--now", NOW],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert len(list((desk.folder / "output/images").glob("[ab]-*"))) >= 2


def test_pictures_of_a_post_with_a_mistake_are_checked(desk: Desk) -> None:
    """Mistakes in its pictures are reported in the same run, and nothing is published."""
    body = '![甲](p.png){redact="0 0 999 999"}\n\n![乙](bad.png)\n\n![丙](a.svg)'
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><foreignObject/></svg>'
    desk.picture("content/posts/p.png").picture("content/posts/q.png")
    built = desk.write(
        {
            "content/posts/bad.png": "x",
            "content/posts/a.svg": svg,
            "content/posts/p1.md": post(body, toc="falce", image="p2.md"),
        }
    ).build()
    rules = re.findall(r"\[([a-z-]+)\]$", built.out, re.MULTILINE)
    assert {"bad-bool", "redaction-outside", "bad-picture"} <= {*rules}, built.out
    assert not built.output.exists()
    ended = post(body, toc="falce", expires="2026-05-02")
    built = desk.write({"content/posts/p1.md": ended}).build()
    assert "[bad-picture]" not in built.out


def test_pictures_of_a_draft_are_checked(desk: Desk) -> None:
    """A draft's pictures are checked but not published; those of an expired post are ignored."""
    desk.picture("content/posts/good.png", (64, 40))
    texts = {
        "content/posts/bad.png": "x",
        "content/posts/p1.md": post("![甲](good.png) ![乙](bad.png)", draft="true"),
        "content/posts/p2.md": post("![乙](bad.png)", expires="2026-05-02"),
    }
    built = desk.write(texts).build()
    assert built.out.count("[bad-picture]") == 1, built.out
    assert "content/posts/p1.md:7:" in built.out
    built = desk.picture("content/posts/bad.png", (64, 41)).build()
    assert (built.status, built.out) == (0, "")
    assert not any("good" in path or "bad" in path for path in built.everything())
