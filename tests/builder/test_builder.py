"""The builder: an edit makes and writes what depends on it, and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from kawaraban.builder import Builder
from kawaraban.render.pages import Output
from kawaraban.system import signals
from tests.builder.sites import (
    CONTACTS,
    DEALS,
    POSTS,
    PRODUCTS,
    SETTINGS,
    build,
    contents,
    differences,
    files,
    options_of,
    path_of,
    text_of,
    write_site,
)
from tests.desk import PROJECT, Desk, post
from tests.laws.world import standing

NO_SOURCES = (".cache", "output")
ALL_POSTS = {f"posts/p{number:02}" for number in range(POSTS)}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Return the site, built once."""
    desk = write_site(Desk(tmp_path_factory.mktemp("site") / "site"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signals, "ignore_all", lambda: None)
        assert build(desk).diagnostics == ()
    return desk


@pytest.fixture
def desk(built: Desk, made: set[str], tmp_path: Path) -> Desk:  # noqa: ARG001 - Ctrl-C
    """Return a copy of the site with its cache and its output, built once more there."""
    shutil.copytree(built.folder, tmp_path / "site")
    desk = Desk(tmp_path / "site")
    build(desk)  # the copy's files have other fingerprints
    return desk


@pytest.fixture(autouse=True)
def made(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Collect the pages that builds make from recorded inputs; leave Ctrl-C to the tests."""
    pages: set[str] = set()
    make = Output.bytes

    def record(output: Output) -> bytes:
        if output.made_from == "inputs":
            pages.add(_short(output.path))
        return make(output)

    monkeypatch.setattr(Output, "bytes", record)
    monkeypatch.setattr(signals, "ignore_all", lambda: None)
    return pages


def _short(path: str) -> str:
    if path.startswith("assets/style."):
        return "assets/style.css"
    return path.removesuffix("/index.html")


class Edit(NamedTuple):
    """An edit: the files that it changes, and the pages that are made without a change."""

    edit: Callable[[Desk], object]
    changed: set[str]
    same: set[str] = set()


def write(path: str, text: str) -> Callable[[Desk], object]:
    """Write a file of the site."""
    return lambda desk: desk.write({path: text})


def replace(number: int, old: str, new: str) -> Callable[[Desk], object]:
    """Replace words in a post."""

    def edit(desk: Desk) -> None:
        text = (desk.folder / path_of(number)).read_text("utf-8")
        assert old in text
        desk.write({path_of(number): text.replace(old, new)})

    return edit


def add_to_template(name: str, text: str) -> Callable[[Desk], object]:
    """Put a template of the theme, with an addition, into the site."""
    return write(f"templates/{name}", (PROJECT / "templates" / name).read_text("utf-8") + text)


def posts(*numbers: int) -> set[str]:
    """Return the pages of some posts."""
    return {f"posts/p{number:02}" for number in numbers}


OF_TAG_0 = posts(0, 6, 9, 12, 15, 18, 21, 24)
LISTS_OF_3 = {"archive", "page/5", "tags/札0/page/2"}
FEEDS = {"feed.xml", "feed.json"}
NEW_STYLE = {"assets/style.css", ".kawaraban"}
LISTS = {"index.html", "page/2", "page/3", "page/4", "page/5", "page/6"}
EDITS: dict[str, Edit] = {
    "a body": Edit(write(path_of(3), text_of(3, "足す。")), posts(3)),
    "a body in the feed": Edit(write(path_of(20), text_of(20, "足す。")), posts(20) | FEEDS),
    # Its summary stands in lists; its neighbours and the archive show the title alone.
    "a first paragraph": Edit(
        replace(3, "はじめに", "おわりに"),
        posts(3) | {"page/5", "tags/札0/page/2"},
        posts(2, 4) | {"archive"},
    ),
    "a title": Edit(replace(3, "記事3", "別の題"), posts(2, 3, 4) | LISTS_OF_3),
    # Shown by the card of p10, by p06 and p08 beside it.
    "a title in a card": Edit(
        replace(7, "記事7", "別の題"),
        posts(6, 7, 8, 10) | {*FEEDS, "archive", "page/4", "tags/札1/page/2"},
    ),
    "a title in a bio": Edit(
        replace(12, "記事12", "別の題"),
        posts(11, 12, 13, 14, 15, 18, 21, 24) | {*FEEDS, "archive", "page/3", "tags/札0"},
    ),
    "a title in a notice": Edit(
        replace(13, "記事13", "別の題"),
        posts(12, 13, 14, 16, 17, 19, 22, 25) | {*FEEDS, "archive", "page/3", "tags/札1"},
    ),
    # Posts of the same tag look for related ones among its newest.
    "a tag": Edit(
        replace(3, "札0", "札9"),
        posts(3) | {"archive", "sitemap.xml", "tags/札0/page/2", "tags/札9", ".kawaraban"},
        posts(2, 4) | OF_TAG_0 | {"page/5"},
    ),
    "a date": Edit(
        replace(3, "2026-04-04", "2026-04-05"),
        posts(2, 3, 4, 5) | LISTS_OF_3 | {"sitemap.xml"},
        OF_TAG_0,
    ),
    "a day of change": Edit(
        write(path_of(3), text_of(3, updated="2026-05-05")),
        posts(3) | {"sitemap.xml"},
        posts(2, 4) | LISTS_OF_3,
    ),
    "an old address": Edit(
        write(path_of(3), text_of(3, aliases="[/older/]")), {"older", ".kawaraban"}, posts(3)
    ),
    "a draft": Edit(write("content/posts/draft.md", post("別の文", draft="true")), set()),
    "a file's time": Edit(lambda desk: (desk.folder / path_of(3)).touch(), set()),
    "a deleted post": Edit(
        lambda desk: (desk.folder / path_of(0)).unlink(),
        posts(0, 1) | LISTS | {"archive", "sitemap.xml", "tags/札0/page/2", ".kawaraban"},
        posts(3) | OF_TAG_0,
    ),
    "a contact": Edit(write("content/contacts.yaml", CONTACTS.replace("見本の", "別の")), posts(2)),
    "a product": Edit(write("content/products.yaml", PRODUCTS.replace("机", "床")), posts(4)),
    "a deal": Edit(write("content/deals.yaml", DEALS.replace("夏", "秋")), ALL_POSTS),
    "a notice": Edit(
        write("content/notices/linked.md", "別の注意\n"), posts(17) | FEEDS | NEW_STYLE
    ),
    "a callout's template": Edit(
        add_to_template("elements/callout.html", "<hr>"), posts(18) | FEEDS
    ),
    "a page's template": Edit(
        add_to_template("article.html", "<!-- x -->"), set(), ALL_POSTS | {"about"}
    ),
    "an asset": Edit(write("assets/root/ads.txt", "x"), {"ads.txt", ".kawaraban"}),
    "a comment in the settings": Edit(write("site.toml", f"{SETTINGS}# 覚え書き\n"), set()),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_touches_what_depends_on_it(desk: Desk, made: set[str], name: str) -> None:
    """Every other file stays the same one, with its time, and its page is not even made."""
    edit, changed, same = EDITS[name]
    output = desk.folder / "output"
    old_contents, old_files = contents(output), files(output)
    made.clear()
    edit(desk)
    assert build(desk).published
    touched = {_short(path) for path in differences(old_files, files(output))}
    assert touched == changed
    assert touched == {_short(path) for path in differences(old_contents, contents(output))}
    assert made <= changed | same


@pytest.mark.parametrize(
    ("edit", "untouched"),
    [
        (write("site.toml", SETTINGS.replace("試しの", "別の")), {"robots.txt", "old/eight"}),
        (write("assets/custom.css", "p{color:#006}"), {*FEEDS, "robots.txt", "old/eight"}),
    ],
    ids=["a setting", "the stylesheet"],
)
def test_what_every_page_shows_touches_every_page(
    desk: Desk, edit: Callable[[Desk], object], untouched: set[str]
) -> None:
    """Another title of the site, or another name of the stylesheet."""
    output = desk.folder / "output"
    before = files(output)
    edit(desk)
    build(desk)
    after = files(output)
    pages = {path for path in after if path.endswith(".html")}
    touched = differences(before, after)
    assert {_short(path) for path in pages - touched} <= untouched
    assert not {_short(path) for path in touched} & untouched


def test_twice_is_once(desk: Desk, made: set[str]) -> None:
    """A second build makes no page, and touches no file and no folder."""
    build(desk)
    stood = standing(desk.folder / "output")
    made.clear()
    report = build(desk)
    assert standing(desk.folder / "output") == stood
    assert made == set()
    assert (report.published, report.pages) == (True, 43)


def test_a_spoilt_file_alone_is_written(desk: Desk, made: set[str]) -> None:
    """What somebody has changed in the output is made good, nothing else."""
    output = desk.folder / "output"
    good = contents(output)
    (output / "posts/p07/index.html").write_text("手で直した")
    (output / "posts/p09/index.html").unlink()
    build(desk)
    before = files(output)
    assert contents(output) == good
    made.clear()
    (output / "posts/p07/index.html").write_text("手で直した")
    build(desk)
    assert contents(output) == good
    assert differences(before, files(output)) == {"posts/p07/index.html"}
    assert made == posts(7)


@pytest.mark.parametrize(
    ("now", "changed"),
    [
        ("2026-06-30T23:59", False),
        # The only deal ends, with it the need for its style, and the contact of p02 ages.
        ("2026-07-01T00:00", True),
        ("2027-01-01", True),
    ],
)
def test_a_later_moment_touches_what_it_changes(
    desk: Desk, made: set[str], now: str, *, changed: bool
) -> None:
    """Time is an input like any other; a new stylesheet changes every page that links it."""
    output = desk.folder / "output"
    before = files(output)
    made.clear()
    Builder(options_of(desk, now=now)).build()
    touched = {_short(path) for path in differences(before, files(output))}
    assert (touched >= ALL_POSTS) == (made >= ALL_POSTS) == changed
    assert changed or not (touched or made)


MISTAKES = {
    "a broken link": replace(3, "本文", "[どこ](nowhere.md)"),
    "a broken key": replace(3, "2026-04-04", "yesterday"),
    "an unknown contact": write("content/contacts.yaml", ""),
    "a broken template": write("templates/article.html", "{{ nothing.here }}"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_and_its_repair(desk: Desk, made: set[str], name: str) -> None:
    """A mistake leaves the output as it is; its repair makes no page that was not edited."""
    before = {path.relative_to(desk.folder): path.read_bytes() for path in _sources(desk)}
    stood = standing(desk.folder / "output")
    MISTAKES[name](desk)
    report = build(desk)
    assert not report.published
    assert [d for d in report.diagnostics if d.severity == "error"]
    assert standing(desk.folder / "output") == stood
    for path in _sources(desk):
        if path.relative_to(desk.folder) not in before:
            path.unlink()
    desk.write({path.as_posix(): data for path, data in before.items()})
    made.clear()
    assert build(desk).published
    assert standing(desk.folder / "output") == stood
    assert made == set()


def _sources(desk: Desk) -> list[Path]:
    """Return the files of the site, without its cache and its output."""
    files = (path for path in desk.folder.rglob("*") if path.is_file())
    return [path for path in files if path.relative_to(desk.folder).parts[0] not in NO_SOURCES]


def test_a_builder_forgets_what_was_taken_out(desk: Desk) -> None:
    """Words that an author has deleted stay in no file of the cache."""
    resident = Builder(options_of(desk))
    desk.write({path_of(3): text_of(3, "word = tsukinowa", title="tsukinowa")})
    resident.build()
    assert _holders(desk, b"tsukinowa")
    desk.write({path_of(3): text_of(3)})
    resident.build()
    assert _holders(desk, b"tsukinowa") == []


def test_a_deleted_post_stays_nowhere(desk: Desk) -> None:
    """Neither in the output nor in the cache, whether one file or many were published."""
    desk.write({path_of(3): text_of(3, "word = tsukinowa")})
    build(desk)
    EDITS["a title in a card"].edit(desk)
    build(desk)
    desk.write({path_of(3): text_of(3)})
    build(desk)
    assert _holders(desk, b"tsukinowa") == []
    desk.write({"content/posts/new.md": post("word = akatsuki", slug="akatsuki")})
    build(desk)
    assert _holders(desk, b"akatsuki")
    (desk.folder / "content/posts/new.md").unlink()
    build(desk)
    assert _holders(desk, b"akatsuki") == []


def _holders(desk: Desk, word: bytes) -> list[str]:
    """Return the files of the cache and the output that hold a word or are named by it."""
    folders = (desk.folder / name for name in NO_SOURCES)
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return [str(path) for path in files if word in path.read_bytes() + str(path).encode()]


def test_a_builder_without_a_cache_leaves_none(desk: Desk) -> None:
    """With `--no-cache` nothing is remembered, and what was remembered is deleted."""
    EDITS["a title"].edit(desk)
    build(desk)
    assert {"manifest", "remembered.db"} < {f.name for f in (desk.folder / ".cache").iterdir()}
    Builder(options_of(desk, cache=False)).build()
    assert not [path for path in (desk.folder / ".cache").rglob("*") if path.is_file()]
