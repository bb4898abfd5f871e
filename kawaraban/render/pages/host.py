"""The files in which the site's host reads redirects and headers, from `templates/hosts/`."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from markupsafe import Markup

from kawaraban.core.addresses import absolute, alias_address, readable
from kawaraban.render.pages import Output
from kawaraban.render.pages.frame import SETTINGS_FILE
from kawaraban.render.renderer import Renderer
from kawaraban.render.snapshot import Snapshot

_INDEX = "index.html"
_FORCED = "301!"  # Netlify: also where there is a page


class _Host(NamedTuple):
    """The files of a host by name, with their templates, and how it takes redirects."""

    files: dict[str, str]
    old: Callable[[str], str] = readable
    new: Callable[[str], str] = readable
    status: str = "301"
    most: int | None = None
    takes_queries: bool = True


def outputs(snapshot: Snapshot) -> Iterator[Output]:
    """Yield the files for the host of the site."""
    host = _HOSTS.get(snapshot.settings.host.kind, _Host({}))
    for name, template in host.files.items():
        make = partial(_bytes, name, template, host, snapshot.renderer)
        yield Output(name, SETTINGS_FILE, make)


def _bytes(name: str, template: str, host: _Host, renderer: Renderer) -> bytes:
    """Make a file: first the author's lines, since hosts take the first rule that fits.

    JSON of the author's stands in place of ours, as the two cannot be joined.
    """
    own = renderer.view.ask("root_file", name)
    parts = [own] if isinstance(own, bytes) else []
    if template and not (parts and name.endswith(".json")):
        base = unquote(urlsplit(renderer.settings.base_url).path)
        pairs = [(host.old(old), host.new(new)) for old, new in _redirects(base, host, renderer)]
        redirects = [*dict.fromkeys(pairs)][: host.most]
        queries = list(_queries(base, renderer)) if host.takes_queries else []
        left = None if host.most is None else host.most - len(redirects)
        text = renderer.render(
            template,
            queries=[(_raw(old), _raw(host.new(new))) for old, new in queries[:left]],
            base=_raw(absolute("", base)),
            base_pattern=_raw(f"^{re.escape(base)}"),
            redirects=[(_raw(old), _raw(new)) for old, new in redirects],
            status=host.status,
        )
        parts.append(text.encode())
    return b"\n".join(parts)


def _raw(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - no file of a host is HTML


def _redirects(base: str, host: _Host, renderer: Renderer) -> Iterator[tuple[str, str]]:
    """Yield the paths from the domain's root of all redirects, old and new, in Unicode.

    Rare spellings come last, since hosts pass over what is too much.
    """
    pairs = list(_plain_redirects(base, renderer))
    if host.status == _FORCED:  # Netlify may take `/a.html` for `/a/`, which would lead to itself
        pairs = [(old, new) for old, new in pairs if old.rpartition(".htm")[0] != new.rstrip("/")]
    yield from pairs
    for old, new in pairs:
        # Macs used to spell the names of files so, and sites the addresses made from them.
        yield base + unicodedata.normalize("NFD", old.removeprefix(base)), new
    if host is _CLOUDFLARE:  # which adds slashes, but not reliably to other letters than ASCII
        yield from ((old.rstrip("/"), new) for old, new in pairs if not old.isascii())


def _plain_redirects(base: str, renderer: Renderer) -> Iterator[tuple[str, str]]:
    for address, aliases in renderer.view.aliases():
        for old in map(alias_address, aliases):
            if old != address and old[:1] != "?":
                yield base + old.removesuffix(_INDEX), base + address


def _queries(base: str, renderer: Renderer) -> Iterator[tuple[str, str]]:
    """Yield the queries that led from the home page to an article (`p=123`), and its path."""
    for address, aliases in renderer.view.aliases():
        for old in map(alias_address, aliases):
            if old[:1] == "?":
                yield old[1:], base + address


def _apache_pattern(old: str) -> str:
    """Return the pattern of an address, which the server decodes before it compares."""
    if old.endswith("/"):
        return f"^{re.escape(old[:-1])}(?:/(?:{re.escape(_INDEX)})?)?$"
    return f"^{re.escape(old)}$"


_RULES = {"_headers": "hosts/headers.txt", "_redirects": "hosts/redirects.txt"}
# A line of Cloudflare's may have 1,000 characters: letters are not encoded.
_CLOUDFLARE = _Host(_RULES, takes_queries=False)
_HOSTS = {
    # Targets: `$1` is a group; Apache encodes letters itself.
    "apache": _Host(
        {".htaccess": "hosts/htaccess.txt"}, _apache_pattern, lambda new: new.replace("$", r"\$")
    ),
    "cloudflare": _CLOUDFLARE,
    "netlify": _Host(_RULES, partial(absolute, ""), partial(absolute, ""), _FORCED),
    "vercel": _Host(
        {"vercel.json": "hosts/vercel.json"},
        lambda old: re.sub(r"[*+?:(){}\\]", r"\\\g<0>", absolute("", old)),  # path-to-regexp's
        lambda new: absolute("", new).replace("$", "%24"),
        most=1_023,  # and the one that adds a slash
    ),
    "github": _Host({".nojekyll": ""}, takes_queries=False),
}


def takes_queries(kind: str) -> bool:
    """Return whether a host leads on from addresses such as `/?p=123`."""
    return kind in _HOSTS and _HOSTS[kind].takes_queries
