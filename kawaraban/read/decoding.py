"""One run of a decoder: its rules, and the diagnostics that it collects."""

from collections.abc import Callable, Mapping
from datetime import tzinfo
from enum import Enum
from typing import Any, Final

from msgspec import Struct

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report
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


class Decoding(Struct):
    """One run of a decoder: the site's time zone, the rules, and all diagnostics.

    A `lenient` run returns what is right: fields and items with mistakes are left out, and
    stand-ins take the place of required fields.
    """

    zone: tzinfo
    rules: Rules = AS_TYPED
    lenient: bool = False
    found: list[Diagnostic] = []

    def refuse(self, source: Source, name: str, /, **values: object) -> Nothing:
        """Report an error, and return the value that stands for it."""
        self.found.append(report(source, name, **values))
        return BAD


def then(read: Reader, use: Callable[[Any, Node, Decoding], object]) -> Reader:
    """Return a reader that goes on with what another one has read, where that is a value."""

    def read_on(node: Node, decoding: Decoding) -> object:
        value = read(node, decoding)
        return value if isinstance(value, Nothing) else use(value, node, decoding)

    return read_on
