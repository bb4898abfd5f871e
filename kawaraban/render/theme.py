"""What a site's own templates, stylesheets and script request of a browser, and what is wrong.

What is requested is the same for all pages of a template, so it is found once a build. The
product's own templates need `kawaraban.csp.policy.OWN`; only a site's need be read.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, TemplateError, nodes

from kawaraban.checks.services import pasted_services
from kawaraban.core.diagnostics import Diagnostic, Reported, Source, did_you_mean
from kawaraban.core.messages import phrase, report
from kawaraban.core.model import Grants
from kawaraban.core.settings import ServiceSettings
from kawaraban.csp.css import requests_of_css
from kawaraban.csp.html import requests_of_html
from kawaraban.csp.policy import OWN, grants_of_requests
from kawaraban.csp.scripts import requests_of_script
from kawaraban.csp.services import grants_of_services, used_services
from kawaraban.csp.sources import Request
from kawaraban.incremental.fingerprints import read_bytes
from kawaraban.read.secrets import secrets
from kawaraban.read.text import read_text
from kawaraban.render.assets import SCRIPT, SHEET_OF, STYLE, Assets
from kawaraban.system.regex import lazy_pattern

_PLAIN = ("redirect.html",)
_WITHOUT_SERVICES = ("not_found.html", *_PLAIN)
_PAGES = ("article.html", "not_found.html", *SHEET_OF, *_PLAIN)
# What is filled in when a page is rendered; a space that no text holds replaces it.
_FILLED = lazy_pattern(r"(?s)\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_FILLING = "\f"
_NAMED = lazy_pattern(r"""\{%[-+]?\s*(extends|include|import|from)\s+["']([^"']+)["']""")
_BY_VALUE = lazy_pattern(
    r"""\{%[-+]?\s*(?:extends|include|import|from)\s+(?!["'][^"']+["']\s*(?:[-+]?%|\w))"""
)
_BLOCK = lazy_pattern(r"\{%[-+]?\s*block\s+(\w+)")
# The name of an asset; or its address as typed, which lacks the digest of the published one.
_ASSET = lazy_pattern(
    r"""\basset\(\s*["']([^"']+)["']\s*\)"""
    r"""|\b(?:src|href)\s*=\s*["'](?:\{\{[^}]*\}\}|[./])*assets/([^"'{}?\#]+)"""
)


def theme_grants(
    site: Path, product: Path, assets: Assets, services: ServiceSettings
) -> Reported[dict[str, Grants]]:
    """Return the grants that the pages of each template need, and what is wrong with the site's."""
    served = grants_of_services(services)
    of_asset = cache(lambda name: grants_of_requests(_requests_of_asset(name, assets)))
    grants = {
        name: (*_grants_of_assets(name, of_asset), *(() if name in _WITHOUT_SERVICES else served))
        for name in _PAGES
    }
    found: list[Diagnostic] = []
    own = dict(_own_templates(site / "templates", product / "templates", found))
    if not own or found:
        return grants, tuple(found)
    templates = _Templates(own, product / "templates")
    for name, text in own.items():
        found += _changing_scripts(name, text)
        found += secrets(text, f"templates/{name}")
        found += pasted_services(text, Source(f"templates/{name}"), services)
        found += _missing_assets(name, text, assets)
        found += (*_extends_itself(name, text), *_unknown_blocks(name, templates))
    found += _lost_lines("security_policy", _PAGES, templates, "lost-policy")
    if any(used_services(services)):
        names = (name for name in _PAGES if name not in _WITHOUT_SERVICES)
        found += _lost_lines("page.services", names, templates, "lost-services")
    found += _unused(templates, product / "templates")
    grants = {
        n: (*g, *grants_of_requests(templates.requests(n, assets))) for n, g in grants.items()
    }
    return grants, tuple(found)


def _grants_of_assets(page: str, of_asset: Callable[[str], Grants]) -> Grants:
    """Return what the stylesheets and the script of a page's template need."""
    if page in _PLAIN:
        return ()
    names = SHEET_OF.get(page, STYLE), SCRIPT, *(["search.js"] if page == "search.html" else [])
    return (*OWN, *(grant for name in names for grant in of_asset(name)))


def _requests_of_asset(name: str, assets: Assets) -> Iterator[Request]:
    text = assets.text(name)
    return requests_of_css(text) if name.endswith(".css") else requests_of_script(text)


def _own_templates(
    folder: Path, product: Path, found: list[Diagnostic]
) -> Iterator[tuple[str, str]]:
    """Yield the site's templates by name, and add what is wrong with their bytes to `found`.

    One that equals the product's is left out.
    """
    for file in sorted(folder.rglob("*.html")) if folder.is_dir() else ():
        name = file.relative_to(folder).as_posix()
        try:
            text, wrong = read_text(f"templates/{name}", read_bytes(str(file)))
        except OSError:  # reported where the folder is listed, or when it is rendered
            continue
        found += wrong
        if text != _read(product / name):
            yield name, text


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, ValueError):
        return ""


class _Templates:
    """A site's templates over the product's, and which of them a page is made of."""

    def __init__(self, own: Mapping[str, str], product: Path) -> None:
        self.own = own
        self._product = product
        self._parts = {name: self.parts(name) for name in _PAGES}
        elements = {n for n in own if n.startswith("elements/") and (product / n).is_file()}
        self._parts["article.html"] |= {p for name in elements for p in self.parts(name)}
        # One that is named by no text may be named by a value.
        self.unreached = own.keys() - set().union(*self._parts.values())

    def requests(self, page: str, assets: Assets) -> Iterator[Request]:
        """Yield what a page's own templates request, as far as that is the same on each page."""
        for name in sorted((self._parts[page] | self.unreached) & self.own.keys()):
            for request in requests_of_html(_without_values(self.own[name])):
                if _FILLING not in request.text:
                    yield request
            for asset in (one[1] or one[2] for one in _ASSET.finditer(self.own[name])):
                if asset.endswith((".css", ".js")):
                    yield from _requests_of_asset(asset, assets)

    def parts(self, name: str) -> set[str]:
        """Return the names of the templates that one is made of, itself among them."""
        found: set[str] = set()
        left = [name]
        while left:
            one = left.pop()
            if one not in found:
                found.add(one)
                left += [named for _, named in _NAMED.findall(self.text(one))]
        return found

    def text(self, name: str) -> str:
        """Return the text of a template, the site's own rather than the product's."""
        if name in self.own:
            return self.own[name]
        return _read(self._product / name.removeprefix("product/"))

    def line(self, name: str) -> list[str]:
        """Return a template and those that it extends, the one without any last."""
        line = [name]
        while (above := dict(_NAMED.findall(self.text(line[-1]))).get("extends", name)) not in line:
            line.append(above)
        return line

    def blocks(self, name: str) -> list[nodes.Block]:
        """Return the blocks of a template; none where its syntax is wrong, which is told later."""
        try:
            return [*Environment(autoescape=True).parse(self.text(name)).find_all(nodes.Block)]
        except (TemplateError, RecursionError):
            return []


def _without_values(text: str) -> str:
    """Return a template's text without what is filled in, with its lines where they were."""
    return _FILLED.sub(lambda found: _FILLING + "\n" * found[0].count("\n"), text)


def _changing_scripts(name: str, text: str) -> Iterator[Diagnostic]:
    """Report what a template runs that is not the same on each page.

    Bad:  <script>track("{{ page.canonical }}")</script>
    Good: <script>track(document.querySelector("link[rel=canonical]").href)</script>
    """
    text = _without_values(text)
    for request in requests_of_html(text):
        if request.kind != "source" and _FILLING in request.text:
            line = text.count("\n", 0, max(text.find(request.text), 0)) + 1
            yield report(Source(f"templates/{name}", line), "changing-script")


def _missing_assets(name: str, text: str, assets: Assets) -> Iterator[Diagnostic]:
    """Report links to files of assets/ that are not published under this name.

    Bad:  <img src="/assets/logo.png">
    Good: <img src="{{ asset('logo.png') }}">
    """
    for link in _ASSET.finditer(text):
        asset, published = link[1] or link[2], {*assets.files, *assets.root}
        is_asset = asset in assets.names
        if not (link[1] and is_asset) and f"assets/{link[2]}" not in published:
            code = f"{{{{ asset('{asset}') }}}}"
            write = phrase("write-code", code=code)
            remedy = write if is_asset else did_you_mean(asset, sorted(assets.names))
            source = Source(f"templates/{name}", text.count("\n", 0, link.start()) + 1)
            yield report(source, "missing-asset", asset=asset, remedy=remedy)


def _extends_itself(name: str, text: str) -> Iterator[Diagnostic]:
    """Report a template that extends itself where it means the product's."""
    if ("extends", name) in _NAMED.findall(text):
        yield report(Source(f"templates/{name}"), "extends-itself", name=name)


def _unknown_blocks(name: str, templates: _Templates) -> Iterator[Diagnostic]:
    """Report blocks that no page shows: neither what the template extends has them, nor a block."""
    own, *above = map(templates.text, templates.line(name))
    if {*_BLOCK.findall(own)} <= {*_BLOCK.findall("".join(above))}:
        return  # to read a template as Jinja2 does takes a hundred times longer
    blocks = templates.blocks(name)
    known = {block.name for above in templates.line(name)[1:] for block in templates.blocks(above)}
    inner = {one.name for block in blocks for one in block.find_all(nodes.Block)}
    for block in blocks if known else ():
        if block.name not in known | inner:
            source, near = Source(f"templates/{name}", block.lineno), sorted(known)
            remedy = did_you_mean(block.name, near)
            yield report(source, "unknown-template-block", name=block.name, near=remedy)


def _unused(templates: _Templates, product: Path) -> Iterator[Diagnostic]:
    """Report templates that replace none of the product's and that no other one names."""
    known = {f.relative_to(product).with_suffix("").as_posix() for f in product.rglob("*.html")}
    unknown = {name.removesuffix(".html") for name in templates.unreached} - known
    if not any(map(_BY_VALUE.search, templates.own.values())):
        for name in sorted(name for name in unknown if "/." not in f"/{name}"):
            near = did_you_mean(name, sorted(known))
            yield report(Source(f"templates/{name}.html"), "unused-template", near=near)


def _lost_lines(
    sign: str, names: Iterable[str], templates: _Templates, message: str
) -> Iterator[Diagnostic]:
    """Report a template whose pages lack a line that they need.

    Bad:  a base.html of the site's without {{ security_policy }}
    Good: <meta http-equiv="Content-Security-Policy" content="{{ security_policy }}">
    """
    whole = {name: "".join(map(templates.text, templates.parts(name))) for name in names}
    lacking = (name for name, text in whole.items() if sign not in text)
    for root in sorted({templates.line(name)[-1] for name in lacking}):
        if root in templates.own:
            yield report(Source(f"templates/{root}"), message)
