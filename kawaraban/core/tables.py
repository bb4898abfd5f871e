"""Tables of data, as TOML beside the module that reads them."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from msgspec import toml

from kawaraban.system.regex import lazy_pattern

T = TypeVar("T")


def read_table(module: str, kind: type[T]) -> T:
    """Decode the TOML file that has the name of a module (its `__file__`), once."""
    table: T = _decode(Path(module).with_suffix(".toml"), cast("Any", kind))
    return table


def read_patterns(module: str, **parts: str) -> dict[str, re.Pattern[str]]:
    """Return the patterns in a module's table; `{NAME}` stands for a part, or for one above."""
    return _Patterns(module, parts)


class _Patterns(dict[str, re.Pattern[str]]):
    """The patterns of a module, whose table is read when one is first asked for."""

    def __init__(self, module: str, parts: Mapping[str, str]) -> None:
        super().__init__()
        self._module, self._parts = module, parts

    def __missing__(self, name: str) -> re.Pattern[str]:
        found = with_names(read_table(self._module, dict[str, str]), self._parts)
        self.update(found)
        return found[name]


def with_names(patterns: Mapping[str, str], parts: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    """Return patterns by name, to be compiled when they are used."""
    found = dict(parts)
    for name, pattern in patterns.items():
        found[name] = with_parts(pattern, found)
    return {name: lazy_pattern(found[name]) for name in patterns}


def with_parts(pattern: str, parts: Mapping[str, str]) -> str:
    """Return a pattern with the parts that it names in braces."""
    return re.sub(r"\{([A-Z]+)\}", lambda found: parts[found[1]], pattern)


@cache
def _decode(file: Path, kind: Any) -> Any:  # noqa: ANN401 - whatever a module asks for
    return toml.decode(file.read_bytes(), type=kind)
