"""Embeds: a card that loads nothing until the reader asks, and then that service alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from kawaraban.core.settings import Settings
from kawaraban.elements.embed import Embed
from kawaraban.markdown.parse import parse
from tests.browsing import overflowing
from tests.desk import Built, Desk, post
from tests.promises.browsed import watched
from tests.promises.policies import OWN, policy_of

_NO_COOKIE = "https://www.youtube-nocookie.com/embed/"
FRAMES = {
    "https://www.youtube.com/watch?v=AbCdEf-1234": f"{_NO_COOKIE}AbCdEf-1234?autoplay=1",
    "http://m.youtube.com/watch?app=desktop&v=AbCdEf-1234&t=75": (
        f"{_NO_COOKIE}AbCdEf-1234?start=75&autoplay=1"
    ),
    "<https://youtu.be/AbCdEf-1234?si=x&t=1h2m3s>": (
        f"{_NO_COOKIE}AbCdEf-1234?start=3723&autoplay=1"
    ),
    "https://www.youtube.com/shorts/AbCdEf-1234?feature=share": (
        f"{_NO_COOKIE}AbCdEf-1234?autoplay=1"
    ),
    "https://www.youtube.com/live/AbCdEf-1234": f"{_NO_COOKIE}AbCdEf-1234?autoplay=1",
    "https://www.youtube.com/playlist?list=PL0123_-x": (
        f"{_NO_COOKIE}videoseries?list=PL0123_-x&autoplay=1"
    ),
    "https://vimeo.com/123456789": "https://player.vimeo.com/video/123456789?dnt=1&autoplay=1",
    "https://vimeo.com/123456789/0a1b2c": (
        "https://player.vimeo.com/video/123456789?dnt=1&h=0a1b2c&autoplay=1"
    ),
    "https://x.com/mihon/status/12345?s=20": (
        "https://platform.twitter.com/embed/Tweet.html?id=12345&dnt=true"
    ),
    "https://mobile.twitter.com/mihon/status/12345": (
        "https://platform.twitter.com/embed/Tweet.html?id=12345&dnt=true"
    ),
    "https://www.instagram.com/p/Ab_C-1/": "https://www.instagram.com/p/Ab_C-1/embed/",
    "https://www.instagram.com/reels/Ab_C-1/": "https://www.instagram.com/reel/Ab_C-1/embed/",
    "https://www.instagram.com/mihon/reel/Ab_C-1/?igsh=x": (
        "https://www.instagram.com/reel/Ab_C-1/embed/"
    ),
    "https://www.tiktok.com/@mi.hon/video/7123456789": (
        "https://www.tiktok.com/player/v1/7123456789?autoplay=1"
    ),
    "https://vm.tiktok.com/ZMabc/": "",
    "https://www.google.com/maps/place/%E6%9D%B1%E4%BA%AC+%E9%A7%85/@35.68,139.76,17z/data=!3m1": (
        "https://www.google.com/maps"
        "?q=%E6%9D%B1%E4%BA%AC%20%E9%A7%85&ll=35.68%2C139.76&output=embed"
    ),
    "https://www.google.co.jp/maps/@35.68,139.76,15z": (
        "https://www.google.com/maps?q=35.68%2C139.76&output=embed"
    ),
    "https://www.google.com/maps/search/?api=1&query=35.68,139.76": (
        "https://www.google.com/maps?q=35.68%2C139.76&output=embed"
    ),
    "https://maps.google.com/?q=東京": "https://www.google.com/maps?q=%E6%9D%B1%E4%BA%AC&output=embed",
    "https://maps.app.goo.gl/AbC123": "",
    "https://open.spotify.com/intl-ja/track/4uLU6h?si=x": (
        "https://open.spotify.com/embed/track/4uLU6h"
    ),
    "https://speakerdeck.com/player/0a1b2c": "https://speakerdeck.com/player/0a1b2c",
    "https://speakerdeck.com/mihon/slides": "",
    "https://codepen.io/mihon/pen/abcDEF": (
        "https://codepen.io/mihon/embed/abcDEF?default-tab=result"
    ),
    "https://gist.github.com/mihon/0a1b2c": "https://gist.github.com/mihon/0a1b2c.pibb",
    "@[youtube](AbCdEf-1234)": f"{_NO_COOKIE}AbCdEf-1234?autoplay=1",
    "@[youtube](AbCdEf-1234?t=5)": f"{_NO_COOKIE}AbCdEf-1234?start=5&autoplay=1",
    "@[tweet](https://twitter.com/mihon/status/12345)": (
        "https://platform.twitter.com/embed/Tweet.html?id=12345&dnt=true"
    ),
    "@[speakerdeck](0a1b2c3d4e5f)": "https://speakerdeck.com/player/0a1b2c3d4e5f",
    "@[codepen](https://codepen.io/mihon/pen/abcDEF?default-tab=js)": (
        "https://codepen.io/mihon/embed/abcDEF?default-tab=result"
    ),
    "@[gist](https://gist.github.com/mihon/0a1b2c?file=a.js)": (
        "https://gist.github.com/mihon/0a1b2c.pibb"
    ),
}  # fmt: skip
WORDS = (
    "https://www.youtube.com/@mihon",
    "https://x.com/mihon",
    "https://example.com/youtu.be/AbCdEf-1234",
    "https://notyoutu.be/AbCdEf-1234",
    "https://www.google.com/search?q=maps",
    "文の途中の https://youtu.be/AbCdEf-1234 です",
    "https://youtu.be/AbCdEf-1234 を見る",
    "[題](https://youtu.be/AbCdEf-1234)",
    "@[youtube](AbCdEf-1234) の続き",
)


def _embeds(text: str) -> list[Embed]:
    body = parse(text, "content/posts/a.md", 1, Settings(title="", base_url=""))
    return [slot for slot in body.slots if isinstance(slot, Embed)]


@pytest.mark.parametrize("text", FRAMES)
def test_an_address_becomes_its_frame(text: str) -> None:
    """Each service's addresses, as a browser's bar and a telephone's share them."""
    (embed,) = _embeds(f"前の文。\n\n{text}\n\n後の文。\n")
    assert embed.frame == FRAMES[text]


