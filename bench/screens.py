# ruff: noqa: INP001 - a part of a script that a developer runs, not of a package
"""Screenshots as an encoder meets them, drawn by Pillow: nobody's data is in them."""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

# Left, top, width, height, in pixels.
Box = tuple[int, int, int, int]
SIZE, PHONE = (1280, 800), (1170, 2532)
# Real Japanese: the project's own, without its code and marks.
_WRITTEN = (Path(__file__).resolve().parent.parent / "docs/writing.md").read_text("utf-8")
_TEXT = re.sub(r"```+.*?```+|[-#|*>`\[\](){}\s]+", "", _WRITTEN, flags=re.DOTALL)


def words(place: int, count: int) -> str:
    """Give some characters of a text; the next numbers give the lines that follow."""
    start = place * count % (len(_TEXT) - count)
    return _TEXT[start : start + count]


@cache
def face(file: str, size: int) -> ImageFont.FreeTypeFont:
    """Open the font in a size; leave with a remedy where there is none."""
    try:
        return ImageFont.truetype(file, size)
    except OSError:
        sys.exit(f"{file} is missing: install Noto Sans CJK (fonts-noto-cjk), or use --font FILE")


class Screen:
    """A screenshot being drawn. `letters` is a mask of where its text stands."""

    def __init__(self, font: str, size: tuple[int, int] = SIZE, paper: str = "#ffffff") -> None:
        """Begin with an empty screen."""
        self.image, self.letters = Image.new("RGB", size, paper), Image.new("L", size)
        self.pen, self._font = ImageDraw.Draw(self.image), font

    def text(self, x: int, y: int, words: str, size: int, colour: str) -> None:
        """Write one line, its edges smooth in grey."""
        self.pen.text((x, y), words, colour, face(self._font, size))
        self._note(x, y, words, size)

    def fringed(self, x: int, y: int, words: str, size: int, colour: str) -> None:
        """Write one line as Windows smooths it: each colour a third of a pixel further."""
        width, height = round(face(self._font, size).getlength(words)) + 2, size * 3 // 2
        fine = Image.new("L", (3 * width + 3, 3 * height))
        ImageDraw.Draw(fine).text((1, 0), words, 255, face(self._font, 3 * size))
        boxes = [(part, 0, part + 3 * width, 3 * height) for part in range(3)]
        masks = [fine.resize((width, height), Image.Resampling.BOX, box) for box in boxes]
        under = self.image.crop((x, y, x + width, y + height))
        over = Image.new("RGB", under.size, colour)
        bands = zip(over.split(), under.split(), masks, strict=True)
        self.image.paste(Image.merge("RGB", [Image.composite(*three) for three in bands]), (x, y))
        self._note(x, y, words, size)

    def box(self, place: Box, fill: str, radius: int = 0) -> None:
        """Draw a rectangle."""
        x, y, width, height = place
        self.pen.rounded_rectangle((x, y, x + width - 1, y + height - 1), radius, fill)

    def photo(self, place: Box, seed: int) -> None:
        """Paste what looks like a photograph to an encoder: shapes, blur, grain in all sizes."""
        x, y, width, height = place
        bands = [_clouds(width, height, random.Random(f"{seed} {n}")) for n in range(3)]  # noqa: S311
        bands[1:] = [Image.blend(bands[0], band, 0.35) for band in bands[1:]]
        self.image.paste(Image.merge("RGB", bands), (x, y))

    def _note(self, x: int, y: int, words: str, size: int) -> None:
        box = self.pen.textbbox((x, y), words, font=face(self._font, size))
        left, top, right, bottom = map(round, box)
        self.letters.paste(255, (left, top, right, bottom))


