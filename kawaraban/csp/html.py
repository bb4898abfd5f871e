"""What HTML loads and runs."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from kawaraban.core.tables import read_table
from kawaraban.csp.css import requests_of_css
from kawaraban.csp.scripts import requests_of_script, requests_of_script_from
from kawaraban.csp.sources import Request, requests_of_address, source_of
from kawaraban.system.regex import lazy_pattern

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

WITH_BACKGROUND = ("body", "table", "thead", "tbody", "tfoot", "tr", "td", "th")
_SETS = frozenset({"srcset", "imagesrcset"})
# HTML, "Parsing a srcset attribute": an address ends at a space, a descriptor at a comma.
CANDIDATE = lazy_pattern(r"[\s,]*(\S*[^\s,])(?:,+|(?:[^,(]|\([^)]*\)?)*)")
# HTML, "The script element": every other type is data, which no policy rules
# (MIME Sniffing, "JavaScript MIME type").
_SCRIPT = lazy_pattern(
    r"(?i)(?:module|importmap|speculationrules|(?:text|application)/(?:x-)?(?:java|ecma)script)?"
)
_HANDLER = lazy_pattern("on[a-z]+")
_DEEPEST = 3  # pages in pages (`srcdoc`); ad code has one


@cache
def _tables() -> dict[str, dict[str, str]]:
    """Return `html.toml` the other way round: directives by what they allow."""
    data = read_table(__file__, dict[str, dict[str, list[str]]])
    found = {
        name: {what: directive for directive, every in table.items() for what in every}
        for name, table in data.items()
    }
    found["loaded"] |= {f"{tag} background": "img-src" for tag in WITH_BACKGROUND}
    return found


def requests_of_html(html: str, depth: int = 0) -> Iterator[Request]:
    """Yield what HTML loads and runs, without what a script writes into the page.

    The content of `noscript` counts, for readers without scripts.
    """
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - most texts need none

    for node in LexborHTMLParser(html).css("*"):
        attributes = {name: value or "" for name, value in node.attributes.items()}
        for name, value in attributes.items():
            yield from _requests_of_attribute(node.tag or "", name, value)
        yield from _requests_of_element(node, attributes)
        page = attributes.get("srcdoc", "") if node.tag == "iframe" else ""
        if page and depth < _DEEPEST:  # it has the policy of the page around it (CSP 3, 7.8)
            yield from requests_of_html(page, depth + 1)


def _requests_of_attribute(tag: str, name: str, value: str) -> Iterator[Request]:
    directive = _tables()["loaded"].get(f"{tag} {name}")
    if _HANDLER.fullmatch(name):
        yield Request("script-src", "attribute", value)
        yield from requests_of_script(value)
    elif name == "style":
        yield Request("style-src", "attribute", value)
        yield from requests_of_css(value)
    elif directive is not None:
        is_set = name in _SETS
        for address in CANDIDATE.findall(value.strip(", \t\n\f\r")) if is_set else [value]:
            yield from requests_of_address(directive, address)


def _requests_of_element(node: "LexborNode", attributes: dict[str, str]) -> Iterator[Request]:
    """Yield what elements of a few kinds load and run, beside what one attribute says."""
    if node.tag == "style":
        yield Request("style-src", "element", node.text(deep=False))
        yield from requests_of_css(node.text(deep=False))
    elif node.tag == "script":
        yield from _requests_of_script_tag(node, attributes)
    elif node.tag == "link":
        for kind in attributes.get("rel", "").lower().split():
            as_kind = attributes.get("as", "").lower()
            table, name = ("preloaded", as_kind) if kind == "preload" else ("linked", kind)
            if directive := _tables()[table].get(name):
                yield from requests_of_address(directive, attributes.get("href", ""))
    elif node.tag == "form" and attributes.get("method", "").lower() != "dialog":
        # Without an address a form is sent to its own page.
        yield from requests_of_address("form-action", attributes.get("action") or ".")


def _requests_of_script_tag(node: "LexborNode", attributes: dict[str, str]) -> Iterator[Request]:
    if not _SCRIPT.fullmatch(attributes.get("type", "").strip()):
        return
    if "src" not in attributes:
        yield Request("script-src", "element", node.text(deep=False))
        yield from requests_of_script(node.text(deep=False))
    elif source := source_of(attributes["src"]):
        yield from requests_of_script_from(source)
