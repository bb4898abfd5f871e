"""The pixels of published forms: upright, in the right colours, with their holes."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

from tests.desk import Built, Desk
from tests.images import files, formats
from tests.images.files import good, near, pictures, published, saved, site
from tests.images.test_forms import KINDS, UPRIGHT, WIDTHS, forms


def held(kind: str, orientation: int) -> str:
    """Give the file name of a picture held in a way."""
    return f"held{orientation}-{kind.lower()}.{files.EXTENSIONS[kind]}"


@pytest.fixture(scope="module", params=[False, True], ids=["plain", "redacted"])
def turned(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a post with a picture of each kind in each orientation."""
    upright = files.cornered(UPRIGHT)
    all_ways = {
        held(kind, way): files.camera(kind, upright, way) for kind in KINDS for way in range(1, 9)
    }
    # A cut at the left of the upright picture's top, in the red corner only.
    mark = '{redact="0 0 12 40"}' if request.param else ""
    desk = files.place_for(tmp_path_factory.mktemp("turned"), "site")
    return good(
        site(desk, all_ways, attributes=dict.fromkeys(all_ways, mark), settings=WIDTHS).build()
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", range(1, 9))
def test_pictures_of_all_orientations_stand_upright(turned: Built, kind: str, way: int) -> None:
    """Every form shows the corners where they belong, and HTML says the upright size."""
    shown = pictures(turned)[held(kind, way)]
    assert int(shown.attributes["width"]) * 2 == int(shown.attributes["height"]) * 3
    for path, image in forms(turned, held(kind, way)):
        found = files.corners_of(image)
        assert all(map(near, found, files.CORNERS)), (path, found)
        assert abs(image.width / image.height - 1.5) < 0.05, path


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", range(1, 9))
def test_redactions_are_in_upright_pixels(turned: Built, kind: str, way: int) -> None:
    """The left edge of the red corner is black where it was redacted, and nowhere else."""
    source = (turned.output.parent / "content/posts/a/index.md").read_text("utf-8")
    for path, image in forms(turned, held(kind, way)):
        rgb = image.convert("RGB")
        y = rgb.height // 4
        black = near(rgb.getpixel((1, y)), (0, 0, 0))
        assert black == ("redact" in source), path
        assert near(rgb.getpixel((1, rgb.height - 1 - y)), files.CORNERS[3]), path
        assert near(rgb.getpixel((rgb.width - 2, y)), files.CORNERS[1]), path


def test_a_phones_jpeg_with_several_pictures_is_one_upright_picture(desk: Desk) -> None:
    """Only an MPO's first picture is published, and it is upright."""
    second = files.texture((400, 300), 10).convert("RGB")
    block = b"Exif\0\0" + formats.exif(6)
    first = files.stored(files.cornered((400, 300)), 6)
    data = saved(first, "MPO", save_all=True, append_images=[second], exif=block, quality=90)
    assert Image.open(io.BytesIO(data)).format == "MPO"
    built = good(site(desk, {"a.jpg": data}).build())
    for path, image in forms(built, "a.jpg"):
        assert all(map(near, files.corners_of(image), files.CORNERS)), path
    assert all(
        getattr(Image.open(io.BytesIO(d)), "n_frames", 1) == 1 for d in published(built).values()
    )


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animation_with_an_orientation_is_not_squeezed(desk: Desk, kind: str) -> None:
    """An animation keeps its proportions, whichever way it is turned."""
    frames = [files.cornered((120, 40)), files.cornered((120, 40)).rotate(180)]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100,
                 exif=formats.exif(6), lossless=True)  # fmt: skip
    built = good(site(desk, {"a." + files.EXTENSIONS[kind]: data}).build())
    shown = pictures(built)["a." + files.EXTENSIONS[kind]].attributes
    for path, image in forms(built, "a." + files.EXTENSIONS[kind]):
        assert (image.width > image.height) == (int(shown["width"]) > int(shown["height"])), path
        corners = files.corners_of(image)
        straight = all(map(near, corners, files.CORNERS))
        quarter = all(map(near, corners, (*files.CORNERS[3:], *files.CORNERS[:3])))
        assert straight if image.width > image.height else quarter, (path, corners)


