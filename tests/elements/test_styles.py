"""The stylesheet of a page: the base, then the styles of the elements on it."""

from __future__ import annotations

import gzip
import re

import pytest

from kawaraban.elements import all_elements
from tests.desk import PROJECT, Built, Desk, post
from tests.elements.test_elements import CONTACTS, DEALS, PRODUCTS, SETTINGS

# As a host compresses it, in bytes.
_WITH_ALL = 14 * 1024
_WITH_NONE = 8 * 1024
_ALL = """導入です。

## 手順の一

![画面](shot.png "題")

文中の ![画面](shot.png) です。

```external
```

> [!WARNING] 注意
> ほかの端末を閉じてから始めてください。

> [!SAY] ねこ
> 式は$a^2$です。

> 引用の文です。
>
> 出典: [もと](https://example.com/source)

```contact
id: shop
```

```deal
id: summer
```

```product
id: key
```

```review
product: rated
```

```compare
products: [rated, cheap]
```

```ranking
products: [rated, cheap]
```

```button
to: product:key
text: 店で見る
```

https://example.com/listed

![画面](shot.png) ![画面](shot.png)

https://youtu.be/AbCdEf-1234

[夏のセール](deal:summer)

## 手順の二

終わりです。
"""


_ADS = "---\ntitle: 広告について\n---\n"
_WITHOUT_AUTHOR = SETTINGS.partition("[[authors]]")[0]


def _desk(desk: Desk) -> Desk:
    return desk.write(
        {
            "site.toml": SETTINGS,
            "content/contacts.yaml": CONTACTS,
            "content/deals.yaml": DEALS,
            "content/products.yaml": PRODUCTS,
            "content/notices/accuracy.md": "**今も正しいか**確かめてください。\n",
            "content/pages/ads.md": _ADS,
        }
    ).picture("content/posts/shot.png", (640, 400))


def _weight(built: Built, address: str) -> int:
    return len(gzip.compress(built.whole(address).encode(), 6))


def _classes() -> set[str]:
    """Give the classes of the elements that have a style."""
    styled = {file.stem for file in (PROJECT / "assets/elements").glob("*.css")}
    classes = {e.css_class for e in all_elements().values() if e.name in styled}
    return classes - {"picture"} | {"zoomed"}


def _styled(built: Built, address: str) -> set[str]:
    return {c for c in _classes() if re.search(rf"\.{c}(?![\w-])", built.style(address))}


def test_an_article_with_every_element_is_light(desk: Desk) -> None:
    """An article with every element comes within 14 KiB as a host sends it, without pictures."""
    built = _desk(desk).write({"content/posts/all.md": post(_ALL)}).build()
    page = built.page("posts/all/")
    missing = {c for c in _classes() - {"zoomed"} if not re.search(rf'class="{c}[" ]', page)}
    assert missing == set()
    assert _styled(built, "posts/all/") == _classes()
    assert _styled(built, "ads/") == set()
    assert _weight(built, "posts/all/") <= _WITH_ALL


def test_an_article_without_elements_is_lighter(desk: Desk) -> None:
    """A page without elements pays for none, and stays under 8 KiB."""
    desk.write({"site.toml": _WITHOUT_AUTHOR, "content/pages/ads.md": _ADS})
    built = desk.write({"content/posts/plain.md": post("導入です。\n\n終わりです。")}).build()
    assert built.status == 0, built.out
    assert _styled(built, "posts/plain/") == set()
    assert _weight(built, "posts/plain/") < _WITH_NONE


_TIP = "> [!TIP]\n> 中です。\n"
_CASES = {
    "in a notice": ({"notices/accuracy.md": _TIP}, {"notice", "callout"}),
    "in another text": ({"posts/b.md": post(_TIP)}, set()),
    "a deal that has ended": ({"posts/a.md": post("```deal\nid: spring\n```")}, set()),
    "a deal that runs": ({"posts/a.md": post("```deal\nid: always\n```")}, {"deal", "disclosure"}),
}


@pytest.mark.parametrize("case", _CASES)
def test_styles_follow_what_a_page_shows(desk: Desk, case: str) -> None:
    """An element's style is sent to the pages that show it, at any depth."""
    texts, wanted = _CASES[case]
    desk.write({"site.toml": _WITHOUT_AUTHOR, "content/deals.yaml": DEALS})
    desk.write({"content/pages/ads.md": _ADS, "content/posts/a.md": post("中")})
    built = desk.write({f"content/{path}": text for path, text in texts.items()}).build()
    assert built.status == 0, built.out
    assert _styled(built, "posts/a/") == wanted


def test_own_styles_count_before_the_products(desk: Desk) -> None:
    """A site's own style of an element replaces the product's; custom.css stays last."""
    own = {
        "assets/style.css": "body { margin: 1px }",
        "assets/elements/callout.css": ".callout { margin: 2px }",
        "assets/custom.css": "body { margin: 3px }",
    }
    built = _desk(desk).write(own).write({"content/posts/a.md": post("> [!TIP]\n> 中")}).build()
    style = built.style("posts/a/")
    assert style.startswith("body{margin:1px}")
    assert style.rstrip().endswith("body{margin:3px}")
    assert ".callout{margin:2px}" in style
    assert ".callout-title" not in style
    assert ".notice{" in style
