"""What the theme asks of a browser: a site's own templates, stylesheets and script.

It is the same for all pages of a template, so it is found once a build. The product's own
templates ask for `kawaraban.csp.policy.OWN`; only a site's need be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kawaraban.core.diagnostics import Diagnostic, Source, Words, error, warning
from kawaraban.core.model import Grants
from kawaraban.csp import Ask, asked, asked_in_css, asked_in_script
from kawaraban.csp.policy import OWN, granted
from kawaraban.incremental.fingerprints import contents
from kawaraban.read.secrets import secrets
from kawaraban.read.text import read_text
from kawaraban.render.assets import Assets

_PLAIN = ("redirect.html",)
_WITH_LISTS = ("archive.html", "list.html")
_PAGES = ("article.html", "not_found.html", *_WITH_LISTS, *_PLAIN)
# What is filled in when a page is rendered. In its place stands a space that no text holds.
_FILLED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_FILLING = "\f"
_NAMED = re.compile(r"""\{%[-+]?\s*(extends|include|import|from)\s+["']([^"']+)["']""")
_POLICY = re.compile(r"\bsecurity_policy\b")


def asked_by_theme(
    site: Path, product: Path, assets: Assets
) -> tuple[dict[str, Grants], tuple[Diagnostic, ...]]:
    """Give what the pages of each template need, and what is wrong with the site's templates."""
    named = {name: tuple(_asked_by_asset(name, assets)) for name in assets.names}
    everywhere = (*named.get("style.css", ()), *named.get("script.js", ()))
    lists = named.get("lists.css", ())
    grants = {
        name: (
            *(() if name in _PLAIN else (*OWN, *granted(everywhere))),
            *(granted(lists) if name in _WITH_LISTS else ()),
        )
        for name in _PAGES
    }
    found: list[Diagnostic] = []
    own = dict(_own(site / "templates", product / "templates", found))
    if not own or found:
        return grants, tuple(found)
    templates = _Templates(own, product / "templates")
    found += (told for name, text in own.items() for told in _changing(name, text))
    found += _lost(templates)
    found += (told for name, text in own.items() for told in secrets(text, f"templates/{name}"))
    return {n: (*g, *granted(templates.asks(n))) for n, g in grants.items()}, tuple(found)


def _own(folder: Path, product: Path, found: list[Diagnostic]) -> Iterator[tuple[str, str]]:
    """Give the site's templates by name, and take what is wrong with their bytes.

    One that is the product's, word for word, is left out.
    """
    for file in sorted(folder.rglob("*.html")) if folder.is_dir() else ():
        name = file.relative_to(folder).as_posix()
        try:
            text, wrong = read_text(f"templates/{name}", contents(str(file)))
        except OSError:  # told by who lists the folder, or when it is rendered
            continue
        found += wrong
        if text != _read(product / name):
            yield name, text


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, ValueError):
        return ""


def _asked_by_asset(name: str, assets: Assets) -> Iterator[Ask]:
    text = assets.files.get(assets.names[name], b"").decode("utf-8", "replace")
    if name.endswith(".css"):
        yield from asked_in_css(text)
    elif name == "script.js":
        yield from asked_in_script(text)


class _Templates:
    """A site's templates over the product's, and which of them a page is made of."""

    def __init__(self, own: Mapping[str, str], product: Path) -> None:
        self.own = own
        self._product = product
        parts = {name: self.parts(name) for name in _PAGES}
        elements = {name for name in own if name.startswith("elements/")}
        parts["article.html"] |= {p for name in elements for p in self.parts(name)}
        # One that is named by no text may be named by a value.
        reached = set().union(*parts.values())
        self._everywhere = own.keys() - reached
        self._parts = parts

    def asks(self, page: str) -> Iterator[Ask]:
        """Give what a page's own templates ask for, as far as that is the same on each page."""
        for name in sorted((self._parts[page] | self._everywhere) & self.own.keys()):
            yield from (ask for ask in asked(_bare(self.own[name])) if _FILLING not in ask.text)

    def parts(self, name: str) -> set[str]:
        """Give the templates that one is made of, by name."""
        found: set[str] = set()
        left = [name]
        while left:
            one = left.pop()
            if one not in found:
                found.add(one)
                left += [named for _, named in _NAMED.findall(self.text(one))]
        return found

    def text(self, name: str) -> str:
        """Give the text of a template, the site's own before the product's."""
        if name in self.own:
            return self.own[name]
        return _read(self._product / name.removeprefix("product/"))

    def root(self, name: str) -> str:
        """Give the template that one extends in the end."""
        seen = {name}
        while (above := dict(_NAMED.findall(self.text(name))).get("extends", name)) not in seen:
            seen.add(above)
            name = above
        return name


def _bare(text: str) -> str:
    return _FILLED.sub(lambda found: _FILLING + "\n" * found[0].count("\n"), text)


def _changing(name: str, text: str) -> Iterator[Diagnostic]:
    """Find what a template runs that is not the same on each page.

    Bad:  <script>track("{{ page.canonical }}")</script>
    Good: <script>track(document.querySelector("link[rel=canonical]").href)</script>
    """
    bare = _bare(text)
    for ask in asked(bare):
        if ask.kind != "source" and _FILLING in ask.text:
            at = max(bare.find(ask.text), 0)
            yield error(
                Source(f"templates/{name}", bare.count("\n", 0, at) + 1),
                "changing-script",
                Words(
                    "ページごとに変わるスクリプトかスタイルがあります",
                    "a script or style is another one on each page, so no policy can name it",
                ),
                Words(
                    "値は data- 属性に置き、スクリプトはいつも同じにしてください",
                    "put values into data- attributes, and keep the script the same",
                ),
            )


def _lost(templates: _Templates) -> Iterator[Diagnostic]:
    """Find a page without its policy.

    Bad:  a base.html of the site's without {{ security_policy }}
    Good: <meta http-equiv="Content-Security-Policy" content="{{ security_policy }}">
    """
    for root in sorted({templates.root(name) for name in _without_policy(templates)}):
        if root in templates.own:
            yield warning(
                Source(f"templates/{root}"),
                "lost-policy",
                Words("ページの守り（CSP）が書かれません", "its pages have no security policy"),
                Words(
                    '<meta charset> の次に <meta http-equiv="Content-Security-Policy" '
                    'content="{{ security_policy }}"> を書いてください',
                    'write <meta http-equiv="Content-Security-Policy" '
                    'content="{{ security_policy }}"> after <meta charset>',
                ),
            )


def _without_policy(templates: _Templates) -> Iterable[str]:
    for name in _PAGES:
        texts = (templates.text(part) for part in templates.parts(name))
        if not any(_POLICY.search(text) for text in texts):
            yield name