@pytest.mark.parametrize("text", WORDS)
def test_other_addresses_stay_what_they_are(text: str) -> None:
    """Another page of a service, an address among words and a link become no embed."""
    assert _embeds(text) == []


def test_a_line_among_others_is_enough() -> None:
    """Addresses on lines of their own need no blank lines, and the words around them stay."""
    text = "一行めの文\nhttps://youtu.be/AbCdEf-1234\nhttps://x.com/mihon/status/1\n終わりの文\n"
    body = parse(text, "content/posts/a.md", 10, Settings(title="", base_url=""))
    written = [p for p in body.parts if isinstance(p, str | Embed)]
    shown = ["embed" if isinstance(part, Embed) else part.strip() for part in written]
    assert list(filter(None, shown)) == [
        "<p>一行めの文</p>", "embed", "embed", "<p>終わりの文</p>",
    ]  # fmt: skip
    assert [slot.source.line for slot in body.slots if isinstance(slot, Embed)] == [11, 12]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a post with an embed of each shape, and a post without any."""
    shown = [text for text in FRAMES if FRAMES[text]]
    desk = Desk(tmp_path_factory.mktemp("embeds"))
    desk.write({
        "site.toml": 'title = "紙面"\nbase_url = "https://example.com/"\n',
        "content/posts/a.md": post("\n\n".join(shown)),
        "content/posts/now.md": post("https://vimeo.com/123456789 {load=now}"),
        "content/posts/plain.md": post("文です。"),
    })  # fmt: skip
    built = desk.build()
    assert built.status == 0, built.out
    return built


def _visit(chromium: Browser, built: Built, name: str, width: int = 360) -> tuple[Page, set[str]]:
    page, asked = watched(chromium)
    page.set_viewport_size({"width": width, "height": 640})
    page.goto((built.output / f"posts/{name}/index.html").as_uri())
    return page, asked


def _host(address: str) -> str:
    return re.match("https://([^/]+)", address)[1]


@pytest.mark.browser
def test_nothing_is_asked_for_before_a_click(chromium: Browser, built: Built) -> None:
    """A page with many embeds asks no other site; a click asks that service, and no other."""
    page, asked = _visit(chromium, built, "a")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    assert asked == set()
    for frame in filter(None, FRAMES.values()):
        asked.clear()
        with page.expect_response(lambda response: response.url.startswith("https://")):
            # No key: it may go to the frame before, which takes the focus as it loads.
            button = page.locator(".embed button").first
            button.scroll_into_view_if_needed()
            button.evaluate("button => button.click()")
        assert asked == {_host(frame)}
    assert page.locator(".embed button").count() == 0
    assert page.evaluate("window.refused") == []
    page.context.close()


@pytest.mark.browser
def test_a_button_says_whom_it_asks(chromium: Browser, built: Built) -> None:
    """The button names the service, and the card's link stays below the frame."""
    page, _ = _visit(chromium, built, "a")
    button = page.locator(".embed button").first
    assert button.inner_text() == "ここに表示する（YouTubeに接続します）"
    button.press("Enter")
    card = page.locator(".embed").first
    assert card.locator("iframe").get_attribute("title").startswith("YouTube: ")
    assert card.locator("a").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "IFRAME"
    page.context.close()


@pytest.mark.browser
def test_frames_have_their_ratio_at_any_width(chromium: Browser, built: Built) -> None:
    """Videos are 16 by 9, short ones upright, and none is wider than the text."""
    page, _ = _visit(chromium, built, "a")
    page.locator(".embed button").evaluate_all("all => all.forEach(one => one.click())")
    widths = (320, 360, 768, 1280)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 640})
        boxes = page.locator(".embed").evaluate_all(
            "all => all.map(e => [e.className,"
            " ...(f => [f.clientWidth, f.clientHeight, e.clientWidth])(e.querySelector('iframe'))])"
        )
        ratios = {"embed-wide": 16 / 9, "embed-tall": 9 / 16, "embed-map": 4 / 3}
        for name, across, high, card in boxes:
            shape = name.split()[1]
            assert across <= card
            assert across / high == pytest.approx(ratios.get(shape, across / high), rel=0.02), shape
            assert high >= 160
    assert overflowing(page, widths) == []
    page.context.close()


