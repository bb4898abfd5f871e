"""`build.py redact`: what the author draws, the attribute that comes of it, and the server."""

from __future__ import annotations

import http.client
import io
import math
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page

from kawaraban.core.redactions import rectangles
from kawaraban.preview import redact as tool
from kawaraban.preview.redact import RedactError, redact, redact_page
from kawaraban.preview.server import Loopback, Resource
from tests.desk import PROJECT

browser = pytest.mark.browser
WIDE = (2400, 1200)
SECRETS = ((400, 200, 900, 300), (1500, 700, 2300, 1100))
GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


@contextmanager
def _serving(pages: dict[str, Resource]) -> Iterator[Loopback]:
    with Loopback(pages.get) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        try:
            yield server
        finally:
            server.shutdown()


@contextmanager
def _open(chromium: Browser, picture: Path, language: str = "ja", **options: object) -> Page:
    """Open the tool; what the browser's console complains of fails the test."""
    options = {"viewport": {"width": 1280, "height": 800}, **options}
    with _serving(redact_page(picture, language, PROJECT)) as server:
        page = chromium.new_context(**options).new_page()
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda failed: wrong.append(str(failed)))
        page.goto(server.address)
        yield page
        page.context.close()
        assert wrong == []


@pytest.fixture
def wide(tmp_path: Path) -> Path:
    """Draw a picture that is wider than the window, with two blocks in it."""
    image = Image.new("RGB", WIDE, "white")
    for box in SECRETS:
        ImageDraw.Draw(image).rectangle((box[0], box[1], box[2] - 1, box[3] - 1), fill="red")
    image.save(tmp_path / "wide.png")
    return tmp_path / "wide.png"


@pytest.fixture
def narrow(tmp_path: Path) -> Path:
    """Draw a picture that is shown pixel by pixel."""
    Image.new("RGB", (400, 300), "white").save(tmp_path / "narrow.png")
    return tmp_path / "narrow.png"


def _drag(page: Page, *ends: tuple[float, float]) -> None:
    """Drag between two points of the picture's frame, in pixels of the screen."""
    box = page.locator("#picture").bounding_box()
    for number, (x, y) in enumerate(ends):
        page.mouse.move(box["x"] + x, box["y"] + y, steps=3)
        if number == 0:
            page.mouse.down()
    page.mouse.up()


def _written(page: Page) -> str:
    return page.locator("#attribute").input_value()


def _areas(page: Page) -> list[tuple[int, ...]]:
    """Read the attribute as the build does."""
    text = _written(page)
    if not text:
        return []
    assert text.startswith('{redact="')
    assert text.endswith('"}')
    found = rectangles(text[9:-2])
    assert found, text
    return [tuple(area) for area in found]


@browser
def test_drags_cover_what_they_go_around(chromium: Browser, wide: Path) -> None:
    """Two blocks that are circled on a scaled picture are covered, closely."""
    with _open(chromium, wide) as page:
        shown = page.locator("#picture").bounding_box()
        scale = WIDE[0] / shown["width"]
        assert scale > 1.5
        for left, top, right, bottom in SECRETS:
            start = (math.floor(left / scale), math.floor(top / scale))
            _drag(page, start, (math.ceil(right / scale), math.ceil(bottom / scale)))
        areas = _areas(page)
    assert len(areas) == 2
    for (x, y, w, h), (left, top, right, bottom) in zip(areas, SECRETS, strict=True):
        near = 2 * scale + 1
        assert left - near <= x <= left
        assert top - near <= y <= top
        assert right <= x + w <= right + near
        assert bottom <= y + h <= bottom + near


@browser
def test_fractions_are_rounded_outward(chromium: Browser, tmp_path: Path) -> None:
    """On a picture at an odd fraction of its size an area has every pixel that the drag touched."""
    Image.new("RGB", (600, 300)).save(tmp_path / "a.png")
    with _open(chromium, tmp_path / "a.png") as page:
        page.set_viewport_size({"width": 500, "height": 800})
        shown = page.locator("#picture").bounding_box()["width"]
        scale = 600 / shown
        assert scale % 1
        _drag(page, (101, 50), (200, 77))
        (area,) = _areas(page)
    left, top = math.floor(101 * scale), math.floor(50 * scale)
    assert area == (left, top, math.ceil(200 * scale) - left, math.ceil(77 * scale) - top)


