"""The tables of the importer, `tables.toml`: what other tools write, and what it becomes here."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from msgspec import Struct, toml

from kawaraban.core.diagnostics import Words


class Rule(Struct, frozen=True):
    """A pattern and what is put in its place; `early`, `small`: see `tables.toml`."""

    find: str
    put: str = ""
    lose: str = ""
    early: bool = False
    small: bool = False


class Tool(Struct, frozen=True):
    """Where a tool has its files; the forms of its addresses; `marks` are names of it alone."""

    marks: tuple[str, ...] = ()
    kind: str = ""
    beside: bool = False
    spaced: tuple[str, ...] = ()
    key: str = ""
    dated: bool = False
    titled: bool = False
    flat_pages: bool = False
    head: str = ""
    posts: tuple[str, ...] = ("",)
    pages: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    addresses: dict[str, str] = {}
    config: dict[str, object] = {}
    hosts: frozenset[str] = frozenset()
    shares: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()


class Tables(Struct, frozen=True):
    """The whole file."""

    classes: dict[str, str]
    shortcodes: dict[str, str]
    rules: dict[str, tuple[Rule, ...]]
    tools: dict[str, Tool]
    front: dict[str, tuple[str, ...]]
    hides: dict[str, str]
    keys: dict[str, tuple[str, ...]]
    patterns: dict[str, str]
    scripts: dict[str, str]
    losses: dict[str, Words]
    words: dict[str, Words]
    forms: dict[str, str]

    def tool_at(self, folder: Path, kind: str = "") -> str:
        """Return the first tool, or the first of a kind, of which a folder has a mark."""
        marks = ((n, m) for n, t in self.tools.items() if kind in {"", n, t.kind} for m in t.marks)
        return next((name for name, mark in marks if any(folder.glob(mark))), kind)

    @property
    def spellings(self) -> dict[str, str]:
        """Return the keys of front matter and settings by small letters: Hugo reads any case."""
        names = (*sum(self.front.values(), ()), *self.hides, *self.keys["settings"])
        return {name.lower(): name for name in reversed(names)}

    def written(self, tool: str, name: str, text: str) -> str:
        """Return a part of an address, of a name, as a tool writes it."""
        for rule in self.rules.get(f"{tool}-{name}", self.rules.get(f"{tool}-address", ())):
            text = re.sub(rule.find, rule.put, text)
            text = text.lower() if rule.small else text
        return text


@cache
def tables() -> Tables:
    """Return the tables."""
    return toml.decode(Path(__file__).with_name("tables.toml").read_bytes(), type=Tables)


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return a pattern of the tables."""
    return re.compile(tables().patterns[name])


@cache
def words(language: str) -> dict[str, str]:
    """Return what the importer says, and the names of losses, in a language."""
    return {n: w.in_language(language) for n, w in (tables().words | tables().losses).items()}


class UnreadableError(Exception):
    """A file that cannot be read as what it should be: it, a name of `tables.toml`, and why."""

    def say(self, language: str) -> str:
        """Return what is wrong, in one line."""
        file, name, *why = self.args
        return ": ".join((str(file), words(language)[name], *map(str, why)))


@lru_cache(maxsize=8192)
def part(kind: str, name: str) -> str:
    """Return the part that a class or a shortcode of a theme stands for, or nothing."""
    rows: dict[str, str] = getattr(tables(), kind)
    return next((part for one, part in rows.items() if re.fullmatch(one, name)), "")


def first(values: Iterable[str | None]) -> str:
    """Return the first text that is not empty."""
    return next(filter(None, values), "")
