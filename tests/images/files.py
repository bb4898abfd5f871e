"""Picture files made by code, and ways to look at what was published."""

from __future__ import annotations

import io
import random
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag
from PIL import AvifImagePlugin, Image, ImageDraw, ImageFont, WebPImagePlugin

from tests.desk import SETTINGS, Built, Desk, post
from tests.images import formats

assert AvifImagePlugin.SUPPORTED
assert WebPImagePlugin.SUPPORTED

EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "GIF": "gif"}
FINE: dict[str, dict[str, object]] = {
    "JPEG": {"quality": 95, "subsampling": 0},
    "PNG": {},
    "WEBP": {"quality": 95},
    "AVIF": {"quality": 95, "speed": 10},
}
PUBLISHED = (".avif", ".webp", ".jpg", ".png", ".gif")
# Red, green, blue, yellow: the corners of an upright picture, clockwise from the top left.
CORNERS = ((220, 30, 30), (30, 180, 30), (40, 60, 220), (230, 220, 40))
_STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def _dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """Give an image as a file's bytes."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def decoded(data: bytes) -> Image.Image:
    """Give the pixels of a file's first frame."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def cornered(size: tuple[int, int] = (120, 80)) -> Image.Image:
    """Give an upright picture with a colour in each corner."""
    image = Image.new("RGB", size, (128, 128, 128))
    (width, height), pen = size, ImageDraw.Draw(image)
    w, h = width // 2, height // 2
    for (x, y), colour in zip(((0, 0), (w, 0), (w, h), (0, h)), CORNERS, strict=True):
        pen.rectangle((x, y, x + w, y + h), fill=colour)
    return image


def stored(upright: Image.Image, orientation: int) -> Image.Image:
    """Give what a camera stores so that the orientation stands it upright."""
    turn = _STORED[orientation]
    return upright if turn is None else upright.transpose(turn)


def corners_of(image: Image.Image, inset: float = 0.2) -> list[tuple[int, ...]]:
    """Give the colours near the corners, clockwise from the top left."""
    rgb = image.convert("RGB")
    left, top = int(rgb.width * inset), int(rgb.height * inset)
    right, bottom = rgb.width - 1 - left, rgb.height - 1 - top
    places = ((left, top), (right, top), (right, bottom), (left, bottom))
    return [rgb.getpixel(place) for place in places]


def near(one: Iterable[int], other: Iterable[int], tolerance: int = 40) -> bool:
    """Say whether two colours are alike."""
    return all(abs(a - b) <= tolerance for a, b in zip(one, other, strict=True))