@browser
def test_true_size_is_exact(chromium: Browser, wide: Path) -> None:
    """At true size a pixel of the screen is one of the picture, in any direction of a drag."""
    with _open(chromium, wide) as page:
        button = page.locator("#true-size")
        button.click()
        assert button.get_attribute("aria-pressed") == "true"
        assert page.locator("#picture").bounding_box()["width"] == WIDE[0]
        _drag(page, (100, 50), (300, 120))
        _drag(page, (310, 260), (30, 200))
        assert _written(page) == '{redact="100 50 200 70; 30 200 280 60"}'
        button.click()
        assert page.locator("#picture").bounding_box()["width"] < 1280


@browser
def test_areas_stay_inside(chromium: Browser, narrow: Path) -> None:
    """A drag that begins or ends outside covers up to the edge; one along a line covers nothing."""
    with _open(chromium, narrow) as page:
        _drag(page, (-10, -10), (50, 40))
        _drag(page, (380, 250), (700, 420))
        assert _areas(page) == [(0, 0, 50, 40), (380, 250, 20, 50)]
        _drag(page, (200, 100), (200, 100))
        _drag(page, (200, 100), (200, 160))
        _drag(page, (200, -4), (300, -9))
        assert len(_areas(page)) == 2
        _drag(page, (200, 100), (202, 101))
        assert _areas(page)[2] == (200, 100, 2, 1)


@browser
def test_the_keyboard_alone(chromium: Browser, narrow: Path) -> None:
    """Without a pointer an area is added, moved, sized, removed, and brought back."""
    with _open(chromium, narrow) as page:
        page.locator("#add").focus()
        page.keyboard.press("Enter")
        x, y, w, h = _areas(page)[0]
        assert (x + w / 2, y + h / 2) == pytest.approx((200, 150), abs=1)
        for key in ("ArrowRight", "ArrowDown", "Shift+ArrowLeft", "Shift+ArrowUp"):
            page.keyboard.press(key)
        assert _areas(page) == [(x - 9, y - 9, w, h)]
        for key in ("Alt+ArrowRight", "Alt+ArrowUp", "Alt+Shift+ArrowDown"):
            page.keyboard.press(key)
        assert _areas(page) == [(x - 9, y - 9, w + 1, h + 9)]
        page.keyboard.press("Delete")
        assert _areas(page) == []
        assert page.evaluate("document.activeElement.id") == "add"
        page.keyboard.press("Control+z")
        assert _areas(page) == [(x - 9, y - 9, w + 1, h + 9)]
        for _ in range(8):
            page.keyboard.press("Control+z")
        assert _areas(page) == []
        page.keyboard.press("Control+z")
        assert page.locator("#undo").get_attribute("aria-disabled") == "true"


@browser
def test_keys_stop_at_the_edge(chromium: Browser, narrow: Path) -> None:
    """No key moves an area out of the picture or makes it vanish."""
    with _open(chromium, narrow) as page:
        _drag(page, (5, 5), (11, 9))
        for key in ("ArrowLeft", "ArrowUp", "Alt+ArrowLeft", "Alt+ArrowUp"):
            page.keyboard.press(f"Shift+{key}")
        assert _areas(page) == [(0, 0, 1, 1)]
        for _ in range(45):
            page.keyboard.press("Shift+ArrowRight")
            page.keyboard.press("Alt+Shift+ArrowDown")
        assert _areas(page) == [(399, 0, 1, 300)]


@browser
def test_an_area_is_chosen_and_dragged(chromium: Browser, narrow: Path) -> None:
    """A click or Tab chooses an area; it is dragged as a whole, and by its corner, as one step."""
    with _open(chromium, narrow) as page:
        _drag(page, (50, 50), (110, 100))
        _drag(page, (200, 100), (260, 150))
        page.mouse.click(*_on(page, 80, 90))
        assert page.locator(".area[aria-current] .number").text_content() == "1"
        page.keyboard.press("Tab")
        assert page.locator(".area:focus .number").text_content() == "2"
        assert page.locator("tr[aria-current] th").text_content() == "2"
        _drag(page, (230, 140), (250, 150))
        assert _areas(page)[1] == (220, 110, 60, 50)
        _drag(page, (280, 160), (300, 200))
        assert _areas(page)[1] == (220, 110, 80, 90)
        page.locator("#undo").click()
        page.locator("#undo").click()
        assert _areas(page) == [(50, 50, 60, 50), (200, 100, 60, 50)]


def _on(page: Page, x: float, y: float) -> tuple[float, float]:
    box = page.locator("#picture").bounding_box()
    return box["x"] + x, box["y"] + y


