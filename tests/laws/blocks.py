"""Blocks of a body, one function each."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.laws.first_site import posts, read_post
from tests.laws.world import World

Block = Callable[[World], str]
_PLAIN = re.compile(r"^## ([^{}\n]+)$")


def random_block(world: World) -> str:
    """Give a block of any kind."""
    return world.dice.choice(_BLOCKS)(world)


def headings(world: World, path: str) -> list[str]:
    """Give the headings of a post."""
    found = (_PLAIN.match(block) for block in read_post(world, path).blocks)
    return [match[1] for match in found if match]


def short(path: str) -> str:
    """Give a post's path as links name it, from any folder."""
    return path.removeprefix("content/")


def _paragraph(world: World) -> str:
    return f"ある日の記録。**「強調」**です{world.token()}。"


def _heading(world: World) -> str:
    return f"## 途中{world.token()}"


def _below(world: World) -> str:
    return f"### 細部{world.token()}"


def _link(world: World) -> str:
    return f"[別の記事]({short(world.dice.choice(posts(world)))})も見ます。"


def _link_to_heading(world: World) -> str:
    path = world.dice.choice(posts(world))
    named = headings(world, path)
    return f"[その先]({short(path)}#{world.dice.choice(named)})です。" if named else "なし。"


def _card(world: World) -> str:
    return f"[次はこれ]({short(world.dice.choice(posts(world)))}){{.card}}"


def _outer_card(world: World) -> str:
    return f"https://example.jp/{world.dice.choice(('help', 'office', 'unknown'))}"


def _contact(world: World) -> str:
    return f"```contact\nid: {world.dice.choice(('desk', 'office'))}\n```"


def _written_contact(world: World) -> str:
    return f"```contact\nid: desk\nname: 別の窓口{world.token()}\nas_of: 2026-05\n```"


def _deal(world: World) -> str:
    return f"```deal\nid: {world.dice.choice(('summer', 'winter'))}\n```"


def _deal_link(world: World) -> str:
    return f"[安い日](deal:{world.dice.choice(('summer', 'winter'))})を待ちます。"


def _product(world: World) -> str:
    return f"```product\nid: {world.dice.choice(('key', 'case'))}\n```"


def _product_link(world: World) -> str:
    return f"[これ](product:{world.dice.choice(('key', 'case'))})を使います。"


def _shop_link(world: World) -> str:
    return f"[店](amazon:B00000000{world.dice.randrange(10)})で買いました。"


def _figure(world: World) -> str:
    return f'![画面](images/seal.png "説明{world.token()}")'


def _picture_elsewhere(world: World) -> str:
    return f"文の中の ![印](posts/p01/shot.png) 絵{world.token()}。"


def _redacted(world: World) -> str:
    name = world.dice.choice(("images/seal.png", "posts/p01/shot.png"))
    area = f"{world.dice.randrange(8)} 2 {world.dice.choice((4, 9))} 5"
    return f'![隠した画面]({name}){{redact="{area}"}}'


def _callout(world: World) -> str:
    return f"> [!{world.dice.choice(('NOTE', 'TIP', 'WARNING'))}]- 囲み\n> 中身{world.token()}。"


def _quotation(world: World) -> str:
    return f"> 引用{world.token()}。\n>\n> 出典: [資料](https://example.jp/source)"


def _download(_world: World) -> str:
    return "[一覧の表](files/list.csv)を置きます。"


def _table(world: World) -> str:
    return f"| 品 | 数 |\n|:--|--:|\n| {world.token()} | {world.dice.randrange(9)} |"


def _footnote(world: World) -> str:
    label = world.token()
    return f"注があります[^{label}]。\n\n[^{label}]: 注の文です。"


def _code(world: World) -> str:
    return f"```python\nprint('{world.token()}')\n```"


def _contents(_world: World) -> str:
    return "[TOC]"


def _warned(world: World) -> str:
    return f"[どこへ]()行くのか{world.token()}。"


_BLOCKS: tuple[Block, ...] = (
    _paragraph, _heading, _below, _link, _link, _link_to_heading, _link_to_heading, _card,
    _outer_card, _contact, _written_contact, _deal, _deal_link, _product, _product_link,
    _shop_link, _figure, _picture_elsewhere, _redacted, _callout, _quotation, _download,
    _table, _footnote, _code, _contents, _warned,
)  # fmt: skip
