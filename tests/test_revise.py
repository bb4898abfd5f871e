"""An edit of words is done by revision, every other one by a whole build; both give the same.

One site is edited, built, compared with a build from nothing, and brought back, again and
again. Which way a build went is told by what it loads.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.laws.first_site import picture
from tests.laws.telling import difference, difference_of_outcomes
from tests.laws.world import Outcome, World, standing, tree

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
CONTACT = """\
```contact
name: 窓口
as_of: 2026-05
source: {title: 案内, url: 'https://example.jp/help'}
phones: [{label: 電話, number: 0120-000-000}]
```"""
POSTS = 24
# The newest, the oldest but one, one that is not in the feed.
NEWEST, OLD, FAR = "p23", "p01", "p03"
Way = str
Edit = Callable[[World], object]


class Text(NamedTuple):
    """A text of the site: the keys at its top, and its body."""

    keys: dict[str, str]
    body: str

    def __str__(self) -> str:
        """Give the text of the file."""
        return "---\n" + "".join(f"{k}: {v}\n" for k, v in self.keys.items()) + f"---\n{self.body}"


def text_of(number: int) -> Text:
    """Give a post; a few have something of their own."""
    keys = {
        "title": f"記事{number}",
        "date": f"2026-0{number // 28 + 1}-{number % 28 + 1:02}",
        "tags": f"[札{number % 3}]",
        "image": "images/seal.png",
    }
    body = f"はじめに{number}。\n\n## 見出し {{#head}}\n\n本文{number}。\n"
    more: dict[int, tuple[dict[str, str], str]] = {
        3: ({}, "[隣](p06.md)と[その先](p07.md#head)\n"),
        6: ({"description": "紹介文"}, ""),
        8: ({"aliases": "[/old/eight/, /old/8.html]"}, ""),
        10: ({"related": "[p09]"}, "[カード](p07.md){.card}\n"),
        11: ({}, f"{CONTACT}\n"),
        14: ({"author": "guest"}, ""),
        15: ({"title": "同じ題", "image": ""}, ""),
        16: ({"title": "同じ題", "image": ""}, ""),
        17: ({"notice": "linked", "verified": "2024-01"}, ""),
        18: ({"category": "道具"}, "> [!NOTE]\n> 囲みの中の文。\n"),
        19: ({}, "[お店](https://www.amazon.co.jp/dp/B000000001)\n"),
        20: ({}, "[自分](https://example.com/posts/p01/)\n"),
    }
    own, end = more.get(number, ({}, ""))
    return Text({k: v for k, v in (keys | own).items() if v}, f"{body}\n{end}")


def settle(world: World) -> World:
    """Write the site that all edits begin with, and build it."""
    world.save("site.toml", SETTINGS)
    world.save("content/images/seal.png", picture(world))
    for number in range(POSTS):
        world.save(f"content/posts/p{number:02}.md", str(text_of(number)))
    world.save("content/pages/about.md", "---\ntitle: このサイト\n---\n[記事](posts/p01.md)\n")
    draft = Text({"title": "下書き", "date": "2026-05-01", "draft": "true"}, "[隣](p01.md)\n")
    world.save("content/posts/draft.md", str(draft))
    world.save("content/notices/linked.md", "[新しい記事](posts/p13.md){.card}\n")
    assert world.build().status == 0
    world.keep_as_sound()
    return world


def path_of(name: str) -> str:
    """Give the file of a post or page by its short name."""
    return "content/pages/about.md" if name == "about" else f"content/posts/{name}.md"


def exchanged(name: str, *pairs: tuple[str, str]) -> Edit:
    """Exchange words of a text."""

    def edit(world: World) -> None:
        text = world.read(path_of(name))
        for old, new in pairs:
            assert old in text, (name, old)
            text = text.replace(old, new)
        world.save(path_of(name), text)

    return edit


def added(name: str, words: str) -> Edit:
    """Write words at the end of a text."""
    return lambda world: world.save(path_of(name), f"{world.read(path_of(name))}\n{words}\n")


def keyed(name: str, key: str, value: str) -> Edit:
    """Set a key of a text, or take it away."""

    def edit(world: World) -> None:
        _, front, body = world.read(path_of(name)).split("---\n", 2)
        keys = dict(line.split(": ", 1) for line in front.splitlines())
        keys = {k: v for k, v in (keys | {key: value}).items() if v}
        world.save(path_of(name), str(Text(keys, body)))

    return edit


def several(*edits: Edit) -> Edit:
    """Do several edits before the next build."""

    def edit(world: World) -> None:
        for one in edits:
            one(world)

    return edit


def renamed_into_place(world: World) -> None:
    """Save a text as editors do that write beside and rename."""
    file = world.site / path_of(OLD)
    beside = file.with_name("4913~")
    beside.write_text(world.read(path_of(OLD)).replace("本文", "文章"), "utf-8")
    beside.replace(file)


def touched(world: World) -> None:
    """Give a text another time."""
    (world.site / path_of(OLD)).touch()


WORDS: dict[str, Edit] = {
    "words of a body": exchanged(FAR, ("本文", "文章")),
    "words of one in the feed": exchanged(NEWEST, ("本文", "文章")),
    "words of a page": exchanged("about", ("[記事]", "[その記事]")),
    "words of a draft": exchanged("draft", ("[隣]", "[左]")),
    "the first paragraph": exchanged(FAR, ("はじめに", "おわりに")),
    "words of a callout": exchanged("p18", ("囲みの中", "囲みの外")),
    "words of a heading with an id": exchanged(FAR, ("## 見出し", "## 別の見出し")),
    "a longer text": added(FAR, "- 一つ\n- 二つ\n\n**太字** と `符号`\n\n脚 <b>注</b>"),
    "a title": exchanged(FAR, ("記事3", "別の題3")),
    "a title in the feed": exchanged(NEWEST, ("記事23", "別の題")),
    "a title with signs": exchanged(FAR, ("title: 記事3", "title: '<b>&\"3'")),
    "a title and a text": exchanged(FAR, ("記事3", "別の題"), ("本文", "文章")),
    "the title of a page": exchanged("about", ("title: このサイト", "title: 当サイト")),
    "the title of a draft": exchanged("draft", ("下書き", "草稿")),
    "a title that cards show": exchanged("p07", ("記事7", "別の題")),
    "a title that a list of related names": exchanged("p09", ("記事9", "別の題")),
    "a title at old addresses": exchanged("p08", ("記事8", "別の題")),
    "a title that a bio shows": exchanged("p12", ("記事12", "別の題")),
    "a title that a notice shows": exchanged("p13", ("記事13", "別の題")),
    "a title in a category": exchanged("p18", ("記事18", "別の題")),
    "a drawn title": exchanged("p15", ("同じ題", "別の題")),
    "both drawn titles": several(
        exchanged("p15", ("同じ題", "別の題")), exchanged("p16", ("同じ題", "別の題"))
    ),
    "a drawn title like another": exchanged("p15", ("同じ題", "このサイト")),
    "a new description": keyed(FAR, "description", "紹介する文"),
    "another description": exchanged("p06", ("紹介文", "別の紹介文")),
    "no description": keyed("p06", "description", ""),
    "a title and a description": several(
        keyed("p06", "description", "別の紹介"), keyed("p06", "title", "別の題")
    ),
    "a link": added(FAR, "[遠く](p22.md)"),
    "a link to a page": added(FAR, "[案内](../pages/about.md)"),
    "a link to a heading": added(FAR, "[遠く](p22.md#head)"),
    "a link away": added(FAR, "[遠く](https://example.org/)"),
    "no link": exchanged(FAR, ("[隣](p06.md)と", "")),
    "another link": exchanged(FAR, ("p06.md", "p09.md")),
    "a link in a draft": added("draft", "[遠く](p22.md)"),
    "an ad link": added(FAR, "[お店](https://www.amazon.co.jp/dp/B000000002)"),
    "no ad link": exchanged("p19", ("https://www.amazon.co.jp/dp/B000000001", "p01.md")),
    "a warning": added(FAR, "[自分](https://example.com/posts/p01/)"),
    "a warning mended": exchanged("p20", ("https://example.com/posts/p01/", "p01.md")),
    "a warning moved": exchanged("p20", ("はじめに", "一行増えて\nはじめに")),
    "a link to a draft": added(FAR, "[まだ](draft.md)"),
    "two texts": several(exchanged(FAR, ("本文", "文章")), exchanged("p22", ("記事22", "別の題"))),
    "two titles side by side": several(*(exchanged(f"p0{n}", ("記事", "題")) for n in (1, 2))),
    "saved by renaming": renamed_into_place,
    "another time": touched,
}
OTHERS: dict[str, Edit] = {
    "a heading": exchanged(FAR, ("## 見出し {#head}", "## 見出し")),
    "one heading more": added(FAR, "## もう一つ"),
    "a date": keyed(FAR, "date", "2026-03-03"),
    "tags": keyed(FAR, "tags", "[札9]"),
    "a category": keyed(FAR, "category", "道具"),
    "updated": keyed(FAR, "updated", "2026-05-05"),
    "verified": keyed(FAR, "verified", "2026-05"),
    "a slug": keyed(FAR, "slug", "elsewhere"),
    "an author": keyed(FAR, "author", "guest"),
    "aliases": keyed(FAR, "aliases", "[/old/three/]"),
    "related": keyed(FAR, "related", "[p01]"),
    "noindex": keyed(FAR, "noindex", "true"),
    "a key of the author's own": keyed(FAR, "x_mood", "good"),
    "no picture": keyed(FAR, "image", ""),
    "a draft": keyed(FAR, "draft", "true"),
    "an end": keyed(FAR, "expires", "2026-05-05"),
    "a draft published": keyed("draft", "draft", ""),
    "a picture": added(FAR, "![印](../images/seal.png)"),
    "a card": added(FAR, "[カード](p22.md){.card}"),
    "a footnote": added(FAR, "文[^1]\n\n[^1]: 注"),
    "a file to download": added(FAR, "[表](../images/seal.png)"),
    "a contact": exchanged("p11", ("窓口", "別の窓口")),
    "a new contact": added(FAR, CONTACT),
    "a new post": lambda world: world.save(path_of("new"), str(text_of(3))),
    "a new file beside": lambda world: world.save("content/posts/notes.txt", "覚え書き"),
    "a post gone": lambda world: world.delete(path_of("p02")),
    "a post moved": lambda world: (world.site / path_of("p02")).rename(world.site / path_of("x")),
    "the settings": lambda world: world.save("site.toml", SETTINGS.replace("試しの", "別の")),
    "a notice": lambda world: world.save("content/notices/linked.md", "別の注意。\n"),
    "a template": lambda world: world.save(
        "templates/page.html", '{% extends "product/base.html" %}'
    ),
    "a text and the settings": several(
        exchanged(FAR, ("本文", "文章")),
        lambda world: world.save("site.toml", SETTINGS.replace("試しの", "別の")),
    ),
    "a page of the output": several(
        exchanged(FAR, ("本文", "文章")),
        lambda world: (world.output / "posts/p01/index.html").write_bytes(b"spoiled"),
    ),
}
MISTAKES: dict[str, Edit] = {
    "a broken link": added(FAR, "[どこ](nowhere.md)"),
    "a broken key": keyed(FAR, "date", "yesterday"),
    "an undisclosed ad": several(
        keyed("p19", "disclosure", "none"), exchanged("p19", ("本文", "文章"))
    ),
    "no front matter": lambda world: world.save(path_of(FAR), "本文だけ。\n"),
    "no text": lambda world: world.save(path_of(FAR), ""),
    "no UTF-8": lambda world: world.save(path_of(FAR), b"---\ntitle: \xff\n---\n"),
}


def built(world: World, *more: str) -> tuple[Outcome, Way]:
    """Build, and tell which way it went."""
    world.environment["PYTHONPROFILEIMPORTTIME"] = "1"
    outcome = world.build(*more)
    lines = outcome.said.splitlines(keepends=True)
    loaded = {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}
    said = "".join(line for line in lines if not line.startswith("import time:"))
    way = "whole" if "kawaraban.cli.main" in loaded else "answered"
    if way == "answered" and "kawaraban.builder.revise" in loaded:
        way = "revised"
    return Outcome(outcome.status, said), way


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Give the site, built once."""
    return settle(World(tmp_path_factory.mktemp("revise"), 0))


