"""How much the hosts of sites take at most."""

from collections.abc import Iterator

from kawaraban.core.addresses import readable, rooted
from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report
from kawaraban.render.pages import Output
from kawaraban.render.pages.host import MOST_OF_VERCEL, takes_queries
from kawaraban.render.pages.redirect import old_addresses
from kawaraban.render.snapshot import Snapshot

# Cloudflare Pages, "Limits" (of the free plan) and "Redirects"; Vercel, "vercel.json".
_NO_QUERIES = {"query-redirects": 0}
_MOST = {
    "none": _NO_QUERIES, "github": _NO_QUERIES, "s3": _NO_QUERIES,
    "vercel": {"too-many-redirects": MOST_OF_VERCEL},
    "cloudflare": {
        "too-many-redirects": 2_000, "too-long-redirect": 1_000, "too-many-files": 20_000,
        "too-many-bytes": 25 << 20, **_NO_QUERIES,
    },
}  # fmt: skip


def find_excess(snapshot: Snapshot, outputs: tuple[Output, ...]) -> Iterator[Diagnostic]:
    """Warn of what is more than the site's host takes.

    Bad:  20,001 files for Cloudflare Pages
    Good: 20,000 files
    """
    most = _MOST.get(snapshot.settings.host.kind)
    for thing, source, amount in _amounts(snapshot, outputs) if most else ():
        if most and amount > most.get(thing, amount):
            yield report(source, thing, amount=amount, most=most[thing])


def _amounts(snapshot: Snapshot, outputs: tuple[Output, ...]) -> Iterator[tuple[str, Source, int]]:
    kind, place = snapshot.settings.host.kind, snapshot.settings.position("host.kind")
    base = rooted(snapshot.settings.base_url, "")
    lines = {
        f"{base}{readable(old)} {base}{readable(article.address)} 301": origin
        for article in snapshot.site.articles.values()
        for old, origin in old_addresses(article)
    }
    aliases = (a for one in snapshot.site.articles.values() for a in one.front_matter.aliases)
    queries = sum("?" in alias for alias in aliases)
    yield "query-redirects", place, queries
    yield "too-many-redirects", place, len(lines) + queries * takes_queries(kind)
    yield "too-many-files", place, len(outputs)
    yield from (("too-long-redirect", origin, len(line)) for line, origin in lines.items())
    for output in outputs:
        if output.made_from == "file" and "too-many-bytes" in _MOST[kind]:  # reading takes long
            yield "too-many-bytes", output.origin, len(output.bytes())
