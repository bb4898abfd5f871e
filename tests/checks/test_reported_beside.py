"""What is wrong in a block or a registry is reported beside other mistakes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.desk import SETTINGS, Desk, post, three_posts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a site of three posts."""
    return three_posts(tmp_path)


_AD = "https://www.amazon.co.jp/dp/B000000000?tag=other-22"


CASES: dict[str, tuple[dict[str, str], set[str]]] = {
    "a contact block with several mistakes": (
        {"content/posts/p1.md": post("```contact\nname: 窓口\nhours: あさ\nsource: {}\n```")},
        {"bad-hours", "missing-key"},
    ),
    "a way to cover areas, and none to cover": (
        {
            "content/images/a.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "content/posts/p1.md": post("![図](../images/a.svg){redact-style=mosaic}"),
        },
        {"unread-redaction"},
    ),
    "a contact block in capitals": (
        {"content/contacts.yaml": "", "content/posts/p1.md": post("```Contact\nid: nai\n```")},
        {"unknown-contact"},
    ),
    "a contact block that misspells what it needs": (
        {"content/posts/p1.md": post("```contact\nnam: 窓口\nasof: 2026-01\nsourc: x\n```")},
        {"unknown-key"},
    ),
    "a contact block with an id that is none": (
        {"content/posts/p1.md": post("```contact\nid: [a]\n```")},
        {"bad-type"},
    ),
    "an unknown contact beside a mistake": (
        {"content/posts/p1.md": post("```contact\nid: nai\nhours: あさ\n```")},
        {"bad-hours", "unknown-contact"},
    ),
    "an unknown deal beside a mistake": (
        {"content/posts/p1.md": post("```deal\nid: nai\nfoo: 1\n```")},
        {"unknown-key", "unknown-deal"},
    ),
    "an unknown product beside a mistake": (
        {"content/posts/p1.md": post("```product\nid: nai\nfoo: 1\n```")},
        {"unknown-key", "unknown-product"},
    ),
    "a product without links beside one with a mistake": (
        {
            "content/products.yaml": (
                "a:\n  name: 一\n  links: []\nb:\n  name: 二\n  nota: 白\n"
                "  links: [https://a.example/]\n"
            )
        },
        {"unknown-key", "product-without-links"},
    ),
    "somebody else's ad beside a mistake in another programme": (
        {
            "site.toml": SETTINGS + "[affiliate]\namazon = {tag = 'a-22'}\nafb = {idz = ['1']}\n",
            "content/posts/p1.md": post(
                f"[店]({_AD}) [楽](rakuten:https://item.rakuten.co.jp/a/b/)"
            ),
        },
        {"unknown-key"},
    ),
    "ads of programmes whose names are misspelt": (
        {
            "site.toml": SETTINGS + "[affiliate]\namazn = {tag = 'a-22'}\nrakutn = {id = '1'}\n",
            "content/posts/p1.md": post(
                f"[店]({_AD}) [楽](rakuten:https://item.rakuten.co.jp/a/b/)"
            ),
        },
        {"unknown-network"},
    ),
    "ads where all programmes have a mistake": (
        {"site.toml": f"affiliate = 3\n{SETTINGS}", "content/posts/p1.md": post(f"[店]({_AD})")},
        {"bad-type"},
    ),
    "an unknown author, and one with mistakes": (
        {
            "site.toml": SETTINGS
            + "[[authors]]\nid = 'a'\nname = 'b'\nurl = 'x'\nimage = 'n.png'\n",
            "content/posts/p1.md": post("文", author="zzz"),
        },
        {"bad-url", "missing-file"},
    ),
    "authors of whom one has no id": (
        {
            "site.toml": f'{SETTINGS}[[authors]]\nid = "a"\nname = "b"\n[[authors]]\nname = "c"\n',
            "content/posts/p1.md": post("文", author="zzz"),
        },
        {"missing-key"},
    ),
    "a link that is a sign": (
        {"content/deals.yaml": "d:\n  shop: A\n  text: t\n  url: '-'\n  ends: open\n"},
        {"bad-url"},
    ),
    "a deal whose first day is misspelt": (
        {
            "site.toml": SETTINGS + "[affiliate.amazon]\ntag = 'a-22'\n",
            "content/deals.yaml": (
                "d:\n  shop: A\n  text: t\n  url: amazon:B0EXAMPLE7\n  stars: 2999-01-01\n"
                "  ends: 2999-02-01\n  show: [top]\n"
            ),
            "content/posts/p1.md": post("文", disclosure="none"),
        },
        {"unknown-key", "undisclosed-ad"},
    ),
    "a contact block whose address has a mistake, and the registry's is an ad": (
        {
            "site.toml": SETTINGS + "[affiliate.amazon]\ntag = 'a-22'\n",
            "content/contacts.yaml": (
                "c:\n  name: n\n  as_of: 2026-01\n  source: {title: t, url: https://b.example/}\n"
                "  url: https://www.amazon.co.jp/dp/B0EXAMPLE7?tag=a-22\n"
            ),
            "content/posts/p1.md": post("```contact\nid: c\nurl: b.example\n```"),
        },
        {"bad-url"},
    ),
    "a product with an empty list and another mistake": (
        {"content/products.yaml": "p:\n  name: n\n  note: [n]\n  links: []\n"},
        {"bad-type", "product-without-links"},
    ),
    "a contact block with an empty key and another mistake": (
        {
            "content/posts/p1.md": post(
                "```contact\nname: n\nas_of:\nemail: x\n"
                "source: {title: t, url: 'https://b.example/'}\n```"
            )
        },
        {"bad-email", "missing-key"},
    ),
    "old facts where the settings do not say from when": (
        {
            "site.toml": SETTINGS + "[freshness]\nstale_after_month = 99\n",
            "content/posts/p1.md": post(
                "```contact\nname: n\nas_of: 2020-01\n"
                "source: {title: t, url: 'https://b.example/'}\n```"
            ),
        },
        {"unknown-key"},
    ),
    "a key in capitals": (
        {"content/contacts.yaml": "", "content/posts/p1.md": post("```contact\nID: c\n```")},
        {"unknown-key"},
    ),
    "a table that is misspelt beside one that is right": (
        {
            "site.toml": SETTINGS
            + "[affilate.amazon]\ntag = 'a-22'\n[affiliate.rakuten]\nid = '1'\n",
            "content/posts/p1.md": post("[a](amazon:B0EXAMPLE7)"),
        },
        {"unknown-key"},
    ),
    "two entries of a registry that are no YAML": (
        {
            "content/contacts.yaml": (
                'a:\n  name: "甲\nb:\n  name: 乙\n  as_of: x\n\nc:\n  name: [丙\n\nd: 1\n'
            ),
            "content/posts/p1.md": post("```contact\nid: a\n```\n"),
        },
        {"yaml-syntax"},
    ),
    "an entry of a registry with a line that is no YAML": (
        {
            "content/contacts.yaml": "a:\n  name: 甲\n  as_of x\nb:\n  name: 乙\n",
            "content/posts/p1.md": post("```contact\nid: a\n```\n"),
        },
        {"yaml-syntax"},
    ),
    "a line that is no YAML above a registry's first entry": (
        {"content/contacts.yaml": "これはメモ\na:\n  name: 甲\n  as_of: x\n"},
        {"yaml-syntax"},
    ),
    "a line that is no YAML at the begin of a block": (
        {"content/posts/p1.md": post("```contact\nname n\nas_of: 2025-13\n```")},
        {"yaml-syntax"},
    ),
    "an old address that is taken, and something else is wrong": (
        {
            "content/posts/p1.md": post("文。", aliases="[/posts/p2/]", draft="false", toc="maybe"),
            "content/posts/p3.md": post("文。", slug="p2", sponsor="[甲]"),
        },
        {"same-address", "bad-bool", "bad-type"},
    ),
    "an old address that may be hidden": (
        {"content/posts/p1.md": post("文。", aliases="[/posts/p2/]", draft="falce")},
        {"bad-bool"},
    ),
    "one item of a list is wrong, another leads nowhere": (
        {
            "content/posts/p1.md": post("文。", aliases="[/posts/p2/, '/a?b']"),
            "content/posts/p3.md": post("文。", related="[nai, [甲]]"),
        },
        {"same-address", "bad-alias", "unknown-post", "bad-type"},
    ),
    "a sponsor that nothing names, and something else is wrong": (
        {"content/posts/p1.md": post("文。", sponsor="甲", toc="maybe")},
        {"unnamed-sponsor", "bad-bool"},
    ),
    "a sponsor whom a misspelt word may name": (
        {"content/posts/p1.md": post("文。", sponsor="甲", disclosure="sponsord")},
        {"bad-value"},
    ),
    "two authors of one id, of whom one has another mistake": (
        {
            "site.toml": f'{SETTINGS}[[authors]]\nid = "editor"\nname = 5\n',
            "content/posts/p1.md": post("文。", author="zzz"),
        },
        {"duplicate-id", "bad-type"},
    ),
    "an ad that is kept silent about, and is somebody else's": (
        {"content/posts/p1.md": post(f"[店]({_AD})", disclosure="none")},
        {"foreign-ad", "undisclosed-ad"},
    ),
    "an ad that is kept silent about, and cannot be made": (
        {
            "site.toml": f'{SETTINGS}[affiliate.amazon]\ntag = "a-22"\n',
            "content/products.yaml": "a:\n  name: 甲\n  links: ['amazon:x', 'moshimo://[']\n",
            "content/posts/p1.md": post("[店](product:a)", disclosure="none"),
        },
        {"bad-asin", "wrong-shop", "undisclosed-ad"},
    ),
    "a deal that is kept silent about": (
        {
            "content/deals.yaml": f"a: {{shop: 甲, text: 乙, url: '{_AD}', ends: open}}\n",
            "content/posts/p1.md": post("```deal\nid: a\n```", disclosure="none"),
        },
        {"foreign-ad", "undisclosed-ad"},
    ),
    "the settings lead nowhere, and are known": (
        {
            "site.toml": f'{SETTINGS}[[nav]]\ntext = "甲"\nto = "pages/nai.md"\n',
            "content/posts/p1.md": post(f"[店]({_AD})", author="zzz"),
        },
        {"missing-file", "unknown-author", "foreign-ad"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_mistakes_are_reported_together(desk: Desk, case: str) -> None:
    """All that is wrong is reported in one run, and nothing that only follows from it."""
    texts, rules = CASES[case]
    built = desk.write(texts).build()
    assert {*re.findall(r"\[([a-z-]+)\]$", built.out, re.MULTILINE)} == rules, built.out