@pytest.fixture
def world(base: World, request: pytest.FixtureRequest) -> Iterator[World]:
    """Give the site as it was first; it is brought back afterwards.

    Words that are brought back are built with the next edit of words: a build less.
    """
    base.switches = {"--jobs": "2"}
    yield base
    files = base.everything().keys() - base.sound[0].keys()
    for path in files:
        if (base.site / path).is_symlink() or (base.site / path).is_file():
            (base.site / path).unlink()
    base.switches = {"--jobs": "2"}
    base.repair()
    if request.function is not test_words_are_revised:
        assert base.build().status == 0


def hold(world: World, *ways: Way) -> Outcome:
    """Build warm and from nothing, which must not differ; the warm one goes one of the ways."""
    warm, way = built(world)
    cold = world.build_anew()
    assert difference_of_outcomes(warm, cold) == ""
    if warm.status == 0:
        assert difference(tree(world.output), tree(world.cold / "output")) == ""
    assert way in ways
    return warm


@pytest.mark.parametrize("name", WORDS)
def test_words_are_revised(world: World, name: str) -> None:
    """Nothing but the pages that show them is made anew."""
    WORDS[name](world)
    assert hold(world, "revised").status == 0


@pytest.mark.parametrize("name", OTHERS)
def test_more_than_words_is_built_whole(world: World, name: str) -> None:
    """What other pages or checks depend on in another way is no matter of a revision."""
    world.build()
    OTHERS[name](world)
    assert hold(world, "whole").status == 0