def _clouds(width: int, height: int, chance: random.Random) -> Image.Image:
    """Give noise that is weaker the finer it is, as the detail of natural scenes is."""
    image = Image.new("L", (width, height), 128)
    for step in (256, 128, 64, 32, 16, 8, 4, 2, 1):
        weight = 128 * (step / 256) ** 0.7
        size = (width // step + 2, height // step + 2)
        noise = Image.frombytes("L", size, chance.randbytes(size[0] * size[1]))
        noise = noise.resize((width, height), Image.Resampling.BICUBIC)
        image = ImageChops.add(image, noise.point([round(v * weight / 255) for v in range(256)]))
        image = ImageChops.subtract(image, Image.new("L", image.size, round(weight / 2)))
    return image


def settings(font: str, ink: str = "#1f2328", paper: str = "#f6f8fa", card: str = "#fff") -> Screen:
    """A settings screen: text of 12 to 28 pixels on flat colours."""
    screen = Screen(font, paper=paper)
    screen.box((0, 0, 1280, 56), "#24527a")
    screen.text(24, 8, words(0, 12), 28, "#ffffff")
    for row in range(8):
        screen.text(32, 88 + 56 * row, words(row + 2, 9), 18, ink)
        screen.box((280, 80 + 88 * row, 960, 76), card, 8)
        screen.text(304, 88 + 88 * row, words(row + 3, 16), 20, ink)
        screen.text(304, 122 + 88 * row, words(row, 44), 12 + row % 3, "#6e7781")
        screen.box((1160, 104 + 88 * row, 52, 28), "#2da44e" if row % 3 else "#afb8c1", 14)
    return screen


def page(font: str, *, fringed: bool = False, first: int = 0, noise: bool = False) -> Screen:
    """A page full of text, 14 pixels high; with `noise` a photograph beside it."""
    screen = Screen(font)
    write = screen.fringed if fringed else screen.text
    for row in range(36):
        colour = "#1f2328" if row % 9 else "#0969da"
        write(24, 12 + 22 * row, words(36 * first + row, 60 - row * 7 % 11), 14, colour)
    if noise:
        screen.photo((960, 60, 300, 200), first)
    return screen


def photo(font: str) -> Screen:
    """A travel site: a photograph, a gradient, and text on both."""
    screen = Screen(font)
    screen.photo((0, 80, 1280, 400), 7)
    ramp = Image.linear_gradient("L").resize((1280, 320))
    sky = Image.merge("RGB", (ramp.point(lambda v: v // 2), ramp, Image.new("L", ramp.size, 200)))
    screen.image.paste(sky, (0, 480))
    screen.text(40, 20, words(9, 20), 28, "#24527a")
    for row in range(6):
        screen.text(40, 100 + 60 * row, words(row, 18), 16 + 2 * row, "#ffffff")
        screen.text(40, 500 + 46 * row, words(row, 30), 28 - 2 * row, "#ffffff")
    return screen


def chat(font: str, size: tuple[int, int] = SIZE, unit: int = 18) -> Screen:
    """A chat with bubbles in colours; `unit` is the height of its letters."""
    screen = Screen(font, size, "#8fb3d9")
    for row in range(size[1] // (4 * unit)):
        count = 10 + row * 5 % (size[0] // unit - 17)
        x = size[0] - (count + 2) * unit if row % 3 == 1 else 4 * unit
        y = 4 * unit * row + unit // 2
        if row % 3 != 1:
            screen.box((unit, y, 2 * unit, 2 * unit), "#d1495b" if row % 2 else "#edae49", unit)
        bubble = "#8de055" if row % 3 == 1 else "#ffffff"
        screen.box((x, y, (count + 1) * unit, 3 * unit), bubble, unit)
        screen.text(x + unit // 2, y + unit // 3, words(row, count), unit, "#111111")
        screen.text(x + unit // 2, y + 2 * unit, f"20:{row + 10} 既読", unit * 2 // 3, "#5b6b7b")
    return screen


def diagram(font: str) -> Screen:
    """A drawing of fewer than 64 colours."""
    screen = Screen(font)
    for row in range(3):
        for column in range(4):
            x, y = 40 + 310 * column, 40 + 255 * row
            screen.box((x, y, 270, 200), ("#e4efea", "#fbeae5", "#fff4d6")[row], 16)
            screen.text(x + 20, y + 20, words(4 * row + column, 8), 26, "#23594c")
            screen.text(x + 20, y + 80, words(4 * row + column, 14), 16, "#26302d")
            screen.pen.line((x + 270, y + 100, x + 310, y + 100), "#b8432f", 4)
    screen.image = screen.image.quantize(60, dither=Image.Dither.NONE).convert("RGB")
    return screen


SCREENS: dict[str, Callable[[str], Screen]] = {
    "設定 settings": settings,
    "暗い設定 dark": partial(settings, ink="#e6edf3", paper="#0d1117", card="#161b22"),
    "文章 text": page,
    "縁に色のある文章 fringed": partial(page, fringed=True),
    "写真と階調 photo": photo,
    "会話 chat": chat,
    "電話の画面 phone": partial(chat, size=PHONE, unit=48),
    "図 diagram": diagram,
}
