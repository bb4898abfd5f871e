"""A site on which every kind of page depends on something, and a builder of it."""

from __future__ import annotations

from pathlib import Path

from kawaraban.builder import Builder, Report
from kawaraban.core.options import Options
from kawaraban.incremental.no_op import find_last_build
from tests.desk import NOW, PROJECT, Desk, post
from tests.laws.world import standing

SETTINGS = """\
title = "試しの紙面"
base_url = "https://example.com/"
description = "試験のためのサイト"
[[authors]]
id = "editor"
name = "編集"
[[authors]]
id = "guest"
name = "客"
bio = "代表作は次のとおり。\\n\\n[代表作](posts/p12.md){.card}"
[posts]
per_page = 5
[affiliate.amazon]
tag = "example-22"
[images]
formats = ["webp"]
widths = [16, 24]
[[nav]]
text = "このサイト"
to = "pages/about.md"
"""
CONTACTS = """\
desk:
  name: 見本の窓口
  as_of: 2026-05
  source: {title: 案内, url: 'https://example.jp/help'}
  phones: [{label: 代表, number: 03-1234-5678}]
"""
PRODUCTS = """\
lamp:
  name: 机の灯り
  links: [{shop: 店, url: 'https://www.amazon.co.jp/dp/B000000001'}]
"""
DEALS = """\
sale:
  shop: 店
  text: 夏の安売り
  url: 'https://www.amazon.co.jp/dp/B000000002'
  starts: 2026-05-01
  ends: 2026-06-30
  show: [sidebar]
"""
POSTS = 26
# What is special about some posts: keys of the front matter, and the end of the text.
SPECIAL: dict[int, tuple[dict[str, str], str]] = {
    2: ({}, "```contact\nid: desk\n```"),
    3: ({}, "[隣](p06.md)と[その先](p07.md#head)"),
    4: ({}, "```product\nid: lamp\n```"),
    5: ({}, "![印](../images/seal.png)"),
    8: ({"aliases": "[/old/eight/]"}, ""),
    10: ({"related": "[p09]"}, "[カード](p07.md){.card}"),
    14: ({"author": "guest"}, ""),
    17: ({"notice": "linked"}, ""),
    18: ({"category": "道具"}, "> [!NOTE]\n> 囲みの中の文。"),
}


def text_of(number: int, more: str = "", **keys: str) -> str:
    """Return the text of a post; a few have something of their own."""
    own, end = SPECIAL.get(number, ({}, ""))
    front = {
        "title": f"記事{number}",
        "date": f"2026-04-{number + 1:02}",
        "tags": f"[札{number % 3}]",
        "image": "images/seal.png",
    }
    body = f"はじめに{number}。\n\n## 見出し {{#head}}\n\n本文{number}。{more}\n\n{end}"
    return post(body, **front | own | keys)


def write_site(desk: Desk) -> Desk:
    """Write the site into a folder."""
    texts = {path_of(number): text_of(number) for number in range(POSTS)}
    desk.write({"site.toml": SETTINGS, **texts}).picture("content/images/seal.png")
    return desk.write(
        {
            "content/pages/about.md": "---\ntitle: このサイト\n---\n[記事](posts/p01.md)\n",
            "content/posts/draft.md": post("[隣](p01.md)", title="下書き", draft="true"),
            "content/notices/linked.md": "[新しい記事](posts/p13.md){.card}\n",
            "content/contacts.yaml": CONTACTS,
            "content/products.yaml": PRODUCTS,
            "content/deals.yaml": DEALS,
        }
    )


def path_of(number: int) -> str:
    """Return the file of a post."""
    return f"content/posts/p{number:02}.md"


def options_of(desk: Desk, output: Path | None = None, **more: object) -> Options:
    """Return what a build of the site is asked for."""
    output = output or desk.folder / "output"
    given = {"site": desk.folder, "product": PROJECT, "output": output, "now": NOW} | more
    return Options(**given)  # type: ignore[arg-type]


def build(desk: Desk) -> Report:
    """Build the site with a new builder, as the command does."""
    options = options_of(desk)
    last = find_last_build(str(options.site), [], str(options.product))
    return Builder(options, last).build()


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of each file of a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def files(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Return inode, time and size of each file of a folder."""
    return {path: one for path, one in standing(folder).items() if (folder / path).is_file()}


def differences(old: dict[str, object], new: dict[str, object]) -> set[str]:
    """Return the paths that are not the same in both."""
    return {path for path in {*old, *new} if old.get(path) != new.get(path)}