@pytest.mark.parametrize(("number", "way"), [(40, "revised"), (41, "whole")])
def test_many_texts_are_built_whole(tmp_path: Path, number: int, way: Way) -> None:
    """Beyond some forty texts a revision takes longer than it saves."""
    world = World(tmp_path, 0)
    world.save("site.toml", "\n".join(SETTINGS.splitlines()[:3]))
    for n in range(number):
        world.save(path_of(f"p{n:02}"), "---\ntitle: 題\ndate: 2026-05-01\n---\n\n本文。\n")
    world.build()
    for n in range(number):
        exchanged(f"p{n:02}", ("本文", "文章"))(world)
    hold(world, way)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_and_its_repair(world: World, name: str) -> None:
    """A mistake stops the build as ever, and its repair is revised like other words."""
    world.build()
    stood = standing(world.output)
    MISTAKES[name](world)
    assert hold(world, "whole").status == 1
    assert standing(world.output) == stood
    world.repair()
    assert hold(world, "revised").status == 0
    assert standing(world.output) == stood


def test_a_revision_after_a_revision(world: World) -> None:
    """Each stands on the one before; what was said at the end is said again."""
    steps = (
        WORDS["a title"],
        exchanged(FAR, ("別の題3", "また別の題")),
        WORDS["a link"],
        exchanged("p22", ("記事22", "別の題の記事")),
        exchanged(FAR, ("[遠く](p22.md)", "")),
        exchanged("p22", ("別の題の記事", "題の別の記事")),
        exchanged("p16", ("同じ題", "別の題")),
        WORDS["a warning"],
    )
    for step in steps:
        step(world)
        said = hold(world, "revised")
    again, way = built(world)
    assert (again, way) == (said, "answered")
    OTHERS["a date"](world)
    hold(world, "whole")


