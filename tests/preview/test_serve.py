"""`serve` as an author uses it: a process, a browser, and files that are saved."""

from __future__ import annotations

import signal
import socket
import sys
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browsing import until
from tests.desk import Desk, post
from tests.preview.served import PATIENCE, Served, serve


@pytest.fixture
def served(desk: Desk) -> Iterator[Served]:
    """Serve a site of one long post."""
    long = "\n\n".join(f"段落{n}。" for n in range(300))
    desk.write({"content/posts/a.md": post(long), "assets/custom.css": "body { margin: 0 }"})
    with serve(desk.folder, "--port", "8700") as served:
        yield served


def test_saves_of_all_kinds_are_shown(served: Served, desk: Desk) -> None:
    """A text, a new one, a renamed one, settings and a template: no restart is needed."""
    desk.write({"content/posts/a.md": post("書き換えた。")})
    served.await_text("/posts/a/", "書き換えた。")
    desk.write({"content/posts/b.md": post("新しい。")})
    served.await_text("/posts/b/", "新しい。")
    (desk.folder / "content/posts/b.md").rename(desk.folder / "content/posts/c.md")
    served.await_text("/posts/c/", "新しい。")
    settings = (desk.folder / "site.toml").read_text("utf-8")
    desk.write({"site.toml": settings.replace("試しの紙面", "別の名")})
    served.await_text("/posts/a/", "別の名")
    desk.write({"templates/article.html": "<p>雛形{{ page.title }}"})
    served.await_text("/posts/a/", "雛形")
    assert not (desk.folder / "output").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_text_that_lies_elsewhere_is_watched(served: Served, desk: Desk) -> None:
    """A post may be a link to a text outside the content folder."""
    desk.write({"elsewhere/b.md": post("初めの文。")})
    (desk.folder / "content/posts/b.md").symlink_to("../../elsewhere/b.md")
    served.await_text("/posts/b/", "初めの文。")
    desk.write({"elsewhere/b.md": post("次の文。")})
    served.await_text("/posts/b/", "次の文。")
    desk.write({"assets/root/.well-known/it": "これ"})
    served.await_text("/.well-known/it", "これ")


def test_half_written_files_pass(served: Served, desk: Desk) -> None:
    """A file in the middle of being saved gives mistakes at most, and then the page."""
    file = desk.folder / "content/posts/a.md"
    for end in (3, 20, 60):
        file.write_bytes(post("途中の文。").encode()[:end])
        time.sleep(0.05)
    file.write_text(post("全部の文。"), "utf-8")
    served.await_text("/posts/a/", "全部の文。")
    assert served.process.poll() is None


def test_others_are_refused(served: Served) -> None:
    """A foreign Host or Origin gets nothing, also where its name leads to this computer."""
    own = f"127.0.0.1:{served.port}"
    assert served.ask("/", Host=f"localhost:{served.port}")[0] == 200
    assert served.ask("/", Host=own, Origin=f"http://{own}")[0] == 200
    for headers in ({"Host": "example.com"}, {"Host": f"example.com:{served.port}"},
                    {"Host": "127.0.0.1"}, {"Host": own, "Origin": "https://example.com"},
                    {"Host": own, "Origin": "null"}):  # fmt: skip
        assert served.ask("/", **headers)[0] == 403, headers
    for path in ("/../site.toml", "/%2e%2e/site.toml", "/..%2fsite.toml", "//etc/passwd"):
        assert served.ask(path)[0] == 404, path


def test_a_taken_port_gives_way_to_the_next(desk: Desk) -> None:
    """The next free one is used, and both are named."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with serve(desk.folder, "--port", str(port)) as served:
            assert served.port > port
            assert str(port) in served.said


@pytest.mark.parametrize("port", ["x", "0", "70000", "-1"])
def test_what_is_no_port_is_wrong_use(desk: Desk, port: str) -> None:
    """One line, status 2."""
    built = desk.build("serve", "--port", port)
    assert built.status == 2
    assert "port" in built.err.splitlines()[-1]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal for one process")
def test_ctrl_c_ends_it(desk: Desk) -> None:
    """The usual end is no failure."""
    with serve(desk.folder) as served:
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(PATIENCE) == 0


@pytest.fixture
def page(chromium: Browser, served: Served) -> Iterator[Page]:
    """Open the post in a browser; what its console says fails the test."""
    page = chromium.new_context(viewport={"width": 1280, "height": 800}).new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda failed: wrong.append(str(failed)))
    page.goto(f"{served.address}posts/a/")
    yield page
    page.context.close()
    assert wrong == []


@pytest.mark.browser
def test_a_page_is_reloaded_at_the_same_place(page: Page, desk: Desk) -> None:
    """The reader's eye finds what it looked at."""
    page.evaluate("window.scrollTo({ top: 3000, behavior: 'instant' })")
    text = (desk.folder / "content/posts/a.md").read_text("utf-8")
    desk.write({"content/posts/a.md": f"{text}\n足した文。\n"})
    page.get_by_text("足した文。").wait_for()
    until(page, "Math.abs(window.scrollY - 3000) < 2")


@pytest.mark.browser
def test_a_click_is_followed_though_the_site_changes(
    page: Page, served: Served, desk: Desk
) -> None:
    """A reload does not cancel it, however slowly the next page comes."""

    def answer_late(route: Route) -> None:
        desk.write({"content/posts/a.md": post("書き換えた。")})
        served.await_text("/posts/a/", "書き換えた。")
        page.wait_for_timeout(500)
        route.continue_()

    page.route(served.address, answer_late)
    page.locator("header a").first.click()
    page.wait_for_url(served.address)


@pytest.mark.browser
def test_styles_are_exchanged_without_a_reload(page: Page, desk: Desk) -> None:
    """What the author has opened on the page stays open."""
    page.evaluate("document.body.dataset.untouched = 'yes'")
    desk.write({"assets/custom.css": "body { margin: 77px }"})
    until(page, "getComputedStyle(document.body).marginTop === '77px'")
    assert page.evaluate("document.body.dataset.untouched") == "yes"


@pytest.mark.browser
def test_mistakes_come_and_go(page: Page, desk: Desk) -> None:
    """They are seen without a word from the author, on every page."""
    good = (desk.folder / "content/posts/a.md").read_text("utf-8")
    desk.write({"content/posts/a.md": good.replace("段落7。", "[無い](none.md)")})
    page.locator(".preview-errors li").wait_for()
    assert "missing-file" in page.locator(".preview-errors").inner_text()
    box = "document.querySelector('.preview-errors')?.getBoundingClientRect()"
    page.wait_for_function(f"{box}.y >= 0")  # the page may be loaded anew meanwhile
    desk.write({"content/posts/a.md": good})
    page.locator(".preview-errors").wait_for(state="detached")


@pytest.mark.browser
def test_drafts_are_marked_in_lists_and_moments_are_kept(
    page: Page, served: Served, desk: Desk
) -> None:
    """A link to a draft says so; a chosen moment goes along with each link."""
    page.goto(served.address)
    desk.write({"content/posts/d.md": post("あ", draft="true", title="まだの題")})
    assert page.locator('a[href="posts/d/"] .preview-mark').first.inner_text() == "下書き"
    page.goto(f"{served.address}?now=2026-05-02T12:00")
    assert page.locator("#preview-now").input_value() == "2026-05-02T12:00"
    page.locator('h2 a[href*="posts/a/"]').first.click()
    page.wait_for_url("**/posts/a/?now=2026-05-02T12*")
