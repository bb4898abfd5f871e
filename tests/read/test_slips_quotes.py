"""Front matter with a quote that is closed too late."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import Desk, three_posts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a site of three posts."""
    return three_posts(tmp_path)


@pytest.mark.parametrize(
    "lines",
    [
        'title: "題\ndraft: true\nslug: a"',
        "title: '題\ndraft: true\nslug: a'",
        'title: "題\ndraft: true\ntags: ["#a"]',
        'title: "題\n\ndraft: true"',
    ],
)
def test_a_quote_that_is_closed_too_late_is_reported(desk: Desk, lines: str) -> None:
    """The keys inside such a quote are not read, so it is an error: a draft would be published."""
    text = f"---\ndate: 2026-05-01\n{lines}\n---\n\n文\n"
    built = desk.write({"content/posts/p1.md": text}).build()
    assert "content/posts/p1.md:3:8: error:" in built.out
    assert built.out.count("[yaml-syntax]") == 1
    assert not built.output.exists()


def test_a_quote_may_have_several_lines(desk: Desk) -> None:
    """A quoted value may go on in indented lines."""
    text = '---\ntitle: "題と\n  note: 続き"\ndate: 2026-05-01\n---\n\n文\n'
    built = desk.write({"content/posts/p1.md": text}).build()
    assert (built.status, built.out) == (0, "")
    assert "題と note: 続き" in built.page("posts/p1/")