@pytest.mark.parametrize(
    "switches",
    [
        {"--format": "json"},
        {"--format": "github"},
        {"--drafts": ""},
        {"--base-url": "https://preview.example.org/x/"},
        {"--jobs": "1"},
    ],
    ids=str,
)
def test_what_was_asked_for_is_kept(world: World, switches: dict[str, str]) -> None:
    """A revision speaks and publishes as the build before it was asked to."""
    world.switches |= switches
    hold(world, "whole")
    for name in ("a warning", "the title of a draft"):
        WORDS[name](world)
        hold(world, "revised")


def test_a_warning_stops_a_strict_revision(world: World) -> None:
    """With `--strict` a new warning stops the build, and its repair is revised."""
    WORDS["a warning mended"](world)
    exchanged("p20", ("[自分](p01.md)", ""))(world)
    world.switches["--strict"] = ""
    hold(world, "whole")
    exchanged(FAR, ("本文", "文章"))(world)
    assert hold(world, "revised").status == 0
    stood = standing(world.output)
    WORDS["a warning"](world)
    assert hold(world, "whole").status == 1
    assert standing(world.output) == stood
    exchanged(FAR, ("https://example.com/posts/p01/", "p01.md"))(world)
    assert hold(world, "revised").status == 0


def _files(folder: Path) -> dict[str, tuple[int, int, int]]:
    return {p: stands for p, stands in standing(folder).items() if not (folder / p).is_dir()}


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("words of a body", {"posts/p03/index.html"}),
        ("words of one in the feed", {"posts/p23/index.html", "feed.xml"}),
        ("words of a draft", set()),
        ("another time", set()),
    ],
)
def test_a_revision_touches_what_shows_the_words(
    world: World, name: str, changed: set[str]
) -> None:
    """Every other file stays the same one, with its time."""
    world.build()
    before = _files(world.output)
    WORDS[name](world)
    assert built(world)[1] == "revised"
    after = _files(world.output)
    assert {p for p in {*before, *after} if before.get(p) != after.get(p)} == changed


