"""The finished pages read back: what a template loses of the disclosure stops the build."""

from __future__ import annotations

import re

import pytest

from kawaraban.checks.finished_page import FinishedPage, ad_reader, check_page
from kawaraban.core.settings import AffiliateSettings, AmazonProgramme
from tests.ads.shop import OURS
from tests.desk import Desk, post


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """Return a site with programmes."""
    return desk.write({"site.toml": OURS})


@pytest.mark.parametrize(
    ("template", "text", "rule"),
    [
        ("article.html", "{% block main %}{{ article.body }}{% endblock %}", "lost-disclosure"),
        ("elements/disclosure.html", "", "lost-disclosure"),
        ("elements/link_card.html", '<a href="{{ href }}">{{ title }}</a>', "lost-sponsored"),
        (
            "elements/link_card.html",
            '<a rel="sponsored noreferrer" href="{{ href }}">x</a>',
            "lost-sponsored",
        ),
    ],
)  # fmt: skip
def test_a_template_cannot_lose_it(shop: Desk, template: str, text: str, rule: str) -> None:
    """The finished pages are read back: a template that loses the notice or a `rel` is named."""
    card = post("本文\n\nhttps://www.amazon.co.jp/dp/B000000000")
    base = f"{{% extends 'product/{template}' %}}" if "block" in text else ""
    built = shop.write({"content/posts/a.md": card, f"templates/{template}": base + text}).build()
    assert built.status == 1
    assert re.search(rf"^templates/\S+:1:1: error: .*\[{rule}\]$", built.out, re.MULTILINE)
    assert not built.output.exists()


@pytest.mark.parametrize("label", ["", '<b class="ad-label"> </b>'])
def test_a_box_keeps_its_own_label(shop: Desk, label: str) -> None:
    """After the disclosure too: a product without its label, or with an empty one, is named."""
    link = '<a rel="sponsored" href="{{ buttons[0].href }}">x</a>'
    texts = {
        "content/products.yaml": "key: {name: 鍵, links: [amazon:B000000000]}",
        "content/posts/a.md": post("冒頭。\n\n```product\nid: key\n```"),
        "templates/elements/product.html": f'<div class="product">{label}{link}</div>',
    }
    built = shop.write(texts).build()
    assert built.status == 1
    assert re.search(
        r"^templates/elements/product.html:.*\[lost-disclosure\]$", built.out, re.MULTILINE
    )


LINK = '<a href="https://www.amazon.co.jp/dp/B000000000?tag={tag}" rel="{rel}">買う</a>'
OWN = LINK.format(tag="example-22", rel="sponsored noopener")
DISCLOSURE = '<div class="disclosure">広告です。</div>'
LABEL = '<b class="ad-label">広告</b>'
PAGES = {
    f"{DISCLOSURE}<p>{OWN}</p>": [],
    f"<p>{OWN}</p>{DISCLOSURE}": ["lost-disclosure"],
    f'<div class="disclosure"> </div>{OWN}': ["lost-disclosure"],
    f"<!-- {DISCLOSURE} -->{OWN}": ["lost-disclosure"],
    f"{LABEL}{OWN}": ["lost-disclosure"],
    f'{DISCLOSURE}<div class="deal">{OWN}</div>': ["lost-disclosure"],
    f'<div class="deal">{LABEL}<p>{OWN}</p></div>': [],
    f'<div class="deal">{LABEL}</div><div class="deal">{OWN}</div>': ["lost-disclosure"],
    f'<div class="deal">{OWN}{LABEL}</div>': ["lost-disclosure"],
    DISCLOSURE + LINK.format(tag="example-22", rel="noopener"): ["lost-sponsored"],
    DISCLOSURE + LINK.format(tag="example-22", rel="sponsored noreferrer"): ["lost-sponsored"],
    DISCLOSURE + LINK.format(tag="somebody-22", rel="sponsored"): ["foreign-ad-on-page"],
    LINK.format(tag="", rel=""): [],
    "<a href='//example.com/'>店</a>": [],
}


@pytest.mark.parametrize("body", PAGES)
def test_each_fault_of_a_page_is_found(body: str) -> None:
    """An ad link is ours, says `sponsored`, and comes after its disclosure or label."""
    read = ad_reader(AffiliateSettings(amazon=AmazonProgramme(tag="example-22")))
    page = FinishedPage("a.html", "article.html", f"<body>{body}</body>".encode(), frozenset())
    assert [found.rule for found in check_page(page, read)] == PAGES[body]


def test_pasted_code_in_a_box_needs_no_label_of_its_own() -> None:
    """Pasted code keeps its `rel`, and the disclosure of the page is enough for it."""
    address = "https://www.amazon.co.jp/dp/B000000000?tag=example-22"
    read = ad_reader(AffiliateSettings(amazon=AmazonProgramme(tag="example-22")))
    html = f'{DISCLOSURE}<div class="product"><a href="{address}">店</a></div>'.encode()
    assert check_page(FinishedPage("a", "article.html", html, frozenset({address})), read) == ()
