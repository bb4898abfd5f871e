"""A theme that cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.desk import LINUX, SETTINGS, Desk, three_posts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a site of three posts."""
    return three_posts(tmp_path)


@LINUX
@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("templates/base.html", "unreadable-file"),
        ("templates/unused.html", "unreadable-file"),
        ("f.ttf", "bad-font"),
    ],
)
def test_a_pipe_in_the_theme_is_named(desk: Desk, path: str, rule: str) -> None:
    """To open it would not end."""
    (desk.folder / "templates").mkdir()
    os.mkfifo(desk.folder / path)
    desk.write({"site.toml": f'{SETTINGS}[sharing]\nfont = "f.ttf"\n'} if "ttf" in path else {})
    built = desk.build()
    assert (built.status, f"[{rule}]" in built.out) == (1, True), built.out


def test_a_template_that_is_no_text_is_named(desk: Desk) -> None:
    """Itself, with its line, and not those that are made of it."""
    desk.write({"templates/base.html": b"<p>\n\xff</p>"})
    built = desk.build()
    assert built.out.startswith("templates/base.html:2:1: error: "), built.out
    assert (built.status, built.out.count("error: "), "[not-utf8]" in built.out) == (1, 1, True)