@pytest.mark.parametrize("spoil", ["gone", "emptied", "no site in it", "no texts in it"])
def test_without_memory_the_site_is_built_whole(world: World, spoil: str) -> None:
    """A revision that lacks something leaves it to the whole build."""
    file = world.cache / "remembered.db"
    if spoil == "gone":
        file.unlink()
    elif spoil == "emptied":
        file.write_bytes(b"")
    else:
        _forget(file, texts=spoil == "no texts in it")
    WORDS["a title"](world)
    hold(world, "whole")
    WORDS["a link"](world)
    hold(world, "revised")


def _forget(file: Path, *, texts: bool) -> None:
    """Delete the site that is remembered, or all else."""
    with closing(sqlite3.connect(file)) as database, database:
        sign, name = "<>" if texts else "=", sha256(b"last site").digest()
        database.execute(f"DELETE FROM entry WHERE name {sign} ?", (name,))  # noqa: S608 - ours
        assert database.total_changes


def test_an_older_memory_is_not_taken_for_the_last(world: World, tmp_path: Path) -> None:
    """What is remembered of another build than the last one is not enough for a revision."""
    shutil.copy(world.cache / "remembered.db", tmp_path / "older")
    OTHERS["a new post"](world)
    hold(world, "whole")
    shutil.copy(tmp_path / "older", world.cache / "remembered.db")
    WORDS["a title"](world)
    hold(world, "whole", "revised")


