"""The search page in a real Chromium, served under a path below the domain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import overflowing, until
from tests.desk import SETTINGS, Built, Desk, post
from tests.promises.browsed import served

pytestmark = pytest.mark.browser
POSTS = {
    "katakana": post(
        "これはカタカナの文。スマートフォンで見る。", title="片仮名のこと", date="2026-05-01"
    ),
    "digit": post("One git repository.", title="Versions", date="2026-05-02"),
    "digits": post(
        "Many digits, a digital thing, digit by digit.", title="Digits", date="2026-05-03"
    ),
    "tax": post("## 準備\n\n確定申告の書類を**確**認する。", title="春の手続き", date="2026-05-04"),
    "near": post("確定した。申告の期限。定申という名。", title="似た文", date="2026-05-05"),
    "title": post("本文は別のこと。", title="蒸留と抽出", date="2026-05-06"),
    "body": post("蒸留、蒸留、蒸留、蒸留。", title="お酒", date="2026-05-07"),
}


class Searched(NamedTuple):
    """A built site with search, and the address of its search page on a server."""

    built: Built
    url: str


@pytest.fixture(scope="module", params=[False, True])
def site(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Searched]:
    """Build a site, with links to folders and to files, and serve the folder that it is in."""
    desk = Desk(tmp_path_factory.mktemp("search"))
    links = f"[links]\nindex_html = {str(request.param).lower()}\n"
    texts = {f"content/posts/{name}.md": text for name, text in POSTS.items()}
    built = desk.write(
        {"site.toml": f"{SETTINGS}[search]\nenabled = true\n{links}", **texts}
    ).build()
    server = served(desk.folder)
    yield Searched(built, f"http://127.0.0.1:{server.server_port}/output/search/")
    server.shutdown()


@pytest.fixture(scope="module")
def tab(chromium: Browser) -> Iterator[tuple[Page, list[str]]]:
    """Open a page, and note what fails on it."""
    page, failed = chromium.new_context().new_page(), list[str]()
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.on(
        "console", lambda message: failed.append(message.text) if message.type == "error" else 0
    )
    yield page, failed
    page.context.close()


@pytest.fixture
def page(tab: tuple[Page, list[str]]) -> Iterator[Page]:
    """Give a page on which nothing may fail."""
    page, failed = tab
    failed.clear()
    yield page
    assert failed == []


def _found(page: Page, query: str) -> list[str]:
    """Wait until a query is answered, with all excerpts, and give the last part of each link."""
    until(
        page,
        f"document.querySelector('.search-status').textContent.includes('「{query}」') &&"
        "[...document.querySelectorAll('.search-results p')].every((p) => p.textContent)",
    )
    links = "[...document.querySelectorAll('.search-results a')].map((a) => a.pathname)"
    paths = page.evaluate(links)
    return [path.removesuffix("index.html").strip("/").rpartition("/")[2] for path in paths]


def _ask(page: Page, site: Searched, query: str) -> list[str]:
    page.goto(f"{site.url}?q={quote(query)}")
    return _found(page, query)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("かたかな", ["katakana"]),
        ("ｽﾏｰﾄﾌｫﾝ", ["katakana"]),
        ("確定申告", ["tax"]),
        ("鍵", []),
        ("税金", []),
        ("GIT", ["digit", "digits"]),
        ("digital 　thing", ["digits"]),
        ("digital git", ["digits"]),
        ("蒸留", ["title", "body"]),
        ("酒", ["body"]),
        ("gi", ["digits", "digit"]),
        ("++", []),
    ],
)
def test_queries(page: Page, site: Searched, query: str, found: list[str]) -> None:
    """Folded, all words at once; whole words and titles come first, and look-alikes not at all."""
    assert _ask(page, site, query) == found


def test_the_excerpt_marks_the_words(page: Page, site: Searched) -> None:
    """A result has title, date and excerpt, with the words as they are written there."""
    _ask(page, site, "カクニン")
    assert page.locator(".search-results li").count() == 0
    _ask(page, site, "かたかな")
    result = page.locator(".search-results li")
    assert result.locator("mark").all_inner_texts() == ["カタカナ"]
    assert result.locator("time").get_attribute("datetime") == "2026-05-01"
    assert result.locator("time").inner_text() == "2026年5月1日"
    assert "これはカタカナの文。" in result.locator("p").inner_text()
    assert page.locator("[role=status]").inner_text() == "「かたかな」を含む記事 1件"
    _ask(page, site, "抽出")
    assert page.locator(".search-results a mark").inner_text() == "抽出"


def test_back_goes_to_the_last_query(page: Page, site: Searched) -> None:
    """Each query has its address; from a result too the way leads back to its list."""
    page.goto(site.url)
    page.locator("header a[aria-current]").wait_for()
    for query in ("蒸留", "確定"):
        page.keyboard.type(query)  # the field has the focus
        page.keyboard.press("Enter")
        _found(page, query)
        page.locator("[name=q]").select_text()
    page.locator(".search-results a").first.click()
    page.locator(".post-body").wait_for()
    page.go_back()
    assert set(_found(page, "確定")) == {"tax", "near"}
    page.go_back()
    assert _found(page, "蒸留") == ["title", "body"]
    assert page.input_value("[name=q]") == "蒸留"
    page.go_back()
    until(page, "!document.querySelector('.search-status').textContent")
    assert page.locator(".search-results li").count() == 0


def test_by_keyboard_alone(page: Page, site: Searched) -> None:
    """Results are links that Tab reaches, as they come while one types."""
    page.goto(site.url)
    page.keyboard.type("蒸留")
    assert _found(page, "蒸留") == ["title", "body"]
    assert page.url.endswith("?q=%E8%92%B8%E7%95%99")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/posts/title/**")


def test_what_goes_wrong_is_said(page: Page, site: Searched) -> None:
    """From a disk, and where the index cannot be loaded, the page says so."""
    page.goto(f"{(site.built.output / 'search/index.html').as_uri()}?q=鍵")
    assert "serve" in page.locator(".search-status").inner_text()


def test_a_lost_connection(chromium: Browser, site: Searched) -> None:
    """The search can be tried again once the connection is back."""
    page = chromium.new_context().new_page()
    page.goto(site.url)
    page.context.set_offline(True)
    for query, is_offline in (("蒸留", True), ("確定", False)):
        page.context.set_offline(is_offline)
        page.fill("[name=q]", query)
        page.keyboard.press("Enter")
        if is_offline:
            until(page, "/接続/.test(document.querySelector('.search-status').textContent)")
    assert set(_found(page, "確定")) == {"tax", "near"}
    page.context.close()


def test_without_javascript(chromium: Browser, site: Searched) -> None:
    """A reader without JavaScript is told so, and led to all posts."""
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(site.url)
    page.locator("noscript").get_by_role("link").click()
    assert page.locator(".year").count() == 1
    page.context.close()


def test_nothing_overflows(page: Page, site: Searched) -> None:
    """No result is wider than the window."""
    _ask(page, site, "digit")
    assert overflowing(page, (320, 360, 1280)) == []
