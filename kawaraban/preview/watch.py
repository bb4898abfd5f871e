"""Watch the folder of a site, and say which of its files have changed."""

from collections.abc import Iterator
from pathlib import Path

from watchfiles import Change, DefaultFilter, watch

_FOLDERS = frozenset({"content", "templates", "assets"})
_SETTINGS = "site.toml"
# Milliseconds: without another change, after which changes count as one save; until they do so
# in any case; without any change, after which a folder has begun to be watched.
_STEP = 10
_LONGEST = 100
_PAUSE = 300


def changes(site: Path, output: Path) -> Iterator[frozenset[str]]:
    """Yield the paths that have changed in a site's folder, with each save; never end.

    What changes while a folder begins to be watched is not seen: the folder is named a second
    time, a moment later, and so is the whole site once at the start.
    """
    site = site.resolve()
    is_watched = DefaultFilter(ignore_paths=(output.resolve(),))

    def may_be_read(change: Change, path: str) -> bool:
        # Of a build, neither its output nor its cache. A post may be a link to a text anywhere.
        inside = Path(path).relative_to(site).as_posix()
        return (inside == "." or inside[0] != ".") and is_watched(change, path)

    begun = {_SETTINGS, *_FOLDERS}
    for found in watch(
        site,
        watch_filter=may_be_read,
        debounce=_LONGEST,
        step=_STEP,
        rust_timeout=_PAUSE,
        yield_on_timeout=True,
    ):
        paths = {Path(path).relative_to(site).as_posix() for _, path in found}
        if paths:
            begun |= {path for path in paths if (site / path).is_dir()}
            yield frozenset(paths)
        elif begun:
            yield frozenset(begun)
            begun.clear()
