"""Front matter whose values would be lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.desk import SETTINGS, Desk, post, three_posts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a site of three posts."""
    return three_posts(tmp_path)


LOST = [
    "tags: #甲 #乙", "tags: #甲", "topics: #甲, #乙", "noindex: #true", "toc: #false",
    "updated: #2026-01-03", "verified: #x", "disclosure: #none", "aliases: #/old/", "related: #p",
    "slug: #sharp", "image: #x", "author: #me", "slug: c #sharp", "author: editor #x",
    "tags:\n- 甲 #乙",
]  # fmt: skip


@pytest.mark.parametrize("line", LOST)
def test_a_value_cut_by_a_number_sign_is_reported(desk: Desk, line: str) -> None:
    """A value or a part of it that YAML reads as a comment is reported."""
    text = post("文", title="題1").replace("---\n", f"---\n{line}\n", 1)
    built = desk.write({"content/posts/p1.md": text}).build()
    assert built.out.count("[value-cut]") == 1, built.out
    row = 2 + line[: line.index("#")].count("\n")
    assert f"content/posts/p1.md:{row}:" in built.out


@pytest.mark.parametrize(
    "line",
    [
        "slug: c # of the old site",
        "noindex: true # for now",
        "toc:",
        "tags: [甲, # 初め\n  乙]",
        'description: "甲" # 覚え',
        "tags: [甲] # 覚え",
        "tags:\n  #甲\n  - 乙",
        "tags:\n  # 甲",
        "tags: #甲\n  - 乙",
    ],
)
def test_comments_are_not_reported(desk: Desk, line: str) -> None:
    """A comment with a space before and after its sign is not reported."""
    text = post("文", title="題1").replace("---\n", f"---\n{line}\n", 1)
    built = desk.write({"content/posts/p1.md": text}).build()
    assert (built.status, built.out) == (0, "")


@pytest.mark.parametrize(
    ("mistake", "remedy"),
    [
        ({"title": "[題]"}, "quotes"),
        ({"verified": "x"}, "2025-08-26 or 2025-08"),
        ({"expires": "x"}, "2025-08-26 or 2025-08-26 12:00"),
    ],
)
def test_a_remedy_says_what_may_be_written(
    desk: Desk, mistake: dict[str, str], remedy: str
) -> None:
    """The remedy for a wrong value says what may be written."""
    settings = f'language = "en"\n{SETTINGS}'
    built = desk.write(
        {"site.toml": settings, "content/posts/p1.md": post("文", **mistake)}
    ).build()
    assert remedy in built.out
    assert built.out.count(": error: ") == 1


def test_a_heading_in_the_front_matter_is_reported(desk: Desk) -> None:
    """A heading in front matter without a closing line is a warning, for YAML reads a comment."""
    text = "---\ntitle: 題\ndate: 2026-05-01\n\n# 見出し\n\n---\n\n続き\n"
    built = desk.write({"content/posts/p1.md": text}).build()
    assert "content/posts/p1.md:5:1: warning:" in built.out
    assert "[heading-as-comment]" in built.out


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ("description: 紹介\n  draft:true\n", "5:3"),
        ("description: |\n  紹介\n   draft: true\n", "6:4"),
        ('description: "紹介\n  expires: 2025-01-01"\n', "5:3"),
        ("tags:\n  - a\n  noindex: true\n", "6:3"),
        ("x_a:\n  draft: true\n", ""),
        ("description: draft:true\n", ""),
        ("description: |\n  紹介\n  draft: ture\n", "6:3"),
        ("description: |\n  紹介\n  draft: true。\n", "6:3"),
        ("description: |\n  紹介\n  draft:\n    true\n", "6:3"),
        ("description: |\n  紹介\n  Expires: 2026-04-30\n", "6:3"),
        ("description: |\n  紹介\n  expires: 2026.04.30\n", "6:3"),
        ("description: |\n  紹介\n  date: 2027-01-01\n", "6:3"),
        ("description: 紹介\n  draft：ture\n", "5:3"),
        ('description: "紹介\n  draft: ture"\n', "5:3"),
        ("description: |\n  紹介\n  draft: false\n  Date: see below\n", ""),
    ],
)
def test_a_draft_inside_another_value_is_reported(desk: Desk, lines: str, at: str) -> None:
    """A `draft` line that YAML reads as a part of another value is an error."""
    text = f"---\ntitle: 題\ndate: 2026-05-01\n{lines}---\n\n文\n"
    built = desk.write({"content/posts/p1.md": text}).build()
    assert built.status == bool(at), built.out
    assert f"content/posts/p1.md:{at}" in built.out or not at
    text = "---\n  title: 題\n  draft: true\n  date: 2026-05-01\n---\n\n文\n"
    assert desk.write({"content/posts/p1.md": text}).build().status == 0


