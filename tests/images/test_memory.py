"""The largest pictures fit in a gibibyte."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest
from PIL import Image

from tests.desk import Desk
from tests.images import files, formats
from tests.images.files import good, saved, site
from tests.images.limits import WEIGHED, limited, linux

LARGE = (7000, 7000)


def large(mode: str, kind: str, size: tuple[int, int] = LARGE, **options: object) -> bytes:
    """Give a soft picture of 49 megapixels."""
    image = Image.linear_gradient("L").resize(size)
    if mode == "RGBA":
        image = Image.merge("RGBA", (image, image, image, image))
    return saved(image.convert(mode), kind, **options)


EXTREMES: Mapping[str, Callable[[], bytes]] = {
    "rgba.png": lambda: large("RGBA", "PNG", compress_level=1),
    "turned.png": lambda: large(
        "RGBA", "PNG", compress_level=1, exif=formats.exif(6), icc_profile=formats.profile("gbr")
    ),
    "base.jpg": lambda: large("RGB", "JPEG"),
    "progressive.jpg": lambda: large("RGB", "JPEG", progressive=True, subsampling=0),
    "cmyk.jpg": lambda: large("CMYK", "JPEG", progressive=True, subsampling=0),
    "deep.png": lambda: formats.png(LARGE, 16, 2, formats.rows(LARGE, 16, b"\x80\x40" * 3)),
    "deep-alpha.png": lambda: formats.png(LARGE, 16, 6, formats.rows(LARGE, 16, b"\x80\x40" * 4)),
    "deep-grey.png": lambda: formats.png(LARGE, 16, 0, formats.rows(LARGE, 16, b"\x80\x40")),
    "bit.png": lambda: formats.png(LARGE, 1, 0, formats.rows(LARGE, 1)),
    "key.png": lambda: formats.png(
        LARGE, 8, 2, formats.rows(LARGE, 8, b"\1\2\3"), formats.png_chunk(b"tRNS", b"\0\1\0\2\0\3")
    ),
    "exact.webp": lambda: large("RGBA", "WEBP", lossless=True, method=0, quality=0),
    "lossy.webp": lambda: large("RGB", "WEBP", method=0),
    "large.avif": lambda: large("RGB", "AVIF", speed=10),
    "alpha.avif": lambda: large("RGBA", "AVIF", speed=10, subsampling="4:4:4"),
    "large.gif": lambda: large("L", "GIF"),
    "tall.png": lambda: large("RGBA", "PNG", (2400, 20_000), compress_level=1),
    "wide.png": lambda: large("RGBA", "PNG", (48_000, 1000), compress_level=1),
    "tall.jpg": lambda: large("RGB", "JPEG", (760, 65_000), progressive=True),
}
SAMPLE = ("turned.png",)


@linux
@pytest.mark.parametrize("redact", ["", '{redact="10 10 200 60"}'], ids=["plain", "redacted"])
@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=[] if n in SAMPLE else pytest.mark.heavy) for n in EXTREMES]
)
def test_the_largest_pictures_fit_in_a_gibibyte(desk: Desk, name: str, redact: str) -> None:
    """A picture of 49 megapixels is published, redacted or not.

    WebP's and AVIF's decoders take less than a gibibyte, but reserve more addresses.
    """
    site(desk, {name: EXTREMES[name]()}, attributes={name: redact})
    built = limited(desk, "--jobs", "2")
    if built.status == 1 and name.endswith((".webp", ".avif")):
        assert "Traceback" not in built.err
        assert re.search(r"index\.md:8:\d+: error: .*\[picture-too-large\]", built.out)
    else:
        good(built)


@linux
@pytest.mark.heavy
def test_many_large_pictures_fit_in_a_gibibyte(desk: Desk) -> None:
    """Several of the largest at once, and many that are just not large, with many threads."""
    marks = {"a.png": '{redact="10 10 200 60"}', "b.png": '{redact="20 10 200 60"}'}
    made = {name: EXTREMES["turned.png"]() for name in ("a.png", "b.png")}
    made["c.jpg"], made["d.png"] = EXTREMES["cmyk.jpg"](), EXTREMES["deep-alpha.png"]()
    site(desk, made, attributes=marks)
    good(limited(desk, "--jobs", "8", wrapper=WEIGHED))
    size = (3900, 2050)
    middling = {f"m{n}.png": large("RGBA", "PNG", size, compress_level=1) for n in range(16)}
    # Each has a redaction of its own, so that no two are one.
    attributes = {name: f'{{redact="{n} 0 30 30"}}' for n, name in enumerate(middling)}
    site(desk, middling, attributes=attributes)
    good(limited(desk, "--jobs", "16", wrapper=WEIGHED))


@linux
@pytest.mark.heavy
@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_long_animations_fit_in_a_gibibyte(desk: Desk, kind: str) -> None:
    """Two animations of 300 frames of 1000 by 800 at once."""
    made = {}
    for seed in (1, 2):
        base = files.texture((1000, 800), 50, seed)
        frames = []
        for number in range(300):
            frame = base.copy()
            frame.paste(128, (3 * number, 0, 3 * number + 60, 800))
            frames.append(frame if kind == "GIF" else frame.convert("RGB"))
        fast: dict[str, object] = {"method": 0, "quality": 30} if kind == "WEBP" else {}
        made[f"a{seed}.{files.EXTENSIONS[kind]}"] = saved(
            frames[0], kind, save_all=True, append_images=frames[1:], duration=50, **fast
        )
    built = good(limited(site(desk, made), "--jobs", "2"))
    assert files.pictures(built)
