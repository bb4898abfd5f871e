"""How much the hosts of sites take at most."""

from collections.abc import Iterator, Mapping

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report
from kawaraban.core.tables import read_table
from kawaraban.render.pages import Output
from kawaraban.render.pages.host import takes_queries
from kawaraban.render.pages.redirect import old_addresses
from kawaraban.render.snapshot import Snapshot


def find_excess(snapshot: Snapshot, outputs: tuple[Output, ...]) -> Iterator[Diagnostic]:
    """Warn of what is more than the site's host takes.

    Bad:  20,001 files for Cloudflare Pages
    Good: 20,000 files
    """
    kind = snapshot.settings.host.kind
    most = read_table(__file__, dict[str, dict[str, int]]).get(kind, {})
    for thing, source, amount in _amounts(snapshot, outputs, most):
        if amount > most.get(thing, amount):
            yield report(source, thing, amount=amount, most=most[thing])


def _amounts(
    snapshot: Snapshot, outputs: tuple[Output, ...], most: Mapping[str, int]
) -> Iterator[tuple[str, Source, int]]:
    kind = snapshot.settings.host.kind
    articles, place = snapshot.site.articles.values(), snapshot.settings.position("host.kind")
    queries = sum("?" in alias for one in articles for alias in one.front_matter.aliases)
    redirects = {(old, one.address) for one in articles for old, _ in old_addresses(one)}
    yield "query-redirects", place, queries
    yield "too-many-redirects", place, len(redirects) + queries * takes_queries(kind)
    yield "too-many-files", place, len(outputs)
    files = (one for one in outputs if one.made_from == "file" and "too-many-bytes" in most)
    yield from (("too-many-bytes", one.origin, len(one.bytes())) for one in files)