def texture(size: tuple[int, int], cell: int = 8, seed: int = 1) -> Image.Image:
    """Give random black and white squares, which no other picture is like."""
    small = (-(-size[0] // cell), -(-size[1] // cell))
    bits = _dice(seed).choices((0, 255), k=small[0] * small[1])
    image = Image.frombytes("L", small, bytes(bits))
    return image.resize((small[0] * cell, small[1] * cell), Image.Resampling.NEAREST).crop(
        (0, 0, *size)
    )


def likeness(one: Image.Image, other: Image.Image) -> float:
    """Give the correlation of two pictures, 0 to 1, at a size where the squares still show."""
    small = (min(one.width, 64), min(one.height, 64))
    grey = (i.convert("L").resize(small, Image.Resampling.BOX) for i in (one, other))
    a, b = (list(i.tobytes()) for i in grey)
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    both = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    own = sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b)
    return abs(both) / own**0.5 if own else 0.0


def camera(kind: str, upright: Image.Image, orientation: int, block: bytes = b"") -> bytes:
    """Give the file of a camera that was held in a way, with its metadata."""
    block = block or formats.exif(orientation)
    prefix = b"Exif\0\0" if kind == "JPEG" else b""
    return saved(stored(upright, orientation), kind, exif=prefix + block, **FINE[kind])


# Screenshots


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


_WORDS = (
    *("settings", "account", "security", "password", "recovery", "device", "browser", "signed"),
    *("verify", "code", "expires", "notification", "storage", "backup", "restore", "update"),
    *("install", "version", "release", "network", "address", "proxy", "in"),
)


def _sentence(dice: random.Random, count: int) -> str:
    return " ".join(dice.choices(_WORDS, k=count)).capitalize() + "."


def document(size: tuple[int, int] = (1280, 800)) -> Image.Image:
    """Draw a page of dense black text on white."""
    image, dice = Image.new("RGB", size, "white"), _dice(2)
    pen = ImageDraw.Draw(image)
    for number, y in enumerate(range(20, size[1] - 24, 22)):
        large = number % 9 == 0
        pen.text((60, y), _sentence(dice, 5 if large else 15), "#222", _font(20 if large else 15))
    return image


def terminal(size: tuple[int, int] = (1280, 800)) -> Image.Image:
    """Draw a terminal full of coloured text on black."""
    image, dice = Image.new("RGB", size, (24, 24, 30)), _dice(3)
    pen = ImageDraw.Draw(image)
    colours = ((200, 200, 200), (130, 220, 130), (240, 200, 90), (110, 170, 250), (240, 110, 110))
    for y in range(10, size[1] - 20, 18):
        x = 12
        for word in dice.choices(_WORDS, k=dice.randint(4, 14)):
            pen.text((x, y), word, dice.choice(colours), _font(14))
            x += 9 * len(word) + 9
    return image


def window(size: tuple[int, int] = (1280, 800)) -> Image.Image:
    """Draw a settings window over a soft gradient, with panels, buttons and text."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    image = Image.blend(image, Image.new("RGB", size, (70, 120, 220)), 0.7)
    pen, dice = ImageDraw.Draw(image), _dice(4)
    pen.rounded_rectangle((90, 50, size[0] - 90, size[1] - 50), 14, fill="#f6f6f8")
    pen.rectangle((90, 100, 340, size[1] - 64), fill="#e6e8ee")
    for y in range(120, size[1] - 100, 40):
        pen.text((112, y), _sentence(dice, 2), "#334", _font(16))
        pen.text((370, y), _sentence(dice, 6), "#222", _font(16))
        pen.rounded_rectangle((size[0] - 230, y - 4, size[0] - 130, y + 26), 8, fill="#2a64d8")
        pen.text((size[0] - 205, y), "Change", "white", _font(15))
    return image


def flat(size: tuple[int, int] = (640, 360)) -> Image.Image:
    """Draw a chart of a few colours with hard edges."""
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    for number, height in enumerate((40, 120, 90, 200, 160, 260, 220)):
        x = 40 + number * 80
        pen.rectangle((x, size[1] - 30 - height, x + 50, size[1] - 30), fill="#2a64d8")
    pen.line((20, size[1] - 30, size[0] - 20, size[1] - 30), fill="black", width=2)
    return image


# What was published


class Shown(NamedTuple):
    """An `img` of a page: its attributes, and the files of each format by width."""

    attributes: dict[str, str]
    formats: dict[str, dict[int, str]]
    order: list[str]
    sizes: list[str]

    @property
    def paths(self) -> list[str]:
        """Give the paths of all files, the fallback included."""
        listed = [path for files in self.formats.values() for path in files.values()]
        return [*listed, self.attributes["src"]]


def _path(address: str) -> str:
    return unquote(re.sub(r"^(https://example\.com/|(\.\./)+|\./)", "", address))


def _listed(source: Tag, built: Built) -> Iterator[tuple[int, str]]:
    for candidate in re.split(r",\s+", str(source["srcset"]).strip()):
        address, _, width = candidate.strip().partition(" ")
        path = _path(address)
        real = decoded((built.output / path).read_bytes()).width
        assert not width or width == f"{real}w", (candidate, real)
        yield real, path


def _shown(img: Tag, built: Built) -> Shown:
    attributes = {key: str(value) for key, value in img.attrs.items()}
    attributes["src"] = _path(attributes["src"])
    picture = img.find_parent("picture")
    sources = picture.find_all("source") if isinstance(picture, Tag) else []
    formats = {str(s["type"]): dict(_listed(s, built)) for s in sources}
    sizes = [str(s["sizes"]) for s in sources if "sizes" in s.attrs]
    return Shown(attributes, formats, list(formats), sizes)


def pictures(built: Built, address: str = "posts/a/") -> dict[str, Shown]:
    """Give the pictures of a page by their alternative text."""
    soup = BeautifulSoup(built.page(address), "html.parser")
    return {str(img.get("alt")): _shown(img, built) for img in soup.find_all("img")}


def published(built: Built) -> dict[str, bytes]:
    """Give the published files that are pictures of pixels, by path."""
    return {p: d for p, d in built.everything().items() if p.lower().endswith(PUBLISHED)}


def remembered(desk: Desk) -> dict[str, bytes]:
    """Give the values that the cache holds by name, and the bytes of its files by path."""
    folder = desk.folder / ".cache"
    files = {p.as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    return {row[0].hex(): row[2] for row in entries(desk)} | files


def entries(desk: Desk) -> list[tuple[bytes, int, bytes]]:
    """Give the name, the number and the bytes of each value that the cache holds."""
    file = desk.folder / ".cache/remembered.db"
    if not file.is_file():
        return []
    with closing(sqlite3.connect(file)) as database:
        try:
            return list(database.execute("SELECT name, rowid, value FROM entry"))
        except sqlite3.OperationalError:  # a build has just begun it
            return []


def remembered_pictures(desk: Desk) -> Iterator[Image.Image]:
    """Give every picture that the cache holds in any wrapping, found by its first bytes."""
    for _, _, data in entries(desk):
        for magic in (b"\xff\xd8\xff", b"\x89PNG\r\n", b"RIFF", b"GIF89a", b"ftypavif"):
            at = data.find(magic)
            if at >= 0:
                yield decoded(data[at - 4 if magic == b"ftypavif" else at :])


def site(
    desk: Desk,
    files: Mapping[str, bytes],
    *,
    attributes: Mapping[str, str] | None = None,
    settings: str = "",
    name: str = "a",
) -> Desk:
    """Write a post that shows each file under its own name as alternative text."""
    marks = attributes or {}
    lines = (f"![{file}]({file}){marks.get(file, '')}" for file in files)
    folder = f"content/posts/{name}"
    text = post("文。\n\n" + "\n\n".join(lines))
    desk.write({f"{folder}/{file}": data for file, data in files.items()})
    return desk.write({f"{folder}/index.md": text, "site.toml": SETTINGS + settings})


def good(built: Built) -> Built:
    """Check that a build went well."""
    assert built.status == 0, built.err[-3000:]
    assert "Traceback" not in built.err
    return built


def place_for(tmp: Path, name: str) -> Desk:
    """Give an empty site in a folder."""
    return Desk(tmp / name).write({"site.toml": SETTINGS})
