# ruff: noqa: INP001 - a script that a developer runs, not part of a package
"""Measure what pictures weigh, how sharp their text stays, and what making them costs.

    python bench/pictures.py                 the tables of docs/pictures.md
    python bench/pictures.py --keep FOLDER   also what was drawn, and what a reader sees of it
    python bench/pictures.py --speed 60      a site of 60 screenshots, without AVIF and with it

The screenshots are drawn (bench/screens.py) in Noto Sans CJK (Debian, Ubuntu:
`fonts-noto-cjk`), or in the Japanese font that `--font` names. Times are the best of three.
"""

from __future__ import annotations

import argparse
import io
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import fmean
from typing import NamedTuple, TypeVar

from PIL import Image, ImageChops, ImageStat
from screens import SCREENS, Screen, page

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

# The tables show the very settings that the build uses, so they are taken from where they are.
from kawaraban.core.model import PictureFile  # noqa: E402
from kawaraban.core.settings import ImageSettings  # noqa: E402
from kawaraban.images.photo.encode import LADDERS, RECIPE, encode, encode_still  # noqa: E402
from kawaraban.images.photo.pixels import pixels_of  # noqa: E402
from kawaraban.images.photo.plan import Purpose, plan_forms  # noqa: E402
from kawaraban.images.photo.work import Encoded  # noqa: E402

FULL, SMALL = 1280, 480
TIMES = 3
KINDS = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG", "png": "PNG"}
_AVIF = {"subsampling": "4:4:4"}
ALTERNATIVES: tuple[tuple[str, dict[str, object]], ...] = (
    *(("WEBP", {"method": m, "quality": q}) for m in (2, 4) for q in (80, 62, 48, 36)),
    *(("WEBP", {"method": m, "quality": 62}) for m in (0, 1, 3, 6)),
    *(("AVIF", {"speed": 8, "quality": q, **_AVIF}) for q in (60, 52, 44, 38)),
    *(("AVIF", {"speed": s, "quality": 44, **_AVIF}) for s in (6, 7, 9)),
    *(("AVIF", {"speed": 8, "quality": q, "subsampling": "4:2:0"}) for q in (60, 44)),
    ("AVIF", {"speed": 8, "quality": 44, **_AVIF, "advanced": {"tune": "ssim"}}),
    *(("JPEG", {"quality": q, "subsampling": 0}) for q in (82, 74, 66)),
    ("JPEG", {"quality": 74, "subsampling": 2}),
)
T = TypeVar("T")


class Drawn(NamedTuple):
    """A screenshot as the build has it: a file, its size, its pixels in each width."""

    name: str
    letters: Image.Image
    png: bytes
    picture: PictureFile
    scaled: dict[int, Image.Image]


def drawn(name: str, screen: Screen) -> Drawn:
    """Give a screenshot in each width, scaled as the build does it: from the next wider one."""
    width, height = screen.image.size
    picture = PictureFile(path="screen.png", width=width, height=height, digest="")
    scaled = {width: screen.image}
    for narrower in sorted({960, SMALL}, reverse=True):
        size = (narrower, max(1, round(height * narrower / width)))
        scaled[narrower] = scaled[min(scaled)].resize(size, Image.Resampling.BICUBIC)
    return Drawn(name, screen.letters, encode(screen.image, "PNG"), picture, scaled)


def timed(make: Callable[[], T]) -> tuple[T, float]:
    """Give what is made, and the CPU milliseconds of the best of three times."""
    times = []
    for _ in range(TIMES):
        started = time.process_time()
        made = make()
        times.append(time.process_time() - started)
    return made, min(times) * 1000


def sharpness(data: bytes, original: Image.Image, letters: Image.Image) -> float:
    """Give the PSNR of a form within the boxes of its text, in dB; infinite where it is exact."""
    with Image.open(io.BytesIO(data)) as image:
        difference = ImageChops.difference(image.convert("RGB"), original)
    mask = letters.resize(original.size, Image.Resampling.NEAREST)
    error = sum(rms**2 for rms in ImageStat.Stat(difference, mask).rms) / 3
    return 10 * math.log10(255**2 / error) if error else math.inf


def quality(one: Encoded, original: Image.Image) -> str:
    """Give the quality that a form was made with: the one that makes the same bytes."""
    kind = KINDS[one.extension]
    for step in LADDERS.get(kind, ()):
        if encode(original, kind, **step) == one.data:
            return f"q{step['quality']}"
    return "lossless"


def published_table(shots: list[Drawn], keep: Path | None) -> Iterator[str]:
    """Give the lines of the table of what the build publishes."""
    yield "| 画像 picture | 形式 form | 480 px | 960 px | 最大 full | CPU ms |"
    yield "|---|---|---|---|---|---:|"
    for shot in shots:
        forms = plan_forms(shot.picture, Purpose(shown=True), ImageSettings())
        with Image.open(io.BytesIO(shot.png)) as opened:
            pixels = pixels_of(opened, shot.picture, shot.picture.width)
        for use in ("webp", "avif", "fallback"):
            wanted = tuple(form for form in forms if form.use == use)
            made, spent = timed(
                lambda pixels=pixels, wanted=wanted: list(encode_still(pixels, wanted))
            )
            cells = {one.form.width: _cell(one, shot) for one in made}
            _keep(keep, shot, made)
            row = " | ".join(cells.get(width, "–") for width in (SMALL, 960, max(shot.scaled)))
            yield f"| {shot.name} | {use} | {row} | {spent:.0f} |"