@browser
def test_escape_gives_up_a_drag(chromium: Browser, narrow: Path) -> None:
    """Escape leaves everything as it was before the button went down."""
    with _open(chromium, narrow) as page:
        _drag(page, (50, 50), (110, 100))
        for start, end in (((200, 200), (240, 240)), ((80, 90), (160, 190))):
            page.mouse.move(*_on(page, *start))
            page.mouse.down()
            page.mouse.move(*_on(page, *end))
            page.keyboard.press("Escape")
            page.mouse.up()
            assert _areas(page) == [(50, 50, 60, 50)]
        page.keyboard.press("Control+z")
        assert _areas(page) == []


@browser
def test_numbers_can_be_typed(chromium: Browser, narrow: Path) -> None:
    """The list's fields change an area, and keep it inside; its button removes it."""
    with _open(chromium, narrow, language="en") as page:
        _drag(page, (50, 50), (110, 100))
        for label, value in (
            ("left X", "7"),
            ("top Y", "9000"),
            ("width W", "20"),
            ("height H", "0"),
        ):
            page.get_by_label(f"Area 1, {label}").fill(value)
            page.keyboard.press("Tab")
        assert _areas(page) == [(7, 250, 20, 1)]
        page.get_by_label("Area 1, left X").fill("")
        page.keyboard.press("Tab")
        assert page.get_by_label("Area 1, left X").input_value() == "7"
        page.get_by_label("Remove area 1").click()
        assert _areas(page) == []


@browser
def test_copying(chromium: Browser, narrow: Path) -> None:
    """The button copies the attribute, and says so."""
    permissions = ["clipboard-read", "clipboard-write"]
    with _open(chromium, narrow, permissions=permissions) as page:
        page.locator("#copy").press("Enter")
        assert page.locator("#status").text_content() == "まだ範囲がありません。"
        _drag(page, (50, 50), (110, 100))
        page.locator("#copy").click()
        page.get_by_text("コピーしました。", exact=True).wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == '{redact="50 50 60 50"}'


@browser
def test_copying_by_hand(chromium: Browser, narrow: Path) -> None:
    """Where the browser refuses to copy, the attribute is selected for the author to copy."""
    with _open(chromium, narrow, language="en") as page:
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
        _drag(page, (50, 50), (110, 100))
        page.locator("#copy").click()
        page.locator("#status", has_text="Ctrl+C").wait_for()
        assert page.evaluate("getSelection().toString()") == '{redact="50 50 60 50"}'


@browser
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_the_page_fits_its_window(chromium: Browser, wide: Path, width: int) -> None:
    """The page is no wider than its window, at true size too, and a finger hits its buttons."""
    with _open(chromium, wide, viewport={"width": width, "height": 700}) as page:
        page.locator("#add").click()
        page.locator("#true-size").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for button in page.locator("button:visible, input:visible").all():
            assert button.bounding_box()["height"] >= 44


@browser
def test_every_control_has_a_name(chromium: Browser, narrow: Path) -> None:
    """A screen reader has a name for each field and button, no two of them alike."""
    with _open(chromium, narrow) as page:
        page.locator("#add").click()
        page.locator("#add").click()
        names = page.locator("input, textarea, button, [role=button]").evaluate_all(
            "list => list.map(e => e.ariaLabel || e.labels?.[0]?.textContent || e.textContent)"
        )
    assert all(names), names
    assert len(set(names)) == len(names) == 3 + 2 + 2 + 2 * 5


