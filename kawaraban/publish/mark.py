"""The mark file of an output folder: it says that a build made the folder, and which files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from kawaraban.incremental.manifest import MARK

__all__ = ["MARK", "earlier_outputs", "mark_of"]


def earlier_outputs(output: Path) -> frozenset[str]:
    """Read which files earlier builds made in an output folder.

    The mark may have come from elsewhere, with a site that was fetched: paths that lead out of
    the folder are passed over. Raises OSError where there is a mark that cannot be read: pages
    of deleted posts would stay published.
    """
    try:
        lines = (output / MARK).read_bytes().decode("utf-8", "surrogateescape").split("\n")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return frozenset()
    paths = (line.replace("\0", "\n") for line in lines)
    return frozenset(path for path in paths if path and _is_inside(path))


def _is_inside(path: str) -> bool:
    """Return whether a path leads into the folder that it starts in."""
    parts = path.replace("\\", "/")
    return not (os.path.splitdrive(path)[0] or parts.startswith("/") or ".." in parts.split("/"))


def mark_of(paths: Iterable[str]) -> bytes:
    """Return the bytes of the mark: a line for each path, line ends in names as NUL."""
    lines = (path.replace("\n", "\0") + "\n" for path in sorted(paths))
    return "".join(lines).encode("utf-8", "surrogateescape")