def test_a_text_that_became_a_link_out_of_the_site(world: World, tmp_path: Path) -> None:
    """Nothing outside the site's folder is published."""
    file = world.site / path_of(FAR)
    (tmp_path / "outside.md").write_text(world.read(path_of(FAR)).replace("本文", "秘密"), "utf-8")
    file.unlink()
    file.symlink_to(tmp_path / "outside.md")
    try:
        assert hold(world, "whole").status == 1
    finally:
        file.unlink()


def test_a_folder_that_became_a_link_out_of_the_site(tmp_path: Path) -> None:
    """Likewise where a whole folder of texts was moved away and linked."""
    world = World(tmp_path, 0)
    world.save("site.toml", SETTINGS.replace("posts/p12.md", "posts/deep/p12.md"))
    world.save("content/pages/about.md", "---\ntitle: このサイト\n---\n文。\n")
    world.save("content/posts/deep/p12.md", str(text_of(12)).replace("image:", "x_image:"))
    assert world.build().status == 0
    (world.site / "content/posts/deep").rename(tmp_path / "outside")
    (world.site / "content/posts/deep").symlink_to(tmp_path / "outside")
    warm, _ = built(world)
    assert warm.status == world.build_anew().status == 1


def test_a_text_that_became_a_link_within_the_site(world: World) -> None:
    """A link to a text elsewhere in the site is a text like any other."""
    file, real = world.site / path_of(FAR), world.site / "elsewhere.md"
    real.write_text(world.read(path_of(FAR)).replace("本文", "文章"), "utf-8")
    file.unlink()
    file.symlink_to(os.path.relpath(real, file.parent))
    hold(world, "revised", "whole")
    real.write_text(world.read(path_of(FAR)).replace("文章", "文言"), "utf-8")
    hold(world, "revised", "whole")
    file.unlink()
    real.unlink()


@pytest.mark.parametrize(
    "disturb",
    [
        lambda page: page.write_text("手で直した"),
        lambda page: page.unlink(),
        lambda page: (page.parent / "foreign.txt").write_text("誰かの"),
        lambda page: shutil.rmtree(page.parent),
    ],
    ids=["changed", "gone", "foreign", "folder"],
)
@pytest.mark.parametrize("words", ["a longer text", "a title"])
def test_an_edit_while_the_output_was_changed(
    world: World, words: str, disturb: Callable[[Path], object]
) -> None:
    """Whoever looks at the output folder, what somebody has changed in it is made good."""
    WORDS[words](world)
    disturb(world.output / "posts/p13/index.html")
    warm, way = built(world)
    (world.output / "posts/p13/foreign.txt").unlink(missing_ok=True)
    assert (warm.status, way) == (0, "whole")
    world.build_anew()
    assert difference(tree(world.output), tree(world.cold / "output")) == ""


def test_code_is_highlighted_once(world: World) -> None:
    """While the words around it are edited, Pygments is not even loaded."""
    added(FAR, "```python\nimport this\n```")(world)
    hold(world, "revised")
    added(FAR, "言葉。")(world)
    world.environment["PYTHONPROFILEIMPORTTIME"] = "1"
    said = world.build().said
    assert "kawaraban.markdown.highlighting" in said
    assert "pygments" not in said
    exchanged(FAR, ("import this", "import that"))(world)
    assert "pygments" in world.build().said
    hold(world, "answered")


def test_code_that_was_taken_out_is_forgotten(world: World) -> None:
    """As all that was taken out of a text, it stays in no file of the cache."""
    added(FAR, "```python\nword = 'tsukinowa'\n```")(world)
    assert built(world)[1] == "revised"
    assert _holding(world.cache, b"tsukinowa") > 0
    exchanged(FAR, ("tsukinowa", "akatsuki"))(world)
    assert built(world)[1] == "revised"
    assert _holding(world.cache, b"tsukinowa") == 0


def _holding(folder: Path, word: bytes) -> int:
    return sum(word in file.read_bytes() for file in folder.rglob("*") if file.is_file())
