# ruff: noqa: INP001 - a part of a script that a developer runs, not of a package
"""Posts as a writer of how-to articles has them: 6 to 8 KB of Japanese, the same in every run.

No post tells anything true. A number gives the same text on every machine and in every year.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

_WEIGHT = 6000, 7800
_SECTIONS = 6
_TABLES, _CODE = 3, 5  # every third post has a table, every fifth some code
_FIRST = datetime(2016, 4, 1, 9, tzinfo=timezone(timedelta(hours=9)))
# Lists of words and of patterns, by what they are.
_WORDS: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text("utf-8")
)


class Post(NamedTuple):
    """A text and what stands at its head. `slug` names its file and its page."""

    slug: str
    title: str
    description: str
    date: datetime
    updated: datetime
    category: str
    tags: tuple[str, ...]
    body: str


class _Writer:
    """Chooses words for one post, always the same ones for its number."""

    def __init__(self, number: int) -> None:
        self.chance = random.Random(f"post {number}")  # noqa: S311 - texts, not secrets
        self.thing = self.chance.choice(_WORDS["things"])

    def fill(self, pattern: str) -> str:
        part, part2 = self.chance.sample(_WORDS["parts"], 2)
        place, place2 = self.chance.sample(_WORDS["places"], 2)
        prices = [self.chance.randrange(200, 40000, 10) for _ in "12"]
        return pattern.format(
            thing=self.thing,
            part=part,
            part2=part2,
            place=place,
            place2=place2,
            person=self.chance.choice(_WORDS["people"]),
            when=self.chance.choice(_WORDS["when"]),
            did=self.chance.choice(_WORDS["did"]),
            result=self.chance.choice(_WORDS["result"]),
            advice=self.chance.choice(_WORDS["advice"]),
            number=self.chance.randrange(2, 13),
            price=f"{prices[0]:,}",
            price2=f"{prices[1]:,}",
        )

    def one_of(self, patterns: Sequence[str]) -> str:
        return self.fill(self.chance.choice(patterns))

    def paragraph(self, most: int = 4) -> str:
        count = self.chance.randint(2, most)
        return "".join(
            self.fill(pattern) for pattern in self.chance.sample(_WORDS["sentences"], count)
        )

    def items(self, patterns: Sequence[str], mark: str) -> str:
        count = self.chance.randint(3, 5)
        return "\n".join(f"{mark} {self.one_of(patterns)}" for _ in range(count))

    def table(self) -> str:
        rows = (
            self.fill("| {place} | {price}円 | {part}と{part2} | {number}日 |")
            for _ in range(self.chance.randint(4, 7))
        )
        return "\n".join(("| 場所 | 料金 | できること | 日数 |", "|---|---:|---|:---:|", *rows))

    def ad(self) -> str:
        code = "B0" + "".join(self.chance.choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", k=8))
        address = f"https://www.amazon.co.jp/dp/{code}?tag=example-22"
        return f"{self.paragraph(2)}[{self.thing}をAmazonで見る]({address})もあります。"

    def link(self) -> str:
        address = f"https://www.example.com/guide/{self.chance.randrange(1000)}"
        return self.fill(f"くわしくは[{{place}}の案内]({address})にあります。") + self.paragraph(2)

    def quotation(self) -> str:
        return f"> {self.paragraph(2)}\n>\n> {self.fill('（{place}の案内から）')}"

    def screen(self, address: str) -> str:
        return self.fill(f"![{{thing}}の{{part}}を変える画面]({address})")


def post(number: int, pictures: Sequence[str] = ()) -> Post:
    """Give the post of a number; `pictures` are the addresses of those that it shows."""
    writer = _Writer(number)
    date = _FIRST + timedelta(hours=7 * number, minutes=writer.chance.randrange(60))
    return Post(
        slug=f"post-{number:05}",
        title=f"{writer.one_of(_WORDS['titles'])}（{number}）",
        description=writer.fill("{thing}の{part}について、{place}で{number}回試した記録です。"),
        date=date,
        updated=date + timedelta(days=writer.chance.randrange(1, 300)),
        category=writer.chance.choice(_WORDS["categories"]),
        tags=tuple(writer.chance.sample(_WORDS["tags"], writer.chance.randint(2, 4))),
        body="\n\n".join(_body(writer, number, pictures)) + "\n",
    )


def _body(writer: _Writer, number: int, pictures: Sequence[str]) -> Iterator[str]:
    """Give the blocks: an introduction, then sections until the post is heavy enough."""
    wanted = writer.chance.randint(*_WEIGHT)
    blocks = [writer.paragraph(), writer.paragraph()]
    weight = sum(len(block.encode()) for block in blocks)
    yield from blocks
    special = _special(writer, number, pictures)
    headings = writer.chance.sample(_WORDS["headings"], _SECTIONS)
    for place, heading in enumerate(headings, 1):
        section = [f"## {writer.fill(heading)}", *special[place - 1 :: _SECTIONS]]
        section.insert(2, f"### {writer.one_of(('{part}の場合', '{place}で', '{person}へ'))}")
        weight += sum(len(block.encode()) for block in section)
        while weight < wanted * place / _SECTIONS or section[-1].startswith("#"):
            section.append(writer.paragraph())
            weight += len(section[-1].encode())
        yield from section


def _special(writer: _Writer, number: int, pictures: Sequence[str]) -> list[str]:
    """Give the blocks that are no paragraphs, in a random order."""
    blocks = [
        writer.items(_WORDS["items"], "-"),
        writer.items(_WORDS["items"], "-"),
        writer.items(_WORDS["steps"], "1."),
    ]
    blocks += [writer.ad() for _ in range(writer.chance.randint(1, 2))]
    blocks += [writer.link() for _ in range(writer.chance.randint(2, 4))]
    blocks += [writer.quotation(), *map(writer.screen, pictures)]
    if number % _TABLES == 0:
        blocks.append(writer.table())
    if number % _CODE == 0:
        blocks.append(writer.one_of(_WORDS["listings"]))
    writer.chance.shuffle(blocks)
    return blocks
