"""Tables of data, as TOML beside the module that reads them."""

from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from msgspec import toml

T = TypeVar("T")


def read_table(module: str, kind: type[T]) -> T:
    """Decode the TOML file that has the name of a module (its `__file__`), once."""
    table: T = _decode(Path(module).with_suffix(".toml"), cast("Any", kind))
    return table


@cache
def _decode(file: Path, kind: Any) -> Any:  # noqa: ANN401 - whatever a module asks for
    return toml.decode(file.read_bytes(), type=kind)
