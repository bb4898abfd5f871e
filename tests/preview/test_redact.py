"""`build.py redact`: which pictures are served, and how the command runs."""

from __future__ import annotations

import http.client
import io
import re
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser

from kawaraban.preview.redact import RedactError, redact, redact_page
from kawaraban.preview.server import Loopback
from tests.desk import PROJECT
from tests.preview.tool import areas, browser, drag, open_tool

GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


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
    with open_tool(chromium, photo) as page:
        page.evaluate("() => document.getElementById('picture').decode()")
        size = page.evaluate("(p => [p.naturalWidth, p.naturalHeight])(picture)")
        drag(page, (0, 0), (160, 40))
        assert (size, areas(page)) == ([160, 320], [(0, 0, 160, 40)])


def test_the_served_picture_is_pixels_alone(photo: Path) -> None:
    """No place, camera, comment or orientation goes out with the picture, which is upright."""
    assert b"SecretCamera" in photo.read_bytes()
    kind, body, *_ = redact_page(photo, "ja", PROJECT)["picture"]
    with Image.open(io.BytesIO(body)) as image:
        assert (kind, image.format, image.size) == ("image/png", "PNG", (160, 320))
        assert dict(image.getexif()) == {}
        assert not {"comment", "exif", "icc_profile", "xmp"} & set(image.info)
        red, white = image.getpixel((80, 20)), image.getpixel((80, 200))
    assert red[0] > 200
    assert red[1] < 60
    assert min(white) > 240
    assert b"Secret" not in body
    assert b"Exif" not in body


def test_a_png_loses_its_text(tmp_path: Path) -> None:
    """The text of a PNG is not served, its transparency is, and of an animation the first frame."""
    first, second = Image.new("P", (8, 6), 1), Image.new("P", (8, 6), 2)
    first.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0])
    second.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0])
    file = tmp_path / "a.gif"
    first.save(file, save_all=True, append_images=[second], transparency=0, comment=b"Secret")
    kind, body, *_ = redact_page(file, "ja", PROJECT)["picture"]
    with Image.open(io.BytesIO(body)) as image:
        assert (kind, image.format, image.size) == ("image/png", "PNG", (8, 6))
        assert image.convert("RGB").getpixel((3, 3)) == (255, 0, 0)
    assert b"Secret" not in body


def test_an_animation_shows_its_first_frame(tmp_path: Path) -> None:
    """The first frame is served, not the picture for programs that show no animation."""
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


def test_the_command_runs_until_it_is_stopped(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
        redact(photo, "en", PROJECT, said.append, show)
    assert said == [f"open in your browser: {opened[0]} (Ctrl-C to stop)\n"]
    with pytest.raises(ConnectionRefusedError):
        http.client.HTTPConnection(urlsplit(opened[0]).netloc, timeout=5).request("GET", "/")