def _cell(one: Encoded, shot: Drawn) -> str:
    original = shot.scaled[one.form.width]
    decibels = sharpness(one.data, original, shot.letters)
    sharp = f", {decibels:.1f} dB" if math.isfinite(decibels) else ""
    return f"{len(one.data):,} B, {quality(one, original)}{sharp}"


def _keep(folder: Path | None, shot: Drawn, made: list[Encoded]) -> None:
    """Write what is published as PNG, whatever it was: to be looked at side by side."""
    for one in made if folder else ():
        with Image.open(io.BytesIO(one.data)) as image:
            name = f"{shot.name.split()[-1]}-{one.form.width}-{one.form.use}.png"
            image.convert("RGB").save(folder / name)


class Weight(NamedTuple):
    """What came of one setting: its bytes, its text's sharpness in dB, and CPU milliseconds."""

    size: int
    decibels: float
    milliseconds: float


def alternatives_table(shots: list[Drawn]) -> Iterator[str]:
    """Give the lines of the table of settings: over the screenshots that are 1280 wide."""
    yield "| 設定 setting | 1280 px | 最大 largest | dB | 最低 least | CPU ms | 480 px | dB |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    for kind, options in ALTERNATIVES:
        wide = [_weighed(shot, FULL, kind, options) for shot in shots if FULL in shot.scaled]
        narrow = [_weighed(shot, SMALL, kind, options) for shot in shots if FULL in shot.scaled]
        cells = (
            f"{kind} {_named(options)}",
            f"{fmean(w.size for w in wide):,.0f}",
            f"{max(w.size for w in wide):,}",
            f"{fmean(w.decibels for w in wide):.1f}",
            f"{min(w.decibels for w in wide):.1f}",
            f"{fmean(w.milliseconds for w in wide):.0f}",
            f"{fmean(w.size for w in narrow):,.0f}",
            f"{fmean(w.decibels for w in narrow):.1f}",
        )
        yield f"| {' | '.join(cells)} |"


def _weighed(shot: Drawn, width: int, kind: str, options: dict[str, object]) -> Weight:
    image = shot.scaled[width]
    data, spent = timed(lambda: encode(image, kind, **options))
    return Weight(len(data), sharpness(data, image, shot.letters), spent)


def _named(options: dict[str, object]) -> str:
    """Say a setting in words; the number of threads is no part of it."""
    plain = {**options, **dict(options.get("advanced", {}))}
    return ", ".join(f"{k} {v}" for k, v in plain.items() if k not in {"max_threads", "advanced"})


_SITE = """\
title = "Screens"
base_url = "https://example.com/"
[images]
formats = {formats}
"""


def speed_table(count: int, font: str) -> Iterator[str]:
    """Give the lines of the table of whole builds of a site with so many screenshots."""
    yield "| 形式 formats | 枚数 pictures | 秒 wall s | CPU s | images/ のバイト bytes |"
    yield "|---|---:|---:|---:|---:|"
    with tempfile.TemporaryDirectory() as folder:
        post = Path(folder, "content/posts/screens/index.md")
        post.parent.mkdir(parents=True)
        names = [f"screen-{number}.png" for number in range(count)]
        shown = "\n\n".join(f"![a screen]({name})" for name in names)
        post.write_text(f"---\ntitle: Screens\ndate: 2026-01-01\n---\n\n{shown}\n", "utf-8")
        for number, name in enumerate(names):
            page(font, first=number, noise=True).image.save(post.with_name(name))
        for formats in ('["webp"]', '["webp", "avif"]'):
            Path(folder, "site.toml").write_text(_SITE.format(formats=formats), "utf-8")
            yield f"| `{formats}` | {count} | {_built(Path(folder))} |"


def _built(site: Path) -> str:
    """Build a site with nothing remembered; give its cells of the table."""
    command = (sys.executable, str(PROJECT / "build.py"), "--no-cache", "--site", str(site))
    before, started = os.times(), time.perf_counter()
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)  # noqa: S603 - our own
    wall, after = time.perf_counter() - started, os.times()
    spent = sum(after[2:4]) - sum(before[2:4])
    size = sum(file.stat().st_size for file in (site / "output/images").iterdir())
    return f"{wall:.1f} | {spent:.1f} | {size:,}"


def tables(font: str, keep: Path | None) -> Iterator[str]:
    """Give the lines of both tables, and with what they were made."""
    shots = [drawn(name, draw(font)) for name, draw in SCREENS.items()]
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        for shot in shots:
            (keep / f"{shot.name.split()[-1]}.png").write_bytes(shot.png)
    yield f"Pillow, libavif, libwebp, libjpeg-turbo, zlib: {RECIPE.partition(' ')[2]}\n"
    yield from published_table(shots, keep)
    yield ""
    yield from alternatives_table(shots)


def main() -> None:
    """Print the tables that the arguments ask for, line by line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--speed", type=int, default=0, metavar="N", help="build N screenshots")
    parser.add_argument("--font", default="NotoSansCJK-Regular.ttc", metavar="FILE")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="for what a reader sees")
    given = parser.parse_args()
    speed, font = given.speed, given.font
    for line in speed_table(speed, font) if speed else tables(font, given.keep):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
