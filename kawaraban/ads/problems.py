"""What is wrong with an ad link, in words: it cannot be made, or whose id it carries."""

from collections.abc import Iterator

from kawaraban.ads import MadeLink, Problem, Reading
from kawaraban.core.diagnostics import Diagnostic, Source, Words
from kawaraban.core.messages import report
from kawaraban.core.networks import CUSTOM, network_title


def check_link(link: MadeLink | Problem, source: Source) -> Iterator[Diagnostic]:
    """Report a link that cannot be made, or that does not carry the site's own id."""
    if isinstance(link, Problem):
        yield report(source, link.name, **link.values)
    elif link.reading.verdict == "others":
        network, owner = link.reading.network, link.reading.owner or "?"
        is_custom = network.startswith(CUSTOM)
        table = "[[affiliate.custom]]" if is_custom else f"[affiliate.{network}]"
        yield report(source, "foreign-ad", network=titles(network), owner=owner, table=table)


def intended_link(link: MadeLink | Problem, written: str) -> MadeLink:
    """Return the link that an author meant: one that cannot be made counts as an ad."""
    if isinstance(link, MadeLink):
        return link
    return MadeLink(address=written, reading=Reading(verdict="others"))


def titles(network: str) -> Words:
    """Return a network's name in both languages."""
    return Words(network_title(network, "ja"), network_title(network, "en"))