@browser
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", ("画像の塗りつぶし", "このコンピューターの外に送られません", "すぐ後ろに")),
        ("en", ("Redact a picture", "stays on this computer", "directly after the picture")),
    ],
)
def test_languages(chromium: Browser, narrow: Path, language: str, words: tuple[str, ...]) -> None:
    """The page is in the site's language, and says where the picture stays and what to do."""
    with _open(chromium, narrow, language=language) as page:
        text = page.locator("body").inner_text()
        assert page.locator("html").get_attribute("lang") == language
        page.locator("#add").click()
        label = page.locator(".area").get_attribute("aria-label")
    assert all(word in text for word in (*words, '![…](shot.png){redact="…"}', "narrow.png"))
    assert bool(re.search(r"[ぁ-ヿ一-鿿]", text + label)) == (language == "ja")
    assert "{" not in label


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Take a photo with the camera on its side: red is at the left of what is stored."""
    image = Image.new("RGB", (320, 160), "white")
    image.paste("red", (0, 0, 40, 160))
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = 6, "SecretCamera"
    exif[GPS] = {1: "N", 2: (35.0, 40.0, 12.5), 3: "E", 4: (139.0, 45.0, 1.0)}
    image.save(tmp_path / "photo.jpg", exif=exif, comment=b"SecretComment", quality=95)
    return tmp_path / "photo.jpg"


@browser
def test_a_turned_photo_is_upright(chromium: Browser, photo: Path) -> None:
    """Coordinates are those of the photo as it is seen."""
    with _open(chromium, photo) as page:
        page.evaluate("() => document.getElementById('picture').decode()")
        size = page.evaluate("(p => [p.naturalWidth, p.naturalHeight])(picture)")
        _drag(page, (0, 0), (160, 40))
        assert (size, _areas(page)) == ([160, 320], [(0, 0, 160, 40)])


def test_the_served_picture_is_pixels_alone(photo: Path) -> None:
    """No place, camera, comment or orientation goes out with the picture, which is upright."""
    assert b"SecretCamera" in photo.read_bytes()
    kind, body = redact_page(photo, "ja", PROJECT)["picture"]
    with Image.open(io.BytesIO(body)) as image:
        assert (kind, image.format, image.size) == ("image/jpeg", "JPEG", (160, 320))
        assert dict(image.getexif()) == {}
        assert not {"comment", "exif", "icc_profile", "xmp"} & set(image.info)
        red, white = image.getpixel((80, 20)), image.getpixel((80, 200))
    assert red[0] > 200
    assert red[1] < 60
    assert min(white) > 240
    assert b"Secret" not in body
    assert b"Exif" not in body


def test_a_png_keeps_no_text(tmp_path: Path) -> None:
    """An animation is its first frame; a palette's holes stay holes; notes are gone."""
    first, second = Image.new("P", (8, 6), 1), Image.new("P", (8, 6), 2)
    first.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0])
    second.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0])
    file = tmp_path / "a.gif"
    first.save(file, save_all=True, append_images=[second], transparency=0, comment=b"Secret")
    kind, body = redact_page(file, "ja", PROJECT)["picture"]
    with Image.open(io.BytesIO(body)) as image:
        assert (kind, image.format, image.size) == ("image/png", "PNG", (8, 6))
        assert image.convert("RGB").getpixel((3, 3)) == (255, 0, 0)
    assert b"Secret" not in body


def test_an_animation_shows_its_first_frame(tmp_path: Path) -> None:
    """And not what stands in for it where none are shown, which is never published."""
    stand_in, *frames = (Image.new("RGB", (40, 20), colour) for colour in ("red", "lime", "blue"))
    file = tmp_path / "a.png"
    stand_in.save(file, save_all=True, append_images=frames, default_image=True)
    shown = Image.open(io.BytesIO(redact_page(file, "ja", PROJECT)["picture"].body))
    assert shown.convert("RGB").getpixel((1, 1)) == (0, 255, 0)


def test_what_cannot_be_redacted(tmp_path: Path) -> None:
    """A file that is missing, a drawing, no picture, broken or too large is refused in words."""
    Image.new("1", (10_001, 5_000)).save(tmp_path / "large.png")
    Image.new("RGB", (90, 90), "red").save(tmp_path / "whole.png")
    (tmp_path / "short.png").write_bytes((tmp_path / "whole.png").read_bytes()[:120])
    for name, data in (("a.svg", b"<svg/>"), ("a.txt", b"text"), ("text.png", b"text")):
        (tmp_path / name).write_bytes(data)
    expected = {
        "none.png": "there is no picture 'none.png'",
        "a.svg": "an SVG cannot be redacted",
        "a.txt": "'a.txt' is no known picture type",
        "text.png": "the picture 'text.png' cannot be opened",
        "short.png": "the picture 'short.png' cannot be opened",
        "large.png": "the picture 'large.png' is too large",
    }
    for name, words in expected.items():
        with pytest.raises(RedactError) as refused:
            redact_page(tmp_path / name, "ja", PROJECT)
        assert refused.value.why.en.startswith(words), name
        assert re.search(r"[ぁ-ヿ]", refused.value.why.ja)


def test_a_name_is_text(tmp_path: Path) -> None:
    """The file's name is shown as it is spelled, whatever HTML it resembles."""
    file = tmp_path / "a&lt;'b.png"
    Image.new("RGB", (4, 4)).save(file)
    page = redact_page(file, "ja", PROJECT)[""].body.decode()
    assert "a&amp;lt;&#39;b.png" in page
    assert "a&lt;'b.png" not in page


