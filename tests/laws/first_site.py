"""The site that every sequence of edits begins with: small, with one of everything."""

from __future__ import annotations

import io
from typing import NamedTuple

from PIL import Image

from tests.laws.world import World

TAGS = ("鍵", "電話", "控え", "C#")
CATEGORIES = ("手続き", "道具")
PICTURES = ("content/images/seal.png", "content/posts/p01/shot.png")
DOWNLOAD = "content/files/list.csv"
SETTINGS = """\
title = "試しの紙面 {0}"
base_url = "https://example.com/"
language = "ja"
timezone = "Asia/Tokyo"
description = "試験のためのサイト"
[[authors]]
id = "editor"
name = "編集"
bio = "試したことを書きます。{0}"
image = "content/images/seal.png"
[[authors]]
id = "guest"
name = "客"
bio = "ときどき書きます。[鍵](https://www.amazon.co.jp/dp/B000000002)"
[disclosure]
policy = "pages/about.md"
label = "広告"
link_label = ""
display_ads = true
[freshness]
stale_after_months = 6
[affiliate.amazon]
tag = "example-22"
[affiliate.a8]
ids = ["3AAAAA+BBBBBB+CCCC+1", "3AAAAA+BBBBBB+CCCC+2", "3AAAAA+BBBBBB+DDDD+1"]
[posts]
permalink = "/posts/{{slug}}/"
per_page = 5
[links]
new_tab = true
index_html = false
[images]
formats = ["webp"]
widths = [16, 24]
[sharing]
image = ""
[search]
enabled = true
[theme]
mode = "auto"
[home]
blocks = ["newest", "tags"]
[side]
blocks = ["profile", "newest", "archive", "deals"]
[host]
kind = "apache"
[[nav]]
text = "このサイトについて"
to = "pages/about.md"
"""
CONTACTS = """\
desk:
  name: 窓口 {0}
  as_of: 2026-02
  source: {{title: 案内, url: 'https://example.jp/help'}}
  phones: [{{label: 電話, number: 0120-000-000}}]
  hours: '9:00-12:00'
office:
  name: 事務所 {0}
  as_of: 2026-05-20
  source: {{title: 案内, url: 'https://example.jp/office'}}
  email: office@example.jp
"""
DEALS = """\
summer:
  shop: Amazon
  text: 夏のセール {0}
  url: amazon:https://www.amazon.co.jp/events/summer
  starts: 2026-05-28
  ends: 2026-06-10
  show: [top, sidebar]
winter:
  shop: みほん商店
  text: 冬のセール {0}
  url: https://example.jp/winter
  starts: 2026-12-01 20:00
  ends: 2027-01-01
"""
PRODUCTS = """\
key:
  name: 鍵 {0}
  image: images/seal.png
  note: 予備に {0}
  price: {{amount: 5480, currency: JPY, as_of: 2026-05-20}}
  links: [amazon:B000000000, {{shop: 公式, url: 'https://example.jp/key'}}]
case:
  name: 箱 {0}
  links: [amazon:B000000001]
"""
MATS = ("3AAAAA+BBBBBB+CCCC+1", "3AAAAA+BBBBBB+CCCC+2", "3AAAAA+BBBBBB+DDDD+1")
PROGRAMMES = """\
kagu:
  name: 家具の店 {0}
  link: https://px.a8.net/svt/ejp?a8mat=3AAAAA+BBBBBB+CCCC+1
  ends: 2026-06-10
  then: tana
tana:
  name: 棚の店 {0}
  code: |
    <a href="https://px.a8.net/svt/ejp?a8mat=3AAAAA+BBBBBB+DDDD+1">棚 {0}</a>
  ends: 2026-12-31
  then: text
"""
CARDS = """\
https://example.jp/help:
  title: お困りのときは {0}
  description: 質問の一覧 {0}
https://example.jp/office: 事務所の案内 {0}
"""
ALL = """\
---
title: ひととおり {0}
date: 2026-05-30
tags: [鍵, 電話]
category: 道具
---

はじめに。{0}

```contact
id: desk
```

```contact
id: office
```

```deal
id: winter
```

```product
id: key
```

https://example.jp/help

[一覧の表](files/list.csv)と[箱](product:case)と[家具](programme:kagu)です。

前<a href="https://px.a8.net/svt/ejp?a8mat=3AAAAA+BBBBBB+CCCC+2">店</a>後

![画面](posts/p01/shot.png)

[次はこれ](posts/p00.md){{.card}}
"""


class Post(NamedTuple):
    """A post as an author sees it: the keys at its top, and the blocks of its body."""

    keys: dict[str, str]
    blocks: list[str]

    def __str__(self) -> str:
        """Give the text of the file."""
        front = "".join(f"{key}: {value}\n" for key, value in self.keys.items())
        return f"---\n{front}---\n\n" + "\n\n".join(self.blocks) + "\n"


def read_post(world: World, path: str) -> Post:
    """Read a post that these edits have written."""
    _, front, body = world.read(path).split("---\n", 2)
    keys = dict(line.split(": ", 1) for line in front.splitlines())
    return Post(keys, body.strip("\n").split("\n\n"))


def posts(world: World) -> list[str]:
    """Give the paths of all posts that have front matter."""
    found = world.paths("content/posts/*.md") + world.paths("content/posts/*/index.md")
    return [path for path in found if world.read(path).startswith("---\n")]


def picture(world: World) -> bytes:
    """Draw a picture whose size in bytes does not depend on its colours."""
    drawn, colour = io.BytesIO(), tuple(world.dice.randrange(256) for _ in range(3))
    image = Image.new("RGB", (24, 16), colour)
    image.paste((255, 255, 255), (world.dice.randrange(20), 4, 24, 8))
    image.save(drawn, "PNG", compress_level=0)
    return drawn.getvalue()


def settle(world: World) -> World:
    """Write the first site."""
    texts = {
        "site.toml": SETTINGS,
        "content/contacts.yaml": CONTACTS,
        "content/deals.yaml": DEALS,
        "content/products.yaml": PRODUCTS,
        "content/programmes.yaml": PROGRAMMES,
        "content/cards.yaml": CARDS,
        "content/notices/accuracy.md": "古いことがあります。{0}\n",
        "content/notices/loud.md": "**よく確かめてください。**{0}\n",
        "content/pages/about.md": "---\ntitle: このサイト {0}\n---\n\n広告について。{0}\n",
        "content/posts/all.md": ALL,
        DOWNLOAD: "名前,数\n{0},1\n",
    }
    for path, text in texts.items():
        world.save(path, text.format(world.token()))
    for path in PICTURES:
        world.save(path, picture(world))
    for number in range(world.dice.randint(8, 12)):
        name = f"p{number:02}/index" if number % 3 == 1 else f"p{number:02}"
        world.save(f"content/posts/{name}.md", str(new_post(world, number)))
    return world


def new_post(world: World, number: int) -> Post:
    """Write a post, most of them published at the start, some of a later date."""
    dice = world.dice
    keys = {
        "title": f"題{number} {world.token()}",
        "date": f"2026-{dice.randint(1, 7 if number > 1 else 4):02}-{dice.randint(1, 28):02}",
        "tags": f"[{', '.join(dice.sample(TAGS, 2))}]",
        "category": dice.choice(CATEGORIES),
        "image": "images/seal.png",
    }
    head, token = f"見出し{world.token()}", world.token()
    body = [f"{number}番の記事です。{token}", f"## {head}", f"本文{number}。"]
    return Post(keys, [*body, f"## 終わりに{token}", "以上。"])
