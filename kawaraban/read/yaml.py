"""YAML text as nodes with source positions. Text stays text: no value is given a type here."""

from itertools import islice

from kawaraban.core.diagnostics import Reported
from kawaraban.core.messages import report
from kawaraban.read.nodes import Node
from kawaraban.read.text import UNPRINTABLE, Positions, control_character

MAX_DATA_CHARACTERS = 1 << 20
_MOST_REPORTED = 20


def load_yaml(
    text: str,
    path: str,
    first_line: int = 1,
    first_column: int = 1,
    limit: int = MAX_DATA_CHARACTERS,
) -> Reported[Node | None]:
    """Read one YAML text that begins at a line and column of a file.

    `first_column` holds for every line, as in an indented fence. An empty text gives no node
    and no diagnostic. Whatever is wrong gives an error with its position; a syntax error gives
    no node, any other mistake leaves the rest to be read and checked.
    """
    if not text:  # as most sites' registries are
        return None, ()
    positions = Positions(text, path, first_line, first_column)
    if len(text) > limit:
        return None, (report(positions.at(0), "too-large", limit=limit),)
    is_printable = text.replace("\n", "").isprintable()  # which takes a tenth of the search
    if strange := [] if is_printable else list(islice(UNPRINTABLE.finditer(text), _MOST_REPORTED)):
        wrong = tuple(control_character(one[0], positions.at(one.start())) for one in strange)
        node, found = load_yaml(UNPRINTABLE.sub("", text), path, first_line, first_column, limit)
        return node, (*wrong, *found)
    from kawaraban.read.yaml_nodes import compose_nodes  # noqa: PLC0415 - not always needed

    return compose_nodes(text, positions)
