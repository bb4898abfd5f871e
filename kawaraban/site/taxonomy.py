"""Tags and categories: posts by term, whatever letter case or width the term is typed in."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from kawaraban.core.model import Article


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


@lru_cache(maxsize=4096)
def _term_key(name: str) -> str:
    """Return a key that is equal for what an author takes for one name: `SEO`, `seo`, `ＳＥＯ`."""
    return unicodedata.normalize("NFKC", name).casefold()
