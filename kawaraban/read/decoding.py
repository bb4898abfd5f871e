"""One run of a decoder: what it is told, and what it finds wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import tzinfo
from enum import Enum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from kawaraban.core.diagnostics import Diagnostic, Source, Words, error
from kawaraban.read.nodes import Node


class Nothing(Enum):
    """What a reader gives instead of a value."""

    BAD = "an error was reported"
    ABSENT = "nothing was written"


BAD: Final = Nothing.BAD
ABSENT: Final = Nothing.ABSENT

Reader = Callable[[Node, "Decoding"], object]


class Rules(Struct, frozen=True):
    """What a type alone does not say of how its fields are written.

    `aliases` gives the key for each other spelling of it. `special` are readers
    for fields by their key, in the place of the one that the type asks for.
    `hidden` are fields that no author writes.
    """

    aliases: Mapping[str, str] = {}
    special: Mapping[str, Reader] = {}
    hidden: frozenset[str] = frozenset()


AS_TYPED: Final = Rules()


class Decoding:
    """One run of a decoder: the site's zone, the rules, and all that was found wrong."""

    def __init__(self, zone: tzinfo, rules: Rules = AS_TYPED) -> None:
        """Begin with nothing found."""
        self.zone = zone
        self.rules = rules
        self.found: list[Diagnostic] = []

    def bad(self, source: Source, rule: str, what: Words, remedy: Words) -> Nothing:
        """Report an error, and give the value that stands for it."""
        self.found.append(error(source, rule, what, remedy))
        return BAD

    def respell(self, since: int, name: str, key: str) -> None:
        """Call a field by the key that its author has written, in what was found since."""

        def named(words: Words) -> Words:
            ja = words.ja.replace(f"「{name}」", f"「{key}」", 1)
            return Words(ja, words.en.replace(f"'{name}'", f"'{key}'", 1))

        self.found[since:] = [
            replace(one, what=named(one.what), remedy=named(one.remedy))
            for one in self.found[since:]
        ]
