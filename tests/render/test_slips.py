"""A theme that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import LINUX, Desk, three_posts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a site of three posts."""
    return three_posts(tmp_path)


@LINUX
def test_a_template_that_is_no_text_is_named(desk: Desk) -> None:
    """Itself, with its line, and not those that are made of it."""
    desk.write({"templates/base.html": b"<p>\n\xff</p>"})
    built = desk.build()
    assert built.out.startswith("templates/base.html:2:1: error: "), built.out
    assert (built.status, built.out.count("error: "), "[not-utf8]" in built.out) == (1, 1, True)
