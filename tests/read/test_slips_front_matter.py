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
def test_a_value_behind_a_sign_is_reported(desk: Desk, line: str) -> None:
    """What an author may take for the value, or for its rest, is a comment to YAML."""
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
def test_a_comment_is_a_comment(desk: Desk, line: str) -> None:
    """With a space before it and after its sign."""
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
def test_a_remedy_leads_out_of_the_mistake(
    desk: Desk, mistake: dict[str, str], remedy: str
) -> None:
    """It says what may stand there."""
    settings = f'language = "en"\n{SETTINGS}'
    built = desk.write(
        {"site.toml": settings, "content/posts/p1.md": post("文", **mistake)}
    ).build()
    assert remedy in built.out
    assert built.out.count(": error: ") == 1


def test_a_heading_in_the_front_matter_is_reported(desk: Desk) -> None:
    """Where its closing line was forgotten, all up to a later line is YAML."""
    text = "---\ntitle: 題\ndate: 2026-05-01\n\n# 見出し\n\n---\n\n続き\n"
    built = desk.write({"content/posts/p1.md": text}).build()
    assert "content/posts/p1.md:5:1: warning:" in built.out
    assert "[heading-as-comment]" in built.out


@pytest.mark.parametrize(
    ("lines", "reported"),
    [
        ("tags:\n\n- 一つ\n- 二つ\n", 6),
        ("tags:\n- 一つ\n\n- 二つ\n", 7),
        ("description: 題\n\n    字下げした文\n", 4),
        ("tags:\n- 一つ\n- 二つ\n", 0),
        ("description: |\n  一つ\n\n  - 二つ\n", 0),
        ("description: 'a\n\n  b'\n", 0),
        ("description: a\n\ntags: [b,\n\n  c]\n\n", 0),
    ],
)
def test_a_text_that_became_a_value_is_reported(desk: Desk, lines: str, reported: int) -> None:
    """Where the closing line was forgotten, a list or what is indented is still YAML."""
    text = f"---\ntitle: 題\ndate: 2026-05-01\n{lines}---\n\n続き\n"
    built = desk.write({"content/posts/p1.md": text}).build()
    assert built.out.count("[text-in-front-matter]") == bool(reported), built.out
    assert not reported or f"content/posts/p1.md:{reported}:" in built.out


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
    """For YAML it is part of that value, and the text would be published."""
    text = f"---\ntitle: 題\ndate: 2026-05-01\n{lines}---\n\n文\n"
    built = desk.write({"content/posts/p1.md": text}).build()
    assert built.status == bool(at), built.out
    assert f"content/posts/p1.md:{at}" in built.out or not at
    text = "---\n  title: 題\n  draft: true\n  date: 2026-05-01\n---\n\n文\n"
    assert desk.write({"content/posts/p1.md": text}).build().status == 0


@pytest.mark.parametrize("rest", ["# 下書き\n", "下書き\n", "draft: true\n"])
def test_what_stands_behind_the_end_of_yaml_is_reported(desk: Desk, rest: str) -> None:
    """YAML has an end of its own, and front matter another."""
    text = f"---\ntitle: 題\ndate: 2026-05-01\n...\n{rest}---\n\n文\n"
    built = desk.write({"content/posts/p1.md": text}).build()
    assert "content/posts/p1.md:4:1: error:" in built.out
    assert re.findall(r"\[([a-z-]+)\]$", built.out, re.MULTILINE) == ["several-documents"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ('title: "題\ndate: 2025-13-01\ntags: [甲\ntoc: maybe', "2:8 3:7 4:7 5:6"),
        ("title:題\ndate: x\ntoc：甲\ntag: 乙", "2:1 3:7 4:1 5:1"),
        ("title: 題\ndate: 2026-05-01\n\n本文です。\n\n注意: これは文です\ntag: 甲", "5:1"),
        ("title: 題\ndate: 2026-05-01\n\n注意：これは文です\ntag: 甲", "5:1"),
        ('title: 題\ntoc: "a" b\ntitle: 二\ndate: 2026-05-01', "3:10 4:1"),
        ("title: 題\nslug: ../a\nただの行\ndate: 2026-04-01", "3:7 4:1"),
        ("title: 題\nslug: ../a\n- 項目\ndate: 2026-04-01", "3:7 4:1"),
        ("title: 題\nslug: ../a\n  x: 1\ndate: 2026-04-01", "3:7 4:4"),
        ("title: 題\ndraft: falce\nただの行\ndate: 2026-04-01", "3:8 4:1"),
        ("title: 題\nexpires: x\nただの行\nもう一行\ndate: 2026-04-01", "3:10 4:1"),
        ("title: 題\nunknwon: 1\nただの行\ndate: 2026-04-01", "3:1 4:1"),
        ("title: 題\ntags: [., 甲]\nただの行\ndate: 2026-04-01", "3:8 4:1"),
        ("title: 題\ndate:\n2026-04-01\ntoc: true", "4:1"),
        ("title:\n題\ndate: 2026-04-01", "3:1"),
        ("title: *題*\ndate: x", "2:8 3:7"),
        ("title: | 題\ndate: x", "2:8 3:7"),
        ("これはメモ\ndraft: falce\ntitle: 題\ndate: 2026-04-01", "2:1 3:8"),
        ("title 題\ndate: 2026-13-01", "2:1 3:7"),
        ("date: 2026-13-01\ntitle 題", "2:7 3:1"),
        ('{"a": 1}\ndraft: falce\ntitle: 題\ndate: 2026-04-01', "2:1 3:8"),
        ("これはメモ\n\n次のメモ\ndraft: falce\ntitle: 題\ndate: 2026-04-01", "4:1"),
        ("title: 題\ndate: 2026-04-01\ntags: {a: b}\n x_a: b", "4:7 5:2"),
        ("# メモ\n\ntitle: [題\ndate: 2026-04-01\ndraft: falce", "4:8 6:8"),
        ("title: [題\n\n# メモ\ndate: 2026-04-01\ndraft: falce", "2:8 6:8"),
    ],
)
def test_each_key_is_read_by_itself_where_one_is_no_yaml(
    desk: Desk, text: str, places: str
) -> None:
    """Of what may be prose, for want of a closing line, one mistake is reported."""
    built = desk.write({"content/posts/p1.md": f"---\n{text}\n---\n\n文\n"}).build()
    assert re.findall(r"p1\.md:(\d+:\d+): error", built.out) == places.split(), built.out


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
def test_a_title_that_nobody_sees_is_none(desk: Desk, title: str) -> None:
    """Signs without a shape are no title."""
    built = desk.write({"content/posts/p1.md": post("文", title=title)}).build()
    assert (built.status, "[empty-value]" in built.out) == (1, True), built.out
