"""What is said of an SVG that does more than draw."""

from __future__ import annotations

from kawaraban.diagnostics import Words

_MOST_SHOWN = 60


class UnsafeSvgError(Exception):
    """An SVG does more than draw; `what` tells the author what it does.

    Who calls `cleaned` gets it with the line; whoever finds the fault need not know it.
    """

    def __init__(self, what: Words) -> None:
        """Take what is wrong, in both languages."""
        super().__init__(what.en)
        self.what = what

    def on(self, line: int) -> UnsafeSvgError:
        """Give the same error with the number of the line, counted from 1."""
        ja, en = self.what
        return UnsafeSvgError(Words(f"{line}行目: {ja}", f"line {line}: {en}"))


def outside(name: str, key: str, value: str) -> UnsafeSvgError:
    """Give the error of a reference to something else than the file's own ids."""
    shown = " ".join(value[:200].split())[:_MOST_SHOWN]
    return UnsafeSvgError(
        Words(
            f"<{name}> の {key} が画像の外を参照しています（{shown}）",
            f"{key} of <{name}> refers to something outside the picture ({shown})",
        )
    )
