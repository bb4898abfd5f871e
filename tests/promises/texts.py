"""A site in which every place that holds an author's text has one of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from tests.desk import Desk

Write = Callable[[str], str]
"""Gives the next text, for a place of a name (`post title`)."""
POSTS = 3
_CONTROL = r"[\x00-\x1f\x7f-\x9f]"
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# A template of the site's own: an `x_` key as text, and in quotes.
TEMPLATE = """\
{% extends "product/article.html" %}
{% block banners %}<p title="{{ post.extra.x_note }}">{{ post.extra.x_note }}</p>{% endblock %}
"""


def quoted(text: str) -> str:
    """Give a text as YAML and TOML both quote it; some signs are line ends in YAML."""
    written = json.dumps(text, ensure_ascii=False)
    return re.sub("[\x7f\x85\u2028\u2029]", lambda sign: f"\\u{ord(sign[0]):04x}", written)


def typed(text: str) -> str:
    """Give a text as Markdown that means the text alone."""
    return _PUNCTUATION.sub(r"\\\1", text)


def _named(text: str) -> str:
    """Give a text as a file or a folder may be called; it may be a Markdown address too."""
    return re.sub(r"[/\\?#%:\x00-\x1f\x7f]", "_", text)[:60].strip(" .") or "_"


def in_name(text: str) -> str:
    """Give a text as the name of a file, which holds no `<`, the end of an address."""
    return _named(text).replace("<", "_").replace(">", "_")


def settle(desk: Desk, write: Write) -> Desk:
    """Write the site; each place asks for its text once."""
    desk.write(
        {
            "site.toml": _settings(write),
            "content/contacts.yaml": _contacts(write),
            "content/deals.yaml": _deals(write),
            "content/products.yaml": _products(write),
            "content/cards.yaml": _cards(write),
            "content/pages/policy.md": _page(write),
            "templates/article.html": TEMPLATE,
        }
    )
    for number in range(POSTS):
        _post(desk, number, write)
    return desk


def _settings(write: Write) -> str:
    return f"""\
title = {quoted(write("site title"))}
base_url = "https://example.com/"
description = {quoted(write("site description"))}
[[authors]]
id = "editor"
name = {quoted(write("author name"))}
reading = {quoted(write("author reading"))}
bio = {quoted(typed(write("bio")))}
url = "https://example.com/editor"
[disclosure]
policy = "pages/policy.md"
label = {quoted(write("ad label"))}
link_label = {quoted(write("link label"))}
[affiliate.amazon]
tag = "example-22"
[[affiliate.custom]]
name = {quoted(write("network"))}
host = "click.example.jp"
param = "pid"
ids = ["example-0000"]
[images]
formats = ["webp"]
widths = [32]
[[nav]]
text = {quoted(write("nav"))}
to = "pages/policy.md"
"""


def _contacts(write: Write) -> str:
    return f"""\
desk:
  name: {quoted(write("contact"))}
  as_of: 2026-05
  source: {{title: {quoted(write("source"))}, url: 'https://example.jp/help'}}
  phones: [{{label: {quoted(write("phone"))}, number: 03-1234-5678}}]
  hours: '9:00-12:00'
  hours_note: {quoted(write("hours"))}
  note: {quoted(write("contact note"))}
"""


def _deals(write: Write) -> str:
    return f"""\
sale:
  shop: {quoted(write("deal shop"))}
  text: {quoted(write("deal"))}
  url: amazon:https://www.amazon.co.jp/events/sale
  ends: 2026-06-10
  show: [top, sidebar]
"""


def _products(write: Write) -> str:
    return f"""\
key:
  name: {quoted(write("product"))}
  image: images/shot.png
  note: {quoted(write("product note"))}
  price: {{amount: 5480, currency: JPY, as_of: 2026-05-20}}
  links: [amazon:B000000000, {{shop: {quoted(write("shop"))}, url: 'https://example.jp/key'}}]
"""


def _cards(write: Write) -> str:
    return f"""\
https://example.jp/card:
  title: {quoted(write("card"))}
  description: {quoted(write("card description"))}
"""


def _page(write: Write) -> str:
    title, description = quoted(write("page title")), quoted(write("page description"))
    return f"---\ntitle: {title}\ndescription: {description}\nx_note: a\n---\n\n広告について。\n"


def _post(desk: Desk, number: int, write: Write) -> None:
    desk.write({f"content/posts/p{number}/index.md": _front(number, write) + _body(desk, write)})


def _front(number: int, write: Write) -> str:
    keys = {name: quoted(write(f"post {name}")) for name in ("title", "description")}
    category, *tags = (quoted(re.sub(_CONTROL, " ", write("name"))) for _ in range(3))
    slug = re.sub(r'["|*]', "_", in_name(write("slug")))
    alias = "/old/{}/".format(re.sub(r'["|*]', "_", in_name(write("alias"))))
    others = {
        "date": f"2026-05-{28 - number:02}",
        "category": category,
        "tags": f"[{', '.join(tags)}]",
        "disclosure": "sponsored",
        "sponsor": quoted(write("sponsor")),
        "slug": quoted(slug),
        "aliases": f"[{quoted(alias)}]",
        "image": "images/shot.png",
        "x_note": quoted(write("extra")),
    }
    return "---\n" + "".join(f"{k}: {v}\n" for k, v in (keys | others).items()) + "---\n"


def _body(desk: Desk, write: Write) -> str:
    picture, file = (f"{in_name(write(kind))}" for kind in ("picture name", "file name"))
    desk.picture("content/images/shot.png")
    desk.picture(f"content/images/{picture}.png")
    desk.write({f"content/files/{file}.csv": "a,b\n"})
    return f"""
はじめに。[鍵](https://www.amazon.co.jp/dp/B000000000)

## {typed(write("heading"))}

![{typed(write("alt"))}](images/shot.png "{typed(write("caption"))}")

![図](images/shot.png)
*{typed(write("caption below"))}*

文中の![{typed(write("alt in a line"))}](<images/{typed(picture)}.png> "{typed(write("title"))}")。

[{typed(write("link"))}](https://example.jp/ "{typed(write("link title"))}")と
[表](<files/{typed(file)}.csv>)

[一][r]

[r]: https://example.jp/r "{typed(write("title of a reference"))}"

## {typed(write("second heading"))} {{#own-id data-x="{_attribute(write("data"))}"}}

~~~{_info(write("fence"))}
{write("code")}
~~~

``{write("span").replace("`", "'")}``と<https://example.jp/?q={_address(write("address"))}>

> [!TIP] {typed(write("callout"))}
> 囲み。[^1]

> {typed(write("quotation"))}
> — [{typed(write("cite"))}](https://example.jp/cite)

| {typed(write("head"))} |
|---|
| {typed(write("cell"))} |

{typed(write("term"))}
: {typed(write("definition"))}

- [ ] {typed(write("task"))}

https://example.jp/card

```contact
id: desk
```

```product
id: key
```

```deal
id: sale
```

[^1]: {typed(write("footnote"))}
"""


def _info(text: str) -> str:
    """Give what stands behind a fence without the signs of a file's name, which adds a caption."""
    return text.replace("~", "-").replace(":", ";").replace("title=", "title ")


def _attribute(text: str) -> str:
    return text.replace('"', "'")


def _address(text: str) -> str:
    return re.sub(r"[<>\s]", "_", text)
