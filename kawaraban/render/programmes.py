"""What the ledger makes of the links and the ad code on a finished page.

<a href="…a8mat=…">店</a>   →  byte for byte, with its end and what follows it beside it
the same after the end      →  店, or the link of what follows; pixels and scripts go
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime

from markupsafe import Markup, escape

from kawaraban.ads.address import parse
from kawaraban.ads.ledger import programme_keys
from kawaraban.ads.programmes import programmes_of
from kawaraban.ads.reading import read_ad
from kawaraban.core.model import AdLink, Grants, Part, ShopLink, Standing
from kawaraban.core.tables import read_patterns
from kawaraban.csp.policy import grants_of_html
from kawaraban.elements import grants_on, written_ads
from kawaraban.markdown.ad_links import CLASS, REL, addresses
from kawaraban.markdown.html_parts import ATTRIBUTES, COMMENT
from kawaraban.site.context import PageContext

_P = read_patterns(__file__, ATTRIBUTES=ATTRIBUTES, CLASS=CLASS, COMMENT=COMMENT.removeprefix("<"))
_GONE = "\0"  # stands for a piece of which nothing stays; no text has it
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def filler(context: PageContext) -> Callable[[Iterable[Part]], Markup]:
    """Return what gives the HTML of parts of an article, right for the moment by the ledger."""
    ending = [ad for ad, standing in _standings(context) if standing.has_ended or standing.ends]
    if not ending:
        return context.fill
    known = {ad.url: ad.keys for ad in ending}
    hosts = {re.escape(address.host) for ad in ending if (address := parse(ad.url))}
    is_theirs = re.compile("|".join(hosts), re.IGNORECASE).search

    def piece(found: re.Match[str]) -> str:
        # Most links lead elsewhere, and reading one takes longer.
        is_other = not found["code"] and not is_theirs(found[0])
        return found[0] if is_other else _piece(found, known, context) or _GONE

    return lambda parts: Markup(_P["empty"].sub("", _P["piece"].sub(piece, context.fill(parts))))  # noqa: S704 - filled


def grants_of(context: PageContext, shown: Iterable[str]) -> Grants:
    """Return what a page that shows some HTML needs of a browser.

    It has less code than its texts where a programme is over.
    """
    if any(standing.has_ended for _, standing in _standings(context)):
        return grants_of_html("".join(shown))
    return grants_on(context)


def _standings(context: PageContext) -> Iterator[tuple[AdLink, Standing]]:
    for ad in written_ads(context):
        if standing := context.site.programme(ad.keys):
            yield ad, standing


def _piece(found: re.Match[str], known: Mapping[str, str], context: PageContext) -> str:
    standing = _standing(found[0], known, context)
    if standing is None:
        return found[0]
    label, between = found["label"] or "", found["between"] or ""
    now = found[0][len(label + between) :]
    if standing.has_ended:
        now = _link(found, standing.link, standing.own)
        label = label if standing.link and standing.link.is_ad else ""
    return f"{label}{between}{now if context.feed else _until(now, standing, found)}"


def _until(now: str, standing: Standing, found: re.Match[str]) -> str:
    """Return what stands now, with what takes its place at its end, and at the end of that."""
    if standing.ends is None or standing.then is None:
        return now
    ends, then = standing.ends.isoformat(timespec="milliseconds"), standing.then
    after = _until(_link(found, then.link, then.own), then, found)
    return f'<span data-ends="{ends}">{now}<template>{after}</template></span>'


def _standing(code: str, known: Mapping[str, str], context: PageContext) -> Standing | None:
    """Return the standing that decides: of several programmes that of the first to end.

    `known` are the keys of addresses on the page.
    """
    own, found = programmes_of(context.settings.affiliate), []
    for _, url in addresses(code):
        keys = known.get(url) or programme_keys(url, read_ad(url, own))
        found.append(context.site.programme(keys))
    standings = filter(None, found)
    return min(standings, key=lambda one: (not one.has_ended, one.ends or _NEVER), default=None)


def _link(found: re.Match[str], link: ShopLink | None, own: ShopLink) -> str:
    """Return what stands in place of a piece: a link with its text or its shop's name, or text."""
    opening = f"<{found['link'] or ''}"
    is_card, inside = "link-card" in opening, _P["picture"].sub("", found["inside"] or "").strip()
    if link is None:
        return "" if is_card else _P["label"].sub("", inside)
    if found["picture"]:
        return ""
    shop = str(escape(link.shop))
    if is_card:  # all that it says is of the first page
        inside = f'<span class="link-card-text"><strong>{shop}</strong></span>'
    # A button names its shop.
    inside = inside.replace(_named(opening, own), shop) or shop
    if not _P["own"].search(opening):
        given = f'class="{CLASS}" href="" rel="{REL}"' if link.is_ad else 'href="" rel="noopener"'
        opening = f'<a {given} target="_blank">'
    opening = _P["href"].sub(lambda _: str(escape(link.link.url)), opening)
    return f"{opening}{inside}</a>"


def _named(opening: str, own: ShopLink) -> str:
    """Return the shop that a button names, of which another link names none."""
    return str(escape(own.shop)) if " data-shop=" in opening else "\0"
