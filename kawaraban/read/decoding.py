"""One run of a decoder: its rules, and the diagnostics that it collects."""

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
    """What a reader returns where it has no value."""

    BAD = "an error was reported"
    ABSENT = "nothing was written"


BAD: Final = Nothing.BAD
ABSENT: Final = Nothing.ABSENT

Reader = Callable[[Node, "Decoding"], object]


class Rules(Struct, frozen=True):
    """How fields are written, where their types alone do not say it.

    `aliases` maps other spellings of a key to the key. `special` maps keys to the readers of
    their fields, in place of those that the types ask for. `hidden` are fields that no author
    writes. `stand_ins` has, by type, what stands for required fields in a lenient run.
    """

    aliases: Mapping[str, str] = {}
    special: Mapping[str, Reader] = {}
    hidden: frozenset[str] = frozenset()
    stand_ins: Mapping[type[Struct], Struct] = {}


AS_TYPED: Final = Rules()


class Decoding:
    """One run of a decoder: the site's time zone, the rules, and all diagnostics.

    A `lenient` run returns what is right: fields and items with mistakes are left out, and
    stand-ins take the place of required fields.
    """

    def __init__(self, zone: tzinfo, rules: Rules = AS_TYPED, *, lenient: bool = False) -> None:
        """Begin without diagnostics."""
        self.zone = zone
        self.rules = rules
        self.lenient = lenient
        self.found: list[Diagnostic] = []

    def bad(self, source: Source, rule: str, what: Words, remedy: Words) -> Nothing:
        """Report an error, and return the value that stands for it."""
        self.found.append(error(source, rule, what, remedy))
        return BAD

    def respell(self, since: int, name: str, key: str) -> None:
        """Name a field by the key that its author wrote, in the diagnostics from `since` on."""

        def respelled(words: Words) -> Words:
            ja = words.ja.replace(f"「{name}」", f"「{key}」", 1)
            return Words(ja, words.en.replace(f"'{name}'", f"'{key}'", 1))

        self.found[since:] = [
            replace(one, what=respelled(one.what), remedy=respelled(one.remedy))
            for one in self.found[since:]
        ]
