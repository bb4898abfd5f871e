"""What a build says of programmes that end, and of facts that grow old."""

from __future__ import annotations

import pytest

from tests.ads.ledger import A8, MOSHIMO, NEXT, PROGRAMMES, SITE
from tests.desk import Desk, post

POSTS = {
    "content/posts/a.md": post(f"[家具]({A8})"),
    "content/posts/b.md": post("[旅](programme:yasumi)", draft="true"),
    "content/posts/c.md": post("言葉。"),
}
PRICES = """```product
id: key
```

```review
product: key
```

```compare
products: [key]
```

```ranking
products: [key]
```
"""


@pytest.fixture
def ledger(desk: Desk) -> Desk:
    """Return a site with a ledger and posts that carry its programmes."""
    return desk.write({"site.toml": SITE, "content/programmes.yaml": PROGRAMMES, **POSTS})


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("2026-08-01T23:59", []),
        ("2026-08-02", ["a.md", "b.md"]),
        ("2026-08-31", ["a.md", "b.md"]),
        ("2026-09-01", ["b.md"]),
    ],
)
def test_a_programme_that_ends_is_told_once(ledger: Desk, now: str, told: list[str]) -> None:
    """From 30 days before its end, and after it where text remains; each with its posts."""
    for _ in range(2):  # the second build answers from what it remembers
        lines = [
            line for line in ledger.build(now=now).out.splitlines() if "[programme-ends]" in line
        ]
        assert [line.partition("posts/")[2].partition("）")[0] for line in lines] == told
    assert all(line.startswith("content/programmes.yaml:") for line in lines)


def test_a_programme_that_nobody_carries_is_not_told(ledger: Desk) -> None:
    """The end of a programme concerns nobody where no post has it."""
    ledger.write({path: post("言葉。") for path in POSTS})
    assert "programme-ends" not in ledger.build(now="2026-08-31").out


def test_facts_grow_old(desk: Desk) -> None:
    """A price, wherever it stands, and what a post says of itself are told with their age."""
    desk.write(
        {
            "site.toml": SITE,
            "content/products.yaml": "key:\n  name: 鍵\n  price: {amount: 1, currency: JPY, "
            f"as_of: 2026-01-10}}\n  links: ['{MOSHIMO}']\n",
            "content/posts/a.md": post(PRICES, verified="2026-01"),
        }
    )
    fresh = desk.build(now="2026-06-30")
    assert fresh.out == ""
    assert fresh.page("posts/a/").count("hidden>確認から6か月") == 5
    old = desk.build(now="2026-10-01")
    price, page = sorted(old.out.splitlines(), reverse=True)
    assert price.startswith("content/products.yaml:1:1: warning: 「鍵の値段」の確認から8か月")
    assert price.endswith("[stale-price]")
    assert page.startswith("content/posts/a.md:4:11: warning: ")
    assert page.endswith("[stale-post]")
    assert old.page("posts/a/").count('">確認から8か月が過ぎています') == 5
    assert old.page("feed.xml").count("確認から8か月") == 4


def test_a_day_to_come_is_told(desk: Desk) -> None:
    """Nothing can have been checked tomorrow."""
    desk.write({"site.toml": SITE, "content/posts/a.md": post("文", verified="2026-07")})
    assert "[future-fact]" in desk.build(now="2026-06-30").out


CHAIN = f"""\
kagu: {{name: みほん家具, link: '{A8}', ends: 2026-08-31, then: kagu-b}}
kagu-b: {{name: つぎの家具, link: '{NEXT}', ends: 2026-09-30}}
"""


@pytest.mark.parametrize(
    ("now", "told"),
    [("2026-08-31", [1]), ("2026-09-01", [2]), ("2026-09-30", [2]), ("2026-10-01", [2])],
)
def test_the_end_of_an_heir_is_told(ledger: Desk, now: str, told: list[int]) -> None:
    """It is told on the heir's line, with the posts that carry the programme before it."""
    out = ledger.write({"content/programmes.yaml": CHAIN}).build(now=now).out
    lines = [line for line in out.splitlines() if "[programme-ends]" in line]
    assert [int(line.split(":")[1]) for line in lines] == told
    assert all("posts/a.md" in line for line in lines)
