"""Tags and categories: posts by term, whatever letter case or width the term is typed in."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from kawaraban.core.addresses import ARCHIVE, GENERATED, alias_address, list_address
from kawaraban.core.model import Article, Site

_LISTS = {"tag": "tags", "tags": "tags", "category": "categories", "categories": "categories"}


def group_by_term(
    posts: Iterable[Article], terms_of: Callable[[Article], Iterable[str]]
) -> dict[str, tuple[Article, ...]]:
    """Group posts by term; the newest post spells it."""
    groups: dict[str, tuple[str, list[Article]]] = {}
    for post in posts:
        for key, name in {_term_key(n): n for n in terms_of(post)}.items():
            groups.setdefault(key, (name, []))[1].append(post)
    return {name: tuple(members) for name, members in sorted(groups.values(), key=lambda g: g[0])}


def spelling_of(term: str, terms: Mapping[str, object]) -> str:
    """Return the site's spelling of a tag or category."""
    if term in terms:
        return term
    key = _term_key(term)
    return next((known for known in terms if _term_key(known) == key), term)


def address_of_path(path: str, site: Site) -> str | None:
    """Return the address of a page without a file of its own, or None.

    `/`, `/tags/NAME/` (`tag:NAME`), `/categories/NAME/` (`category:NAME`), and every old
    address, which leads to its article. On days without the page it is the archive.
    """
    kind, _, name = path.strip("/").replace(":", "/", 1).partition("/")
    address = alias_address(path) if path.startswith("/") else ""
    if kind in _LISTS:
        terms = site.terms(_LISTS[kind])
        term = spelling_of(name, terms)
        address = list_address(_LISTS[kind], term)
        if term in terms:
            return address
    if old := site.by_alias.get(address):
        return old.address
    return ARCHIVE if address in site.other_days else GENERATED.get(path)


@lru_cache(maxsize=4096)
def _term_key(name: str) -> str:
    """Return a key that is equal for what an author takes for one name: `SEO`, `seo`, `ＳＥＯ`."""
    return unicodedata.normalize("NFKC", name).casefold()
