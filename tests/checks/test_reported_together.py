"""All that is wrong is reported, and nothing that only follows from it."""

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
    "a sponsor is missing, and something else is wrong": (
        {"content/posts/p1.md": post("文。", disclosure="sponsored", toc="maybe")},
        {"missing-sponsor", "bad-bool"},
    ),
    "a sponsor that cannot be read is none that is missing": (
        {"content/posts/p1.md": post("文。", disclosure="gifted", sponsor="[a, b]")},
        {"bad-type"},
    ),
    "what a misspelt word asks for is not known": (
        {"content/posts/p1.md": post("文。", disclosure="sponsord", sponsor="甲")},
        {"bad-value"},
    ),
    "a page is no post": (
        {"content/pages/x.md": "文\n", "content/posts/p1.md": post("文。", related="[zzz]")},
        {"no-front-matter", "unknown-post"},
    ),
    "a slug under a misspelt key": (
        {
            "content/posts/p1.md": post("文。", related="[foo]"),
            "content/posts/p2.md": post("文。", slgu="foo"),
        },
        {"unknown-key"},
    ),
    "a file's name that is no address, and something else is wrong": (
        {"content/posts/a:b.md": post("文。", toc="maybe")},
        {"bad-slug", "bad-bool"},
    ),
    "a name that may have been replaced": (
        {"content/posts/a:b.md": post("文。", slgu="ab")},
        {"unknown-key"},
    ),
    "keys that are misspelt are not missing": (
        {"content/posts/p1.md": "---\ntitel: 題\ndaet: 2026-05-01\n---\n\n文\n"},
        {"unknown-key"},
    ),
    "a deal without an end, and something else is wrong": (
        {"content/deals.yaml": "a:\n  shop: 甲\n  text: 乙\n  link: https://a.example/\n"},
        {"unknown-key", "missing-key"},
    ),
    "navigation and a policy that are not published": (
        {
            "site.toml": SETTINGS + "[[nav]]\ntext = 't'\nto = 'pages/a.md'\n"
            "[disclosure]\npolicy = 'pages/a.md'\n",
            "content/pages/a.md": "---\ntitle: 題\ndraft: true\n---\n文\n",
        },
        {"unpublished-target"},
    ),
    "a deal to come, on a page that is to say nothing of ads": (
        {
            "site.toml": f'{SETTINGS}[affiliate.amazon]\ntag = "a-22"\n',
            "content/deals.yaml": "a: {shop: 甲, text: 乙, url: 'amazon:B000000000', "
            "starts: 2026-12-01, ends: 2026-12-05, show: [top]}",
            "content/posts/p1.md": post("文。", disclosure="none"),
        },
        {"undisclosed-ad"},
    ),
    "deals that are over, or yet to start, when a silent page is published": (
        {
            "site.toml": f'{SETTINGS}[affiliate.amazon]\ntag = "a-22"\n',
            "content/deals.yaml": "a: {shop: 甲, text: 乙, url: 'amazon:B000000000', "
            "starts: 2026-12-01, ends: 2026-12-05, show: [top]}\n"
            "b: {shop: 甲, text: 乙, url: 'amazon:B000000000', ends: 2026-11-05, show: [top]}",
            "content/posts/p1.md": post("文。", disclosure="none", date="2026-12-06", typo="x"),
            "content/posts/p2.md": post(
                "文。", disclosure="none", date="2026-11-06", expires="2026-11-30"
            ),
        },
        {"unknown-key"},
    ),
    "a heading that a post to come has not": (
        {
            "content/posts/p1.md": post("[題](p2.md#無い) [題](p2.md#有る)"),
            "content/posts/p2.md": post("## 有る", date="2999-01-01", title="2999年"),
        },
        {"unpublished-target", "missing-heading"},
    ),
    "a shop without a programme": (
        {"content/products.yaml": "a:\n  name: 甲\n  links: ['amazon:B000000000']\n"},
        {"no-programme"},
    ),
    "settings with a mistake that names nobody": (
        {
            "site.toml": f"colour = 1\n{SETTINGS}",
            "content/posts/p1.md": post(f"[店]({_AD})", author="zzz"),
        },
        {"unknown-key"},
    ),
    "settings whose programmes are not known": (
        {
            "site.toml": f'{SETTINGS}[affiliate.amazon]\ntga = "a-22"\n',
            "content/posts/p1.md": post(f"[店]({_AD})", author="zzz"),
        },
        {"unknown-key"},
    ),
    "settings whose authors are not known": (
        {
            "site.toml": f"{SETTINGS}".replace("[[authors]]", "[[author]]"),
            "content/posts/p1.md": post(f"[店]({_AD})", author="zzz"),
        },
        {"unknown-key"},
    ),
    "values of settings that are none": (
        {
            "site.toml": f"{SETTINGS}[freshness]\nstale_after_months = x\n[images]\nwidths = y\n"
            "colour = 1\n",
            "content/posts/p1.md": post(f"[店]({_AD})", author="zzz"),
        },
        {"toml-syntax"},
    ),
    "an id that a registry with mistakes does not have": (
        {
            "content/contacts.yaml": (
                "w:\n  name: n\n  as_of: 2025-08\n  email: x\n"
                "  source: {title: t, url: 'https://example.org/'}\n"
            ),
            "content/deals.yaml": (
                "d:\n  shop: A\n  text: t\n  url: https://a.example/\n  ends: opne\n"
                "e:\n  shop: A\n  text: t\n  url: amazon:B012345678\n  ends: open\n"
            ),
            "content/products.yaml": (
                "p:\n  name: n\n  price: {amount: x, currency: JPY, as_of: 2025-08-01}\n"
            ),
            "content/posts/p1.md": post(
                "```contact\nid: nai\n```\n\n```contact\nid: w\n```\n\n"
                "[甲](deal:d) [乙](deal:e) [丙](deal:nai) [丁](product:p) [戊](product:nai)"
            ),
        },
        {
            *("bad-email", "unknown-contact", "bad-date", "no-programme"),
            *("unknown-deal", "bad-number", "unknown-product", "product-without-links"),
        },
    ),
    "a programme that is known, and another that is not": (
        {
            "site.toml": f'{SETTINGS}[affiliate.amazon]\ntag = "mine-22"\n'
            '[[affiliate.custom]]\nname = "c"\nhost = "https://c.example/"\n'
            'param = "a"\nids = ["b"]\n',
            "content/deals.yaml": (
                "e:\n  shop: A\n  text: t\n  url: amazon:B012345678\n  ends: open\n"
            ),
            "content/products.yaml": "p:\n  name: n\n  links: ['amazon:B012345678']\n",
        },
        {"bad-host"},
    ),
    "signs that begin a comment in registries": (
        {
            "content/deals.yaml": (
                "d:\n  shop: A\n  text: t\n  url: https://a.example/\n  ends: open\n"
                "  show:\n    - top #sidebar\n"
            ),
            "content/products.yaml": "p:\n  name: n\n  links:\n  - https://a.example/ #x\n",
        },
        {"value-cut"},
    ),
    "a heading that a post with a mistake does not have": (
        {
            "content/posts/p1.md": post("[甲](p2.md#甲) [乙](p2.md#乙)"),
            "content/posts/p2.md": post("## 甲\n\n文。", toc="maybe"),
        },
        {"bad-bool", "missing-heading"},
    ),
    "a card for a heading that a post with a mistake does not have": (
        {
            "content/posts/p1.md": post("[甲](p2.md#甲){.card}\n\n[乙](p2.md#乙){.card}"),
            "content/posts/p2.md": post("## 甲\n\n文。", toc="maybe"),
        },
        {"bad-bool", "missing-heading"},
    ),
    "a deal with several mistakes": (
        {
            "content/deals.yaml": (
                "d:\n  shop: A\n  txt: t\n  url: https://www.amazon.co.jp/dp/B0EXAMPLE7?tag=o-22\n"
                "  starts: 2026-09-09\n  ends: 2026-09-01\n"
            ),
            "content/posts/p1.md": post("```deal\nid: d\n```"),
        },
        {"unknown-key", "foreign-ad", "ends-before-start"},
    ),
    "a deal whose link has a mistake too": (
        {
            "content/deals.yaml": "d:\n  shop: A\n  text: t\n  url: [a]\n  end: 2026-09-01\n",
            "content/posts/p1.md": post("```deal\nid: d\n```"),
        },
        {"bad-type", "unknown-key"},
    ),
    "a product with several mistakes": (
        {
            "content/products.yaml": (
                "p:\n  nam: n\n  image: none.png\n  price: 300\n"
                "  links:\n  - https://www.amazon.co.jp/dp/B0EXAMPLE7?tag=o-22\n"
            ),
            "content/posts/p1.md": post("```product\nid: p\n```"),
        },
        {"unknown-key", "missing-file", "bad-type", "foreign-ad"},
    ),
    "a product with a name that is none": (
        {"content/products.yaml": "k y/2:\n  name: n\n  links: [rakuten:https://example.org/]\n"},
        {"bad-id", "no-programme"},
    ),
    "a product whose links have a mistake": (
        {
            "content/products.yaml": "p:\n  name: n\n  links: [{shop: A}]\n",
            "content/posts/p1.md": post("```product\nid: p\n```"),
        },
        {"missing-key"},
    ),
    "a deal whose days are misread, and whose link has no programme": (
        {
            "content/deals.yaml": (
                "d:\n  shop: A\n  text: t\n  url: rakuten:https://item.rakuten.co.jp/a/b/\n"
                "  starts: 2026-13-01\n  ends: 2999-02-01\n"
            )
        },
        {"bad-date", "no-programme"},
    ),
    "navigation with a key too many, and to files that are not there": (
        {
            "site.toml": SETTINGS + "[[nav]]\ntext = 't'\nto = 'pages/a.md'\nicon = 1\n"
            "[[nav]]\ntext = 't'\ntoo = 'pages/b.md'\n"
        },
        {"missing-file", "unknown-key"},
    ),
    "a product whose links are misspelt": (
        {"content/products.yaml": "p:\n  name: n\n  linkz: [amazon:B0EXAMPLE7]\n"},
        {"unknown-key"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_mistakes_are_reported_together(desk: Desk, case: str) -> None:
    """All that is wrong is reported in one run, and nothing that only follows from it."""
    texts, rules = CASES[case]
    built = desk.write(texts).build()
    assert {*re.findall(r"\[([a-z-]+)\]$", built.out, re.MULTILINE)} == rules, built.out
