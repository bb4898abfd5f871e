"""Whatever an author's texts hold, what is published is well formed and says the same."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from kawaraban.images.cards.cards import Card, draw_card
from kawaraban.images.cards.fonts import find_faces
from tests.desk import SETTINGS, Built, Desk, post
from tests.laws.world import dice_of
from tests.promises.amounts import cases
from tests.promises.pages import ATOM, feed, seen
from tests.promises.texts import settle

_PIECES = (
    "</script>", "<!--<script>", "-->", "]]>", "<![CDATA[", "&amp;", "&", "&#0;", "&lt;", "<", '"',
    "'", "\\", "\\u0041", "%", "{{", "}}", "{%", "${", "`", "|", "\u2028", "\u2029",
    "\u00a0", "\u3000", "\u00ad", "\u200b", "\u200d", "\u200f", "\u202e", "\u2066",
    "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "👍🏽", "e\u0301", "がぎぐ", "葛󠄀", "𠮷", "﨑",
    "שלום עולם", "مرحبا بالعالم", "हिन्दी", "ไทยไม่มีช่องว่าง", "🇯🇵", "\ue000", "<br>", "題", "2014",
)  # fmt: skip
_NAMES = frozenset({"name", "slug", "alias", "picture name", "file name"})
_LONG = 300
# Where a text stands whole, in a page and in the feed.
_SHOWN = (
    "site title", "post title", "page title", "alt", "caption", "caption below", "contact",
    "source", "phone", "hours", "contact note", "deal", "product", "product note", "card",
    "heading", "author name", "sponsor", "code", "cell", "term", "definition", "footnote", "nav",
    "extra", "card description", "link title", "title of a reference", "quotation", "cite",
)  # fmt: skip
_IN_FEED = ("site title", "site description", "author name", "post title", "post description")
_IN_DATA = ("site title", "author name", "post title", "page title", "contact", "phone")


class _Awkward:
    """Gives awkward texts, each the only one, and keeps them by the name of their place."""

    def __init__(self, seed: int) -> None:
        self.dice = dice_of(f"awkward {seed}")
        self.given: dict[str, list[str]] = defaultdict(list)

    def __call__(self, place: str) -> str:
        number = sum(map(len, self.given.values()))
        few = place in _NAMES or self.dice.random() < 0.7
        pieces = self.dice.choices(_PIECES, k=self.dice.randint(1, 4 if few else 60))
        text = f"{number}字{' '.join(pieces) if self.dice.random() < 0.5 else ''.join(pieces)}終"
        if not few:
            text = text.ljust(_LONG, "長")[:_LONG] + "終"
        self.given[place].append(text)
        return text


def _texts(html: str) -> Iterator[str]:
    """Give what a page says: the text of each element, and of each attribute."""
    for node in LexborHTMLParser(html).root.traverse(include_text=False):
        yield _plain(node.text(deep=True))
        yield from (_plain(value or "") for value in node.attributes.values())


def _plain(text: str) -> str:
    """Give a text as a reader sees it: composed, and with one kind of space."""
    return re.sub(r"\s+", " ", _composed(text)).strip()


def _composed(text: str) -> str:
    return text.replace("e\u0301", "é")


@cases("well formed whatever the text", full=50, sample=2)
def test_well_formed(tmp_path: Path, seed: int) -> None:
    """Pages, feed, sitemap and JSON-LD parse, and hold the texts as they were written."""
    write = _Awkward(seed)
    built = settle(Desk(tmp_path / "site"), write).build("--jobs", "1")
    assert (built.status, "error" in built.out) == (0, False), built.out
    files = built.everything()
    pages = {path: data.decode() for path, data in files.items() if path.endswith(".html")}
    said = "\n".join({text for html in pages.values() for text in _texts(html)})
    assert [t for place in _SHOWN for t in write.given[place] if _plain(t) not in said] == []
    data = {text for html in pages.values() for text in _strings(list(seen(html).data))}
    headlines = {_composed(text)[:110] for text in write.given["post title"]}
    assert headlines <= data
    assert {_composed(t) for place in _IN_DATA for t in write.given[place]} <= data
    _feed_says(built, write)
    assert len(ET.fromstring(files["sitemap.xml"])) > 8
    _cards_are_drawn(built)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from _strings(one)


def _feed_says(built: Built, write: _Awkward) -> None:
    tree = ET.fromstring(built.everything()["feed.xml"])
    told = {e.text for e in tree.iter()} | {e.get("term") for e in tree.iter(f"{ATOM}category")}
    told |= {one.partition("】")[2] for one in told if one}  # behind the label of a sponsored post
    wanted = [t for place in (*_IN_FEED, "name") for t in write.given[place]]
    assert [t for t in wanted if _in_xml(_composed(t)) not in told] == []
    said = (text for e in feed(built) for text in _texts(e.findtext(f"{ATOM}content") or ""))
    entries = "\n".join(set(said))
    shown = [t for place in ("alt", "caption", "contact") for t in write.given[place]]
    assert [t for t in shown if _in_xml(_plain(t)) not in entries] == []


def _in_xml(text: str) -> str:
    """Give a text as XML can hold it: without the noncharacters of the first plane."""
    return re.sub("[\ufffe\uffff]", "", text)


def _cards_are_drawn(built: Built) -> None:
    """Find a card for the site and one for the page, with their titles and not the ornament."""
    cards = [d for p, d in built.everything().items() if p.startswith("images/card-")]
    titles = {_title_of(data) for data in cards}
    assert len(titles) == 2
    bare = (Card(title="", site=site, author="", language="ja") for site in ("", "紙"))
    assert titles.isdisjoint(_title_of(draw_card(card, find_faces(None, "ja"))) for card in bare)


def _title_of(card: bytes) -> bytes:
    """Give the part of a card where its title stands."""
    image = Image.open(io.BytesIO(card))
    assert image.size == (1200, 630)
    return image.convert("L").crop((80, 100, 1120, 420)).tobytes()


_REFUSED = ("\\0", "\\a", "\\e", "\\x7f", "\\x9f", "\\ufeff", "\\ufffe", "\\ud800", "\\udfff",
            "\\N", "\\ufdd0", "\\U0001fffe", "\\U0010ffff")  # fmt: skip
_DATA_FILES = {
    "content/contacts.yaml": "a:\n  name: {0}\n  as_of: 2026-05\n"
    "  source: {{title: a, url: 'https://a.jp/'}}\n",
    "content/deals.yaml": "a:\n  shop: {0}\n  text: a\n  url: 'https://a.jp/'\n  ends: open\n",
    "content/products.yaml": "a:\n  name: {0}\n  links: ['https://a.jp/']\n",
    "content/cards.yaml": "https://a.jp/: {0}\n",
}


def test_what_no_page_may_hold_is_refused(desk: Desk) -> None:
    """Control characters, half of a pair and noncharacters, which an escape can bring in."""
    posts = {f"content/posts/{n}.md": f'"a{sign}b"' for n, sign in enumerate(_REFUSED)}
    desk.write({path: post("あ", title=title) for path, title in posts.items()})
    built = desk.write({path: d.format('"a\\0b"') for path, d in _DATA_FILES.items()}).build()
    places = re.findall(r"^([\w/.]+):[12]:\d+: error: ", built.out, re.MULTILINE)
    assert {*places} == {*_DATA_FILES, *posts}
    assert "Traceback" not in built.err


@pytest.mark.parametrize("escape", ["\\u0000", "\\ud800"])
def test_settings_bring_no_control_character(desk: Desk, escape: str) -> None:
    """Neither does the site's title."""
    built = desk.write({"site.toml": SETTINGS.replace("試し", f"試{escape}し")}).build()
    assert re.match(r"site\.toml:1:\d+: error: ", built.out)


def test_a_body_has_no_control_character(desk: Desk) -> None:
    """Typed or as references, they are left out or shown as what cannot be shown."""
    wrong = "あ\0い\x1bう\x7fえ&#0;お&#x1b;か&#xd800;き&#x110000;く&#xfffe;け"
    wrong += "\x85\ufdd0\U0001fffe\U0010ffff"
    built = desk.write({"content/posts/a.md": post(f"## {wrong}\n\n{wrong}")}).build()
    assert "[control-character]" in built.out
    for path in ("posts/a/", "feed.xml", "index.html"):
        assert not re.search(
            r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0\U0001fffe\U0010ffff]", built.page(path)
        )
    assert ET.fromstring(built.page("feed.xml")).tag == f"{ATOM}feed"
