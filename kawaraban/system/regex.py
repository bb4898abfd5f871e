"""Regular expressions that are compiled when they are first used.

There are some 260 in this program, and a build of a few pages uses a third of them; to compile
the others takes a twelfth of its time.
"""

import re
from typing import Any, AnyStr, Generic, cast


class _LazyPattern(Generic[AnyStr]):
    """Stands for a compiled pattern; each of its methods is looked up once."""

    def __init__(self, source: AnyStr) -> None:
        self._source: AnyStr = source

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a pattern has
        found = getattr(re.compile(self._source), name)
        setattr(self, name, found)
        return found


def lazy_pattern(source: AnyStr) -> re.Pattern[AnyStr]:
    """Return what can be used as a compiled pattern, with its flags in the text: `(?i)…`."""
    return cast("re.Pattern[AnyStr]", _LazyPattern(source))
