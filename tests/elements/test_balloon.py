"""Balloons: speakers with and without `speakers.yaml`, and in the feed."""

from __future__ import annotations

from tests.desk import Desk, post

_SAYS = "> [!SAY] ねこ\n> **いい**ですね。\n"


def test_without_the_file_the_name_stands_alone(desk: Desk) -> None:
    """A site without `speakers.yaml` may have anybody speak."""
    built = desk.write({"content/posts/a.md": post(_SAYS)}).build()
    assert (built.status, "unknown-speaker" in built.out) == (0, False)
    assert "<p><strong>ねこ</strong></p>" in built.page("posts/a/")


def test_a_speaker_has_a_picture_and_a_side(desk: Desk) -> None:
    """Both stand in `speakers.yaml`; a feed has the name and a quotation."""
    desk.write({"content/speakers.yaml": "ねこ: {image: images/cat.png, side: right}\n"})
    desk.picture("content/images/cat.png", (400, 400))
    built = desk.write({"content/posts/a.md": post(_SAYS)}).build()
    page = built.page("posts/a/")
    assert 'class="balloon balloon-right"' in page
    assert 'width="160" height="160"' in page
    feed = (built.output / "feed.xml").read_text("utf-8")
    assert "ねこ" in feed
    assert "160" not in feed


def test_mistakes_of_the_file_are_told_there(desk: Desk) -> None:
    """A side that is none, and no second word about the speaker who has it."""
    desk.write({"content/speakers.yaml": "ねこ: {side: up}\n"})
    built = desk.write({"content/posts/a.md": post(_SAYS)}).build()
    assert built.status == 1
    assert "content/speakers.yaml:1:" in built.out
    assert "unknown-speaker" not in built.out
