"""What happens on a page that stays open while time goes on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.ads.ledger import BANNER, EASY, NEXT, PIXEL, PROGRAMMES, SITE
from tests.browsing import until
from tests.desk import Built, Desk, post

TEXT = f"""[家具](programme:kagu)と[**旅**](programme:yasumi)と[秋](deal:aki)。

{BANNER}
{PIXEL}

{EASY}
"""
BEFORE, ENDS = "2026-08-31T23:59:30+09:00", "2026-09-01T00:00:00+09:00"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return a site whose programmes and deal end at one moment."""
    desk = Desk(tmp_path_factory.mktemp("site")).write(
        {
            "site.toml": SITE,
            "content/programmes.yaml": PROGRAMMES,
            "content/deals.yaml": "aki: {shop: 店, text: 秋, url: 'https://example.com/', "
            "ends: 2026-08-31, show: [top]}\n",
            "content/posts/a.md": post(TEXT, verified="2026-02"),
        }
    )
    return desk.build(now="2026-08-31")


def _open(chromium: Browser, built: Built, at: str = BEFORE, **options: object) -> Page:
    page = chromium.new_page(**options)
    page.route(lambda url: not url.startswith("file:"), lambda route: route.abort())
    page.clock.install(time=at)
    page.goto((built.output / "posts/a/index.html").as_uri())
    return page


def _has_changed(page: Page) -> None:
    until(page, "!document.querySelector('[data-ends]')")
    first = page.locator(".post-body > p").first
    assert first.inner_text() == "家具と旅と秋（終了しました）。"
    assert first.locator("a").get_attribute("href") == NEXT
    links = page.locator(".post-body a").evaluate_all("all => all.map(a => a.textContent)")
    assert links == ["家具", "あたらしい家具"]
    assert page.locator(".deal, #msmaflink-x, img[src*='0.gif']").count() == 0
    assert page.locator(".stale:visible").count() == 1


def test_an_open_page_changes_within_a_minute(chromium: Browser, built: Built) -> None:
    """Links, pasted code and deals that end while a page is open go without a reload."""
    page = _open(chromium, built)
    assert page.locator("[data-ends]:visible, [data-ends] :visible").count() > 0
    assert page.locator(".post-body > p a").count() == 3
    page.clock.run_for(60_000)
    _has_changed(page)


@pytest.mark.parametrize("event", ["pageshow", "visibilitychange"])
def test_a_page_that_is_come_back_to(chromium: Browser, built: Built, event: str) -> None:
    """A page out of the browser's store, or in a tab that slept, changes at once."""
    page = _open(chromium, built)
    page.clock.set_fixed_time(ENDS)
    target = "document" if event == "visibilitychange" else "window"
    page.evaluate(f"{target}.dispatchEvent(new Event('{event}'))")
    _has_changed(page)


def test_without_a_script(chromium: Browser, built: Built) -> None:
    """Without JavaScript the text beside a deal's link says when it ends."""
    page = _open(chromium, built, java_script_enabled=False)
    assert "秋【~8/31】" in page.locator(".post-body > p").first.inner_text()


@pytest.mark.parametrize("end_of_heir", ["2026-08-31", "2026-09-01"])
def test_an_heir_that_has_ended_too(chromium: Browser, desk: Desk, end_of_heir: str) -> None:
    """Of a page that nobody builds anew each end takes place, also where two have come at once."""
    heir = f"あたらしい家具\n  ends: {end_of_heir}\n"
    ledger = PROGRAMMES.replace("あたらしい家具\n", heir)
    text = post(f"[家具](programme:kagu)\n\n{BANNER}\n{PIXEL}")
    desk.write({"site.toml": SITE, "content/programmes.yaml": ledger, "content/posts/a.md": text})
    built = desk.build(now="2026-08-01")
    links = {BEFORE: 2, ENDS: 0 if end_of_heir == "2026-08-31" else 2, "2026-09-02T00:00+09:00": 0}
    for moment, number in links.items():
        page = _open(chromium, built, at=moment)
        assert page.locator(".post-body a").count() == number
        page.close()
    assert desk.build(now="2026-09-02").everything() == (
        desk.build("--no-cache", now="2026-09-02").everything()
    )
