"""What is said of an SVG that does more than draw."""

from __future__ import annotations

from kawaraban.core.diagnostics import Words
from kawaraban.images.photo.kinds import unsafe_svg

_MOST_SHOWN = 60
# So many kinds of refusals, and so many lines of each, tell an author enough.
_MOST_KINDS, _MOST_LINES = 100, 20


class Refusals:
    """Collects what is refused in an SVG; `line` is where its reader is, counted from 1.

    Whoever finds a fault need not know the line.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.line = 0
        self._lines: dict[Words, list[int]] = {}

    def add(self, what: Words) -> None:
        """Note what is wrong on this line; raises BadPictureError where it is more than enough."""
        lines = self._lines.setdefault(what, [])
        if self.line not in lines and len(lines) < _MOST_LINES:
            lines.append(self.line)
        if len(self._lines) >= _MOST_KINDS:
            self.raise_any()

    def raise_any(self) -> None:
        """Raise BadPictureError with all that was noted, if anything was."""
        if not self._lines:
            return
        ja, en = [], []
        for what, lines in self._lines.items():
            ja.append(f"{'、'.join(map(str, lines))}行目: {what.ja}")
            en.append(f"line{'s' * (len(lines) > 1)} {', '.join(map(str, lines))}: {what.en}")
        raise unsafe_svg(Words("、".join(ja), ", ".join(en)))


def refuse_declarations(refused: Refusals, line: int) -> None:
    """Raise BadPictureError for a DOCTYPE with declarations, whose entities could take long."""
    refused.line = line
    refused.add(Words("DOCTYPE の中に宣言があります", "its DOCTYPE declares something"))
    refused.raise_any()


def outside_reference(name: str, key: str, value: str) -> Words:
    """Say that something refers to something else than the file's own ids."""
    shown = " ".join(value[:200].split())[:_MOST_SHOWN]
    return Words(
        f"<{name}> の {key} が画像の外を参照しています（{shown}）",
        f"{key} of <{name}> refers to something outside the picture ({shown})",
    )
