"""Pictures of posts that are not published."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.desk import Desk, post, three_posts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a site of three posts."""
    return three_posts(tmp_path)


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