def test_the_command_runs_until_it_is_stopped(
    narrow: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address is announced and opened; Ctrl-C comes out, and the port is closed."""
    said: list[str] = []
    opened: list[str] = []
    is_open = threading.Event()

    def show(address: str) -> None:
        opened.append(address)
        is_open.set()

    def interrupted(_server: Loopback) -> None:
        assert is_open.wait(10)
        raise KeyboardInterrupt

    monkeypatch.setattr(Loopback, "serve_forever", interrupted)
    with pytest.raises(KeyboardInterrupt):
        redact(narrow, "en", PROJECT, said.append, show)
    assert said == [f"open in your browser: {opened[0]} (Ctrl-C to stop)"]
    with pytest.raises(ConnectionRefusedError):
        http.client.HTTPConnection(urlsplit(opened[0]).netloc, timeout=5).request("GET", "/")


def test_a_desk_without_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no browser is found nothing fails: the address has been announced."""
    monkeypatch.setattr("webbrowser._tryorder", [])
    tool._own_browser("http://127.0.0.1:9/")  # noqa: SLF001 - the one part that no test may run


def _ask(
    server: Loopback, path: str, method: str = "GET", hosts: tuple[str, ...] | None = None
) -> tuple[http.client.HTTPResponse, bytes]:
    """Ask as any program can: with a path and Host headers of its own choice."""
    here = f"127.0.0.1:{server.server_port}"
    connection = http.client.HTTPConnection(here, timeout=10)
    connection.putrequest(method, path, skip_host=True)
    for host in (here,) if hosts is None else hosts:
        connection.putheader("Host", host)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@pytest.fixture
def server() -> Iterator[Loopback]:
    """Serve a page and a file."""
    pages = {"": Resource("text/html", b"page"), "a b/c.css": Resource("text/css", b"style")}
    with _serving(pages) as server:
        yield server


def test_what_is_served(server: Loopback) -> None:
    """A path under the token gives its bytes; a query is no part of it; HEAD gives no bytes."""
    home = urlsplit(server.address).path
    answer, body = _ask(server, home)
    assert (answer.status, answer.headers["Content-Type"], body) == (200, "text/html", b"page")
    assert _ask(server, home + "a%20b/c.css?v=1")[1] == b"style"
    answer, body = _ask(server, home, "HEAD")
    assert (answer.status, answer.headers["Content-Length"], body) == (200, "4", b"")
    local = f"LocalHost:{server.server_port}"
    assert _ask(server, home, hosts=(local,))[1] == b"page"


def test_every_answer_is_guarded(server: Loopback) -> None:
    """Answers and refusals alike are not kept, not sniffed, not embedded and tell no referrer."""
    home = urlsplit(server.address).path
    for path, method in ((home, "GET"), ("/", "GET"), (home, "POST")):
        headers = _ask(server, path, method)[0].headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "Access-Control-Allow-Origin" not in headers


def test_another_site_under_our_address(server: Loopback) -> None:
    """A request that does not ask for this computer by name is sent away, token or not."""
    port = server.server_port
    ours = f"127.0.0.1:{port}"
    for hosts in (
        (f"evil.example:{port}",), ("evil.example",), ("127.0.0.1",), (f"127.0.0.1:{port + 1}",),
        (f"{ours}.evil.example",), (ours, f"evil.example:{port}"), (),
    ):  # fmt: skip
        answer, body = _ask(server, urlsplit(server.address).path, hosts=hosts)
        assert answer.status == 421, hosts
        assert b"page" not in body


def test_a_guess_finds_nothing(server: Loopback) -> None:
    """Without the token, with a wrong one or part of one, there is nothing; nor beside a page."""
    token = server.token
    assert len(token) >= 20
    for path in (
        "/", "/a%20b/c.css", "/%C3%A9/", f"/{token}", f"/{token[:-1]}/", f"/{token.swapcase()}/",
        f"/{token}/none", f"/{token}/../", f"/{token}/a%20b/", "http://[/",
    ):  # fmt: skip
        assert _ask(server, path)[0].status == 404, path


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "X"])
def test_nothing_can_be_sent(server: Loopback, method: str) -> None:
    """No method but GET and HEAD is known."""
    assert _ask(server, urlsplit(server.address).path, method)[0].status == 501


def test_two_servers_have_two_tokens() -> None:
    """Each run has an address of its own, on the loopback alone."""
    with Loopback({}.get) as one, Loopback({}.get) as other:
        assert one.token != other.token
        assert one.server_address[0] == other.server_address[0] == "127.0.0.1"


def test_the_terminal_stays_quiet(server: Loopback, capfd: pytest.CaptureFixture[str]) -> None:
    """Neither requests nor a browser that hangs up are told to the author."""
    _ask(server, "/")
    connection = http.client.HTTPConnection(f"127.0.0.1:{server.server_port}", timeout=5)
    connection.connect()
    connection.close()
    _ask(server, "/")
    assert capfd.readouterr() == ("", "")