@pytest.mark.browser
def test_at_once_where_the_author_says_so(chromium: Browser, built: Built) -> None:
    """With `{load=now}` the frame is there without a click, and plays nothing by itself."""
    page, asked = _visit(chromium, built, "now")
    page.wait_for_load_state("networkidle")
    assert asked == {"player.vimeo.com"}
    src = page.locator(".embed iframe").get_attribute("src")
    assert src == "https://player.vimeo.com/video/123456789?dnt=1"
    page.context.close()


@pytest.mark.browser
def test_without_a_script_there_is_a_link(chromium: Browser, built: Built) -> None:
    """Without JavaScript a card is a link that names the service, and no button is missing."""
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto((built.output / "posts/a/index.html").as_uri())
    assert page.locator(".embed a:visible").count() == len([f for f in FRAMES.values() if f])
    assert page.locator(".embed :is(iframe, button)").count() == 0
    page.context.close()


def test_the_policy_allows_the_frames_hosts_alone(built: Built) -> None:
    """A page's policy names the hosts of its own embeds and no others."""
    hosts = {f"https://{_host(frame)}" for frame in FRAMES.values() if frame}
    assert policy_of(built.page("posts/a/")) == {**OWN, "frame-src": hosts}
    now = policy_of(built.page("posts/now/"))
    assert now == {**OWN, "frame-src": {"https://player.vimeo.com"}}
    assert policy_of(built.page("posts/plain/")) == OWN


def test_a_feed_has_links_alone(built: Built) -> None:
    """In a feed an embed is a link: no frame, no template."""
    feed = built.page("feed.xml")
    assert "https://youtu.be/AbCdEf-1234" in feed
    assert "iframe" not in feed
    assert "template" not in feed


def test_a_card_of_an_ad_stays_an_ad(desk: Desk) -> None:
    """Zenn's `@[card]` of a shop is a card with the site's own id, and discloses."""
    settings = (desk.folder / "site.toml").read_text() + '[affiliate.amazon]\ntag = "own-22"\n'
    text = "@[card](https://www.amazon.co.jp/dp/B0EXAMPLE1)"
    built = desk.write({"site.toml": settings, "content/posts/a.md": post(text)}).build()
    card = re.search(r'<a class="link-card[^>]*>', built.page("posts/a/"))[0]
    assert "tag=own-22" in card
    assert "sponsored" in card
    assert 'class="disclosure"' in built.page("posts/a/")


def test_the_title_may_stand_in_the_list_of_cards(desk: Desk) -> None:
    """A title of `content/cards.yaml` stands on the card and in the frame's name."""
    desk.write({
        "content/cards.yaml": "https://youtu.be/AbCdEf-1234: {title: 解除の手順}\n",
        "content/posts/a.md": post("https://youtu.be/AbCdEf-1234"),
    })  # fmt: skip
    assert 'title="YouTube: 解除の手順"' in desk.build().page("posts/a/")


def test_the_script_of_a_page_has_its_elements_alone(desk: Desk) -> None:
    """What loads a frame is sent to the pages with one."""
    posts = {"a": "https://youtu.be/AbCdEf-1234", "b": "文です。"}
    desk.write({f"content/posts/{name}.md": post(text) for name, text in posts.items()})
    built = desk.build()
    assert [".embed template" in built.script(f"posts/{name}/") for name in posts] == [True, False]


PASTED = {
    "iframe": '<iframe width="560" height="315" src="https://v.example.net/x" title="x"></iframe>',
    "video": '<video width="640" height="360" src="https://v.example.net/x.mp4" controls></video>',
    "embed": '<embed width="600" height="400" src="https://v.example.net/x.svg">',
}


@pytest.mark.browser
@pytest.mark.parametrize("tag", PASTED)
def test_a_pasted_frame_is_no_wider_than_the_text(chromium: Browser, desk: Desk, tag: str) -> None:
    """It is published as pasted, allowed by the policy, and keeps its ratio on a telephone."""
    built = desk.write({"content/posts/a.md": post(f"前です。\n\n{PASTED[tag]}")}).build()
    assert PASTED[tag] in built.page("posts/a/")
    width, height = (int(n) for n in re.findall(r'(?:width|height)="(\d+)"', PASTED[tag]))
    page, _ = _visit(chromium, built, "a")
    for screen in (320, 360, 1280):
        assert overflowing(page, [screen]) == []
        box = page.locator(tag).evaluate("e => [e.offsetWidth, e.offsetHeight]")
        assert box[0] == min(width, screen - 32)
        assert box[0] / box[1] == pytest.approx(width / height, rel=0.02)
    assert page.evaluate("window.refused") == []
    page.context.close()
