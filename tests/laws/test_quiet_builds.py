"""A build touches what it has to, no more: nothing, one page, or what somebody has spoiled."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desk import NOW, PROJECT, Desk, post
from tests.laws.at_random import edit_at_random
from tests.laws.differences import difference
from tests.laws.first_site import PICTURES, picture, settle
from tests.laws.world import START, TIMES_TELL, TOKEN, World, standing, tree

Changed = set[str]
FOOT = '{% extends "product/base.html" %}{% block footer %}{% include "foot.html" %}{% endblock %}'
_EXCHANGED = (
    "site.toml", "content/contacts.yaml", "content/products.yaml", "content/notices/accuracy.md",
    "content/pages/about.md", "content/posts/all.md", "assets/custom.css",
    "assets/root/ads.txt", "templates/foot.html", *PICTURES,
)  # fmt: skip

_ASKED = (
    ("2026-06-11T00:00", {}),
    ("2027-01-02", {}),
    ("2026-04-01", {}),
    *(
        (START, {name: value})
        for name, value in (
            ("--drafts", ""), ("--strict", ""), ("--format", "json"), ("--format", "github"),
            ("--base-url", "https://preview.example.org/x/"),
        )
    ),
)  # fmt: skip


def _changed(before: dict[str, tuple[int, int, int]], output: Path) -> Changed:
    """Give the files of the output that are no longer the same ones."""
    after = standing(output)
    files = {path for path in {*before, *after} if not (output / path).is_dir()}
    return {path for path in files if before.get(path) != after.get(path)}


@pytest.mark.parametrize("seed", range(4), ids="seed{}".format)
def test_twice_is_once(seed: int, tmp_path: Path) -> None:
    """A second build says what the first has said, and touches no file and no folder."""
    world = settle(World(tmp_path, seed))
    world.build()
    done = [edit_at_random(world, f"twice/{seed}/{n}") for n in range(4)]
    first = world.build()
    stood = standing(world.output)
    for _ in range(2):
        assert world.build() == first, done
        assert standing(world.output) == stood, done


def _many_posts(desk: Desk) -> Desk:
    """Write more posts than the feed holds; each page stands alone."""
    names = range(26)
    return desk.write({f"content/posts/p{i:02}.md": _numbered(i) for i in names})


def _numbered(i: int, more: str = "") -> str:
    keys = {"title": f"記事{i}", "date": f"2026-04-{i + 1:02}", "tags": f"[札{i % 3}]"}
    return post(f"はじめに{i}。\n\n## 見出し\n\n本文{i}。{more}", **keys)


@pytest.mark.parametrize(("name", "also"), [("p03", set()), ("p15", {"feed.xml", "feed.json"})])
def test_an_edit_changes_its_own_page_alone(desk: Desk, name: str, also: Changed) -> None:
    """A new body touches its page, and the feed where the post is among the newest."""
    output = _many_posts(desk).build().output
    stood = standing(output)
    desk.write({f"content/posts/{name}.md": _numbered(int(name[1:]), "書き足した文。")})
    assert desk.build().status == 0
    assert _changed(stood, output) == {f"posts/{name}/index.html", *also}


def test_a_spoiled_page_alone_is_mended(desk: Desk) -> None:
    """What somebody changed in the output comes back; everything else keeps its file."""
    first = _many_posts(desk).build()
    good, stood = first.everything(), standing(first.output)
    page = first.output / "posts/p07/index.html"
    page.write_bytes(page.read_bytes()[:-2] + b"??")
    os.utime(page, ns=(stood["posts/p07/index.html"][1],) * 2)
    assert desk.build().everything() == good
    assert _changed(stood, first.output) == {"posts/p07/index.html"}


def test_moved_is_the_same(tmp_path: Path) -> None:
    """A site that is moved, or copied with its memory, gives the same and touches nothing."""
    world = settle(World(tmp_path, 0))
    first = world.build()
    good, stood = tree(world.output), standing(world.output)
    for name in ("別の 場所", "another"):
        shutil.move(world.site, tmp_path / name)
        world.site = tmp_path / name
        assert world.build() == first
        assert standing(world.output) == stood
    shutil.copytree(world.site, tmp_path / "copied")
    world.site, world.output = tmp_path / "copied", tmp_path / "fresh" / "output"
    assert world.build() == first
    assert difference(tree(world.output), good) == ""


@pytest.mark.skipif(not TIMES_TELL, reason="no time of this system shows such an edit")
def test_an_edit_of_the_same_size_and_time_is_seen(tmp_path: Path) -> None:
    """Whatever file of the site is exchanged, the next build shows it, and shows all back."""
    world = settle(World(tmp_path, 0))
    world.save("assets/custom.css", f'p::after {{ content: "{world.token()}" }}')
    world.save("templates/foot.html", f"<p>{world.token()}</p>")
    world.save("templates/base.html", FOOT)
    world.save("assets/root/ads.txt", world.token())
    first, good = world.build(), tree(world.output)
    assert first.status == 0
    shown, old = good, dict[str, bytes]()
    for path in _EXCHANGED:
        was = (world.site / path).read_bytes()
        new = TOKEN.sub(world.token(), world.read(path)).encode()
        _exchange(world.site / path, picture(world) if path in PICTURES else new)
        assert world.build() == world.build_anew()
        assert difference(tree(world.output), tree(world.cold / "output")) == "", path
        assert difference(tree(world.output), shown), path
        shown, old[path] = tree(world.output), was
    for path, was in old.items():
        _exchange(world.site / path, was)
    world.build()
    assert difference(tree(world.output), good) == ""


def _exchange(file: Path, data: bytes) -> None:
    """Give a file other bytes, and say that it is as old as before."""
    status = file.stat()
    assert status.st_size == len(data)
    file.write_bytes(data)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_whatever_is_asked_for_is_given(tmp_path: Path) -> None:
    """With another moment or switch, and no edit, the build is that of a fresh copy."""
    world = settle(World(tmp_path, 0))
    world.save("content/posts/draft.md", post("[どこへ]()行くのか。", draft="true"))
    world.save("content/posts/late.md", post("[どこへ]()行くのか。", expires="2026-06-05"))
    first = world.build()
    assert first.status == 0
    for asked in _ASKED:
        given = tree(world.output)
        (world.now, world.switches), usual = asked, (world.now, world.switches)
        warm = world.build()
        assert warm == world.build_anew(), asked
        assert warm != first or difference(tree(world.output), given), asked
        expected = tree(world.cold / "output") if warm.status == 0 else given
        assert difference(tree(world.output), expected) == "", asked
        world.now, world.switches = usual
        assert world.build() == first, asked
        assert difference(tree(world.output), given) == "", asked


def test_an_output_that_is_not_ours_is_refused_every_time(tmp_path: Path) -> None:
    """The second build looks at the output folder as closely as the first."""
    world = settle(World(tmp_path, 0))
    world.build()
    (world.output / ".kawaraban").unlink()
    stood = standing(world.output)
    assert world.build().status == 2
    assert standing(world.output) == stood


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("templates/base.html", "colophon", "colophom"),
        ("assets/style.css", "--paper", "--papes"),
        ("kawaraban/core/languages/ja.toml", "この記事", "こんな記事"),
    ],
)
def test_another_version_of_the_program_builds_anew(
    tmp_path: Path, path: str, old: str, new: str
) -> None:
    """What an earlier version has remembered does not answer for a later one."""
    world = settle(World(tmp_path, 0))
    product = tmp_path / "product"
    for name in ("kawaraban", "templates", "assets"):
        unwanted = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT / name, product / name, ignore=unwanted)
    shutil.copy(PROJECT / "build.py", product)
    command = [sys.executable, product / "build.py", "--now", NOW, "--site", world.site]
    warm, cold = tmp_path / "one", tmp_path / "two"
    subprocess.run([*command, "--output", warm], check=True)
    before = tree(warm)
    changed = product / path
    changed.write_text(changed.read_text("utf-8").replace(old, new), "utf-8")
    subprocess.run([*command, "--output", warm], check=True)
    shutil.rmtree(world.cache)
    subprocess.run([*command, "--output", cold], check=True)
    assert difference(tree(warm), tree(cold)) == ""
    assert difference(tree(warm), before)


def test_a_spoiled_picture_is_mended(tmp_path: Path) -> None:
    """A published picture of other bytes, and of the same length, comes back."""
    world = settle(World(tmp_path, 0))
    world.build()
    good = tree(world.output)
    spoiled = min((world.output / "images").iterdir())
    spoiled.write_bytes(spoiled.read_bytes()[:-1] + b"?")
    world.build()
    assert difference(tree(world.output), good) == ""


def test_a_page_deleted_from_its_folder_is_mended(tmp_path: Path) -> None:
    """A page that somebody has deleted comes back without a word."""
    world = settle(World(tmp_path, 0))
    first = world.build()
    (world.output / "posts/p00/index.html").unlink()
    assert world.build() == first
