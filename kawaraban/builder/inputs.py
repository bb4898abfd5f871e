"""The fingerprints of all that a build may read, taken before it reads them."""

import sys
import zoneinfo
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

from msgspec import msgpack

from kawaraban.core.settings import Settings
from kawaraban.incremental.cache import Cache
from kawaraban.incremental.fingerprints import Fingerprints, digest, take, tree

Inputs = list[tuple[str, Fingerprints]]
"""Fingerprints, each with the folder that their paths follow: `site`, `product` or none."""
_MOST_LISTINGS = 9
_FEW = 50


def fingerprint_site(site: Path) -> Inputs:
    """Take the fingerprints of the site's folder."""
    home = f"{site}/"

    def paths() -> list[str]:
        content = tree(home, "content", hidden=False)
        return ["site.toml", *content, *tree(home, "templates"), *tree(home, "assets")]

    return [("site", _take_all(home, paths))]


def fingerprint_program(product: Path) -> Inputs:
    """Take the fingerprints of the program, its libraries, fonts and time zones."""
    own = f"{product}/"

    def paths() -> list[str]:
        files = (p for p in tree(own, "kawaraban", compiled=False) if p.endswith((".py", ".toml")))
        return ["build.py", *files, *tree(own, "templates"), *tree(own, "assets")]

    return [("product", _take_all(own, paths)), ("", take("", _elsewhere(product)))]


def renew_inputs(inputs: Inputs, site: Path, changed: AbstractSet[str]) -> Inputs | None:
    """Take the fingerprints of changed files anew; None where one came after all were listed."""
    (name, prints), *others = inputs
    if not changed <= {*prints.paths}:
        return None
    root = f"{site}/"
    return [(name, prints.renew(root, [*changed]).add_digests(root)), *others]


def _take_all(root: str, list_paths: Callable[[], list[str]]) -> Fingerprints:
    """Take the fingerprints of all that is listed.

    A file that comes between the listing of its folder and the folder's fingerprint would be in
    neither, and never be looked at: what is listed afterwards must be the same.
    """
    paths = list_paths()
    for _ in range(_MOST_LISTINGS):
        prints, listed = take(root, paths), paths
        paths = list_paths()
        if paths == listed:
            break
    return prints


def fingerprint_named(settings: Settings, site: Path) -> Inputs:
    """Take the fingerprints of what the settings name, anywhere in the site's folder."""
    return [("site", take(f"{site}/", filter(None, [settings.sharing.font])))]


def _elsewhere(product: Path) -> list[str]:
    from kawaraban.images.cards.fonts import font_places  # noqa: PLC0415 - takes long to load

    libraries = [p for p in sys.path if Path(p).is_dir() and Path(p) != product]
    zones = [f"{path}/tzdata.zi" for path in zoneinfo.TZPATH]
    return [*libraries, *zones, *font_places()]


def recipe_of(inputs: Inputs) -> str:
    """Return a text that changes when the program does, or a library, or the Python."""
    made_with = [(prints.paths, prints.numbers) for root, prints in inputs if root != "site"]
    return digest(repr((sys.version, made_with)).encode()).hex()


def load_digests(cache: Cache, recipe: str) -> dict[str, bytes]:
    """Load the digests of the posts and pages, each by its file's stamp when it was read."""
    data = cache.get(f"digests {recipe}")
    return msgpack.decode(data, type=dict[str, bytes]) if data else {}


def store_digests(
    digests: dict[str, bytes], known: Mapping[str, bytes], cache: Cache, recipe: str
) -> None:
    """Store the digests where many are not known; to read a few again takes less time."""
    if len(digests.keys() - known.keys()) > _FEW:
        cache.put(f"digests {recipe}", msgpack.encode(digests))
    else:
        cache.retain([f"digests {recipe}"])
