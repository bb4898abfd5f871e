"""Addresses: no two pages have one, also on the day when a post appears."""

from __future__ import annotations

import pytest

from tests.desk import Desk, post


@pytest.mark.parametrize(
    ("one", "other"), [("Key", "key"), ("が", "か\u3099")], ids=["letter case", "Unicode form"]
)
def test_one_address_for_two_pages(desk: Desk, one: str, other: str) -> None:
    """Two pages with one address are refused, and both files are named."""
    texts = {
        "content/posts/x1.md": post("あ", slug=one),
        "content/posts/x2.md": post("い", slug=other),
    }
    built = desk.write(texts).build()
    assert built.status == 1
    line = next(line for line in built.out.splitlines() if "[same-address]" in line)
    assert "x1.md" in line
    assert "x2.md" in line


MISTAKEN = {
    "neither is read": ("tagz: a", "tagz: b", True),
    "the first is read": ("", "tagz: b", True),
    "the other is read": ("tagz: a", "", True),
    "a draft": ("draft: true\ntagz: a", "", False),
    "perhaps a draft": ("draft: ture", "", False),
    "perhaps of another address": ("slugg: one", "", False),
    "of another address": ("slug: one\ntagz: a", "", False),
    "still to come": ("date: 2999-01-01\ntagz: a", "", True),
}


@pytest.mark.parametrize(
    ("there", "coming", "is_error"),
    [
        ("slug: b", "slug: b", True),
        ("slug: b", "aliases: [/posts/b/]", True),
        ("slug: b", "slug: b\ndraft: true", False),
        ("slug: b", "slug: c", False),
        ("slug: b\nexpires: 2998-12-31", "slug: b", False),
        ("slug: b\nexpires: 2999-02-01", "slug: b", True),
        ("slug: b\ndate: 2999-01-01", "slug: b", True),
        ("slug: b\nexpires: 2998-12-31", "aliases: [/posts/b/]", False),
        ("aliases: [/posts/b/]\nexpires: 2998-12-31", "slug: b", False),
        ("aliases: [/s/]\nexpires: 2998-12-31", "aliases: [/s/]", False),
        ("aliases: [/s/]\nexpires: 2999-01-01", "aliases: [/s/]", True),
        ("slug: b\ndate: 2998-01-01\nexpires: 2998-02-01", "aliases: [/posts/b/]", False),
    ],
)
def test_a_post_to_come_has_its_address_already(
    desk: Desk, there: str, coming: str, *, is_error: bool
) -> None:
    """Or else the build of its day, when nobody may be at the desk, would end with an error."""
    there = there if "date" in there else f"date: 2026-01-01\n{there}"
    texts = {"a": there, "x": f"date: 2999-01-01\n{coming}"}
    desk.write(
        {f"content/posts/{n}.md": f"---\ntitle: 題\n{t}\n---\n文\n" for n, t in texts.items()}
    )
    built = desk.build()
    assert (built.status, built.out.count("[same-address]")) == (int(is_error), int(is_error)), (
        built.out
    )


@pytest.mark.parametrize("name", MISTAKEN)
def test_a_mistake_hides_no_address_that_is_taken(desk: Desk, name: str) -> None:
    """Two posts of one address are reported with the rest, where the address is sure."""
    one, other, is_error = MISTAKEN[name]
    texts = {
        f"content/posts/{folder}/key.md": f"---\ntitle: 題\n{date}{keys}\n---\n文。\n"
        for folder, keys in (("x", one), ("y", other))
        for date in ("" if "date" in keys else "date: 2026-01-01\n",)
    }
    built = desk.write(texts).build()
    assert built.status == 1
    assert built.out.count("[same-address]") == int(is_error), built.out


def test_an_alias_cannot_take_a_page(desk: Desk) -> None:
    """A redirect at the address of a page is refused."""
    texts = {
        "content/posts/a.md": post("あ", aliases="[/posts/b/]"),
        "content/posts/b.md": post("い"),
    }
    assert "[same-address]" in desk.write(texts).build().out