def cmyk(*, adobe: bool) -> bytes:
    """Give a JPEG in CMYK; without Adobe's marker its ink is written as browsers read it too."""
    image = Image.new("CMYK", (120, 80))
    for (x, y), ink in zip(
        ((0, 0), (60, 0), (60, 40), (0, 40)),
        ((0, 255, 255, 0), (255, 0, 255, 0), (255, 255, 0, 0), (0, 0, 255, 0)),
        strict=True,
    ):
        image.paste(ink, (x, y, x + 60, y + 40))
    data = saved(image, "JPEG", quality=95)
    at = data.find(b"\xff\xee")
    assert at > 0
    if adobe:
        return data
    length = struct.unpack(">H", data[at + 2 : at + 4])[0]
    return data[:at] + data[at + 2 + length :]


def deep(colour: int, samples: list[bytes], *chunks: bytes) -> bytes:
    """Give a PNG of 16 bits a sample with a colour in each quarter."""
    import zlib  # noqa: PLC0415

    top = b"\0" + samples[0] * 60 + samples[1] * 60
    bottom = b"\0" + samples[3] * 60 + samples[2] * 60
    return formats.png((120, 80), 16, colour, zlib.compress(top * 40 + bottom * 40), *chunks)


def samples(colours: list[tuple[int, ...]]) -> list[bytes]:
    """Give 16-bit samples of 8-bit colours."""
    return [b"".join(struct.pack(">H", value * 257) for value in colour) for colour in colours]


PRIMARIES = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)]
GREYS = [(0,), (90,), (180,), (255,)]
GREY_CORNERS = [(v, v, v) for (v,) in GREYS]


def swapped_channels(kind: str, mode: str = "RGB") -> bytes:
    """Give a picture whose numbers mean other colours, which its profile says."""
    red, green, blue = files.cornered(UPRIGHT).split()
    # "gbr": the file's first channel is the green light, the second blue, the third red.
    image = Image.merge("RGB", (green, blue, red)).convert(mode)
    return saved(image, kind, icc_profile=formats.profile("gbr"), **files.FINE[kind])


def linear(description: str) -> bytes:
    """Give a picture in linear light with its profile."""
    image = files.cornered(UPRIGHT).point(lambda v: round(255 * (v / 255) ** 2.2))
    return saved(image, "PNG", icc_profile=formats.profile("rgb", 1.0, description))


def grey_jpeg() -> bytes:
    """Give a JPEG of one channel."""
    image = Image.new("L", UPRIGHT)
    for place, (value,) in zip(((0, 0), (60, 0), (60, 40), (0, 40)), GREYS, strict=True):
        image.paste(value, (*place, place[0] + 60, place[1] + 40))
    return saved(image, "JPEG", quality=95)


def one_bit() -> bytes:
    """Give a PNG of one bit a pixel: white, black, white, black."""
    image = Image.new("1", UPRIGHT, 1)
    image.paste(0, (60, 0, 120, 40))
    image.paste(0, (0, 40, 60, 80))
    return saved(image, "PNG")


WHITE_BLACK = [(255,) * 3, (0,) * 3, (255,) * 3, (0,) * 3]
COLOURS = {
    "cmyk.jpg": (lambda: cmyk(adobe=True), PRIMARIES),
    "cmyk-bare.jpg": (lambda: cmyk(adobe=False), PRIMARIES),
    "deep.png": (lambda: deep(2, samples(PRIMARIES)), PRIMARIES),
    "deep-grey.png": (lambda: deep(0, samples(GREYS)), GREY_CORNERS),
    "deep-grey-alpha.png": (lambda: deep(4, samples([(*g, 255) for g in GREYS])), GREY_CORNERS),
    "palette.png": (lambda: saved(files.cornered(UPRIGHT).quantize(8), "PNG"), files.CORNERS),
    "grey.jpg": (grey_jpeg, GREY_CORNERS),
    "bit.png": (one_bit, WHITE_BLACK),
    "opaque.png": (lambda: saved(files.cornered(UPRIGHT).convert("RGBA"), "PNG"), files.CORNERS),
    "swapped.png": (lambda: swapped_channels("PNG"), files.CORNERS),
    "swapped.jpg": (lambda: swapped_channels("JPEG"), files.CORNERS),
    "swapped.webp": (lambda: swapped_channels("WEBP"), files.CORNERS),
    "swapped.avif": (lambda: swapped_channels("AVIF"), files.CORNERS),
    "swapped-alpha.png": (lambda: swapped_channels("PNG", "RGBA"), files.CORNERS),
    "linear.png": (lambda: linear("linear"), files.CORNERS),
    "linear-named.png": (lambda: linear("Linear sRGB built-in"), files.CORNERS),
    "gif.gif": (lambda: saved(files.cornered(UPRIGHT), "GIF"), files.CORNERS),
}


