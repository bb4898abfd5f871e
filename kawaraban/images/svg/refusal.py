"""Collect the reasons to refuse an SVG."""

from __future__ import annotations

from kawaraban.core.diagnostics import Words
from kawaraban.images.photo.kinds import unsafe_svg

_MOST_SHOWN = 60
_MOST_LINES = 20  # of one reason: some programs write it at each word


class Refusals:
    """The reasons to refuse an SVG, each with its lines; `line` is the parser's, from 1."""

    def __init__(self) -> None:
        """Start with no reason."""
        self.line = 0
        self._lines: dict[Words, list[int]] = {}

    def add(self, what: Words) -> None:
        """Add a reason on the current line."""
        lines = self._lines.setdefault(what, [])
        if self.line not in lines and len(lines) < _MOST_LINES:
            lines.append(self.line)

    def raise_any(self) -> None:
        """Raise BadPictureError with all reasons, if there are any."""
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
    """Describe an attribute that refers to something else than the file's own ids."""
    excerpt = " ".join(value[:200].split())[:_MOST_SHOWN]
    return Words(
        f"<{name}> の {key} が画像の外を参照しています（{excerpt}）",
        f"{key} of <{name}> refers to something outside the picture ({excerpt})",
    )