@pytest.mark.parametrize("rest", ["# 下書き\n", "下書き\n", "draft: true\n"])
def test_text_after_the_end_of_yaml_is_reported(desk: Desk, rest: str) -> None:
    """Text between `...` and the closing line is an error."""
    text = f"---\ntitle: 題\ndate: 2026-05-01\n...\n{rest}---\n\n文\n"
    built = desk.write({"content/posts/p1.md": text}).build()
    assert "content/posts/p1.md:4:1: error:" in built.out
    assert re.findall(r"\[([a-z-]+)\]$", built.out, re.MULTILINE) == ["several-documents"]


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ('title: "題\ndate: 2025-13-01\ntags: [甲\ntoc: maybe', "2:8"),
        ("title:題\ndate: x\ntoc：甲\ntag: 乙", "2:1"),
        ("title: 題\ndate: 2026-05-01\n\n本文です。\n\n注意: これは文です\ntag: 甲", "5:1"),
        ("title: 題\ndate: 2026-05-01\n\n注意：これは文です\ntag: 甲", "5:1"),
        ('title: 題\ntoc: "a" b\ntitle: 二\ndate: 2026-05-01', "3:10"),
        ("title: 題\ndraft: true\nただの行\ndate: 2026-04-01", "4:1"),
        ("title: 題\nslug: ../a\n- 項目\ndate: 2026-04-01", "4:1"),
        ("title: 題\nslug: ../a\n  x: 1\ndate: 2026-04-01", "4:4"),
        ("title: 題\ndate:\n2026-04-01\ntoc: true", "4:1"),
        ("title:\n題\ndate: 2026-04-01", "3:1"),
        ("title: *題*\ndate: x", "2:8"),
        ("title: | 題\ndate: x", "2:8"),
        ("これはメモ\ndraft: falce\ntitle: 題\ndate: 2026-04-01", "2:1"),
        ("title 題\ndate: 2026-13-01", "2:1"),
        ("date: 2026-13-01\ntitle 題", "3:1"),
        ("title: 題\ndate: 2026-04-01\ntags: {a: b}\n x_a: b", "5:2"),
        ("# メモ\n\ntitle: [題\ndate: 2026-04-01\ndraft: falce", "4:8"),
    ],
)
def test_a_syntax_error_in_front_matter_is_reported_alone(
    desk: Desk, text: str, position: str
) -> None:
    """Nothing else in that front matter is reported, and nothing is published."""
    built = desk.write({"content/posts/p1.md": f"---\n{text}\n---\n\n文\n"}).build()
    assert re.findall(r"p1\.md:(\d+:\d+): error", built.out) == [position], built.out
    assert not built.output.exists()


@pytest.mark.parametrize(
    "title",
    [
        '"　"',
        '"\\u200b"',
        "\u3164",
        '"\u200b \u2060"',
        '"\\u200e\\u2061"',
        "\ufe0f",
        '"\\U000e0041"',
    ],
)
def test_an_invisible_title_is_an_error(desk: Desk, title: str) -> None:
    """A title of characters without a shape is an error."""
    built = desk.write({"content/posts/p1.md": post("文", title=title)}).build()
    assert (built.status, "[empty-value]" in built.out) == (1, True), built.out