@pytest.fixture(scope="module", params=["", '{redact="58 38 4 4"}'], ids=["plain", "redacted"])
def coloured(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a post with a picture of each colour mode."""
    made = {name: make() for name, (make, _) in COLOURS.items()}
    desk = files.place_for(tmp_path_factory.mktemp("coloured"), "site")
    marks = dict.fromkeys(made, request.param)
    return good(site(desk, made, attributes=marks, settings=WIDTHS).build())


@pytest.mark.parametrize("name", COLOURS)
def test_colours_are_right_in_srgb(coloured: Built, name: str) -> None:
    """Every form has the colours that the file means, in a mode that needs no explanation."""
    for path, image in forms(coloured, name):
        found = files.corners_of(image)
        assert all(near(a, b, 30) for a, b in zip(found, COLOURS[name][1], strict=True)), (
            path,
            found,
        )
        assert not image.info.get("icc_profile"), path


def test_an_opaque_alpha_channel_is_dropped(coloured: Built) -> None:
    """A picture whose every pixel is opaque has no form with holes."""
    for path, image in forms(coloured, "opaque.png"):
        assert image.mode != "RGBA", path


def holes(mode: str) -> Image.Image:
    """Give a picture with a transparent right half."""
    image = files.cornered(UPRIGHT).convert("RGBA")
    image.paste((0, 0, 0, 0), (60, 0, 120, 80))
    return image.convert(mode)


TRANSPARENT = {
    "rgba.png": lambda: saved(holes("RGBA"), "PNG"),
    "la.png": lambda: saved(holes("LA"), "PNG"),
    "rgba.webp": lambda: saved(holes("RGBA"), "WEBP"),
    "rgba.avif": lambda: saved(holes("RGBA"), "AVIF", speed=10),
    "palette.png": lambda: saved(holes("RGBA").quantize(8), "PNG"),
    "palette.gif": lambda: saved(holes("RGBA"), "GIF"),
    "rgb-key.png": lambda: saved(files.cornered(UPRIGHT), "PNG", transparency=files.CORNERS[1]),
    "deep-rgb-key.png": lambda: deep(
        2,
        samples([PRIMARIES[0], PRIMARIES[1], PRIMARIES[1], PRIMARIES[0]]),
        formats.png_chunk(b"tRNS", struct.pack(">HHH", 0, 65535, 0)),
    ),
}


@pytest.fixture(scope="module")
def transparent(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a post with pictures that have holes."""
    made = {name: make() for name, make in TRANSPARENT.items()}
    desk = files.place_for(tmp_path_factory.mktemp("transparent"), "site")
    return good(site(desk, made, settings=WIDTHS).build())


@pytest.mark.parametrize("name", TRANSPARENT)
def test_every_form_has_the_transparency_of_its_original(transparent: Built, name: str) -> None:
    """The upper right quarter is a hole, and the upper left is not."""
    for path, image in forms(transparent, name):
        rgba = image.convert("RGBA")
        left, right = rgba.width // 5, rgba.width * 4 // 5
        assert rgba.getpixel((right, rgba.height // 4))[3] < 30, path
        assert rgba.getpixel((left, rgba.height // 4))[3] > 225, path


def erased(kind: str, **options: object) -> bytes:
    """Give a grey picture, of which a red part was made transparent and is still there."""
    image = Image.new("RGBA", UPRIGHT, (90, 90, 90, 255))
    image.paste((250, 10, 10, 0), (60, 0, 120, 80))
    return saved(image, kind, **options)


ERASED = {
    "erased.png": lambda: erased("PNG"),
    "erased.webp": lambda: erased("WEBP", lossless=True, exact=True),
    "erased-moving.png": lambda: erased(
        "PNG", save_all=True, append_images=[Image.new("RGBA", UPRIGHT, (9, 9, 9, 9))]
    ),
}


@pytest.mark.parametrize("name", ERASED)
def test_erased_colours_are_not_published(desk: Desk, name: str) -> None:
    """The colour of a hole, which no eye sees and every program finds, is not published."""
    built = good(site(desk, {name: ERASED[name]()}).build())
    for path, image in forms(built, name):
        rgba = image.convert("RGBA")
        red = rgba.getchannel("R").getextrema()[1]
        assert red < 150, (path, red)
