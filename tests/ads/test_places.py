"""Every link of the table, in every place where an ad can stand."""

from __future__ import annotations

import html
import re

import pytest
from msgspec.structs import replace

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Body, Ledger
from kawaraban.core.settings import Settings
from kawaraban.markdown.parse import parse
from kawaraban.read.offers import WrittenLink
from kawaraban.site.offers import LinkMaker
from tests.ads.own import OWN
from tests.ads.test_reading import PLAIN, ROWS

SITE = replace(Settings(title="題", base_url="https://example.com/"), affiliate=OWN.affiliate)
# An address as an author copies it; other forms of it stand in pasted code alone.
PLACES = {
    "a link": "文 [店]({}) 文",
    "a reference": "[店]\n\n[店]: {}",
    "a bare address": "{}",
    "an autolink": "文 <{}> 文",
    "a picture in Markdown": "![図]({})",
    "a": '<a href="{}" rel="nofollow">店</a>',
    "a in a sentence": "文 <a href='{}'>店</a> 文",
    "img": '<p><img src="{}" width="1" height="1" alt=""></p>',
    "iframe": '<iframe src="{}" width="120" height="240"></iframe>',
    "script": '<script async src="{}"></script>',
    "a script's text": "<script>document.write('<a href=\"{}\">店</a>');</script>",
    "a button": '<form action="{}"><button>買う</button></form>',
    "a box": '<div class="box">\n<p>前</p>\n<div><a class="button" href="{}">店</a></div>\n</div>',
    "a list": "- 一\n- [店]({})",
    "a table": "|a|b|\n|-|-|\n|[店]({})|x|",
    "a quotation": "> [店]({})",
    "a callout": "> [!NOTE]\n> [店]({})",
    "a note": "文[^1]\n\n[^1]: [店]({})",
    "a heading": "## [店]({})",
}
ADS = [row for row in ROWS if row[0] != "none" and row[2].isascii() and "\\" not in row[2]]
COPIED = [
    r for r in ADS if re.match(r"https://[\w-]+(\.[\w-]+)+([/?]|$)", r[2]) and ";" not in r[2]
]


def _body(place: str, address: str) -> Body:
    written = html.escape(address) if PLACES[place].lstrip("文 ").startswith("<") else address
    return parse(PLACES[place].replace("{}", written), "content/posts/a.md", 1, SITE)


@pytest.mark.parametrize("place", PLACES)
def test_no_ad_is_published_in_silence(place: str) -> None:
    """An ad brings the disclosure wherever it stands, and somebody else's is an error."""
    silent = []
    for verdict, network, address in ADS if PLACES[place].startswith("<") else COPIED:
        body = _body(place, address)
        is_refused = any(one.rule == "foreign-ad" for one in body.diagnostics)
        told = {one.network for one in body.ads}
        if network not in told or is_refused != (verdict == "others"):
            silent.append((verdict, address))
    assert silent == []


@pytest.mark.parametrize("place", PLACES)
def test_ordinary_links_are_none(place: str) -> None:
    """No ordinary link is disclosed, marked or refused, wherever it stands."""
    for address in PLAIN:
        body = _body(place, address)
        assert (body.ads, "ad-link" in repr(body.parts)) == ((), False), address
        rules = {one.rule for one in body.diagnostics} - {"foreign-picture", "missing-alt"}
        assert rules == set(), address


def test_no_offer_is_published_in_silence() -> None:
    """The registries tell ads as links in a text do."""
    for verdict, network, address in COPIED:
        maker = LinkMaker(SITE, Ledger())
        shop = maker.make(WrittenLink(url=address, source=Source("content/deals.yaml")))
        assert shop is not None
        assert shop.is_ad
        assert shop.link.network in {network, ""}
        assert [d.rule for d in maker.found] == ["foreign-ad"] * (verdict == "others"), address
