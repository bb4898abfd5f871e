"""The published forms of pictures: which ones, how large, upright, in the right colours."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from tests.desk import SETTINGS, Built, Desk, post
from tests.images import files
from tests.images.files import good, near, pictures, published, saved, site

KINDS = ("JPEG", "PNG", "WEBP", "AVIF")
WIDTHS = "\n[images]\nwidths = [60, 90]\n"
UPRIGHT = (120, 80)


def forms(built: Built, name: str, address: str = "posts/a/") -> Iterator[tuple[str, Image.Image]]:
    """Give each form of a picture that a page offers."""
    for path in pictures(built, address)[name].paths:
        yield path, Image.open(io.BytesIO((built.output / path).read_bytes()))


def first_form(built: Built, name: str) -> tuple[int, Image.Image]:
    """Give the widest form that a browser picks first: its bytes, and its pixels."""
    shown = pictures(built)[name]
    path = max(shown.formats[shown.order[0]].items())[1]
    data = (built.output / path).read_bytes()
    return len(data), files.decoded(data)


# Upright


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
    """An MPO's first picture is shown upright; the second is in no published byte."""
    second = files.texture((400, 300), 10).convert("RGB")
    block = b"Exif\0\0" + files.exif(6)
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
                 exif=files.exif(6), lossless=True)  # fmt: skip
    built = good(site(desk, {"a." + files.EXTENSIONS[kind]: data}).build())
    shown = pictures(built)["a." + files.EXTENSIONS[kind]].attributes
    for path, image in forms(built, "a." + files.EXTENSIONS[kind]):
        assert (image.width > image.height) == (int(shown["width"]) > int(shown["height"])), path
        corners = files.corners_of(image)
        straight = all(map(near, corners, files.CORNERS))
        quarter = all(map(near, corners, (*files.CORNERS[3:], *files.CORNERS[:3])))
        assert straight if image.width > image.height else quarter, (path, corners)


# Colours and modes


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
    return files.png((120, 80), 16, colour, zlib.compress(top * 40 + bottom * 40), *chunks)


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
    return saved(image, kind, icc_profile=files.profile("gbr"), **files.FINE[kind])


def linear(description: str) -> bytes:
    """Give a picture in linear light with its profile."""
    image = files.cornered(UPRIGHT).point(lambda v: round(255 * (v / 255) ** 2.2))
    return saved(image, "PNG", icc_profile=files.profile("rgb", 1.0, description))


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
    "deep-grey-key.png": lambda: deep(
        0,
        samples([(40,), (90,), (90,), (40,)]),
        files.png_chunk(b"tRNS", struct.pack(">H", 90 * 257)),
    ),
    "deep-rgb-key.png": lambda: deep(
        2,
        samples([PRIMARIES[0], PRIMARIES[1], PRIMARIES[1], PRIMARIES[0]]),
        files.png_chunk(b"tRNS", struct.pack(">HHH", 0, 65535, 0)),
    ),
}


@pytest.fixture(scope="module")
def transparent(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a post with pictures that have holes."""
    made = {name: make() for name, make in TRANSPARENT.items()}
    desk = files.place_for(tmp_path_factory.mktemp("transparent"), "site")
    return good(site(desk, made, settings=WIDTHS).build())


@pytest.mark.parametrize("name", TRANSPARENT)
def test_transparency_is_kept_in_every_form(transparent: Built, name: str) -> None:
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
def test_what_was_erased_is_gone(desk: Desk, name: str) -> None:
    """The colour of a hole, which no eye sees and every program finds, is not published."""
    built = good(site(desk, {name: ERASED[name]()}).build())
    for path, image in forms(built, name):
        rgba = image.convert("RGBA")
        red = rgba.getchannel("R").getextrema()[1]
        assert red < 150, (path, red)


# Animations

TIMES = (80, 240, 400)
FRAME_COLOURS = ((220, 30, 30), (30, 180, 30), (40, 60, 220))


def animation(kind: str, size: tuple[int, int] = UPRIGHT, **options: object) -> bytes:
    """Give an animation of three frames, each of another colour and length."""
    frames = [Image.new("RGB", size, colour) for colour in FRAME_COLOURS]
    for number, frame in enumerate(frames):
        frame.paste((255, 255, 255), (10 + 20 * number, 10, 20 + 20 * number, 20))
    given = {"duration": list(TIMES), "loop": 0} | options
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], **given)


def apng_with_another_picture() -> bytes:
    """Give an APNG whose still picture is none of its frames."""
    frames = [Image.new("RGB", UPRIGHT, colour) for colour in FRAME_COLOURS]
    return saved(
        Image.new("RGB", UPRIGHT, (255, 255, 255)), "PNG", save_all=True, append_images=frames,
        duration=list(TIMES), loop=0, default_image=True,
    )  # fmt: skip


ANIMATIONS = {
    "a.gif": lambda: animation("GIF"),
    "b.png": lambda: animation("PNG"),
    "c.webp": lambda: animation("WEBP", quality=90),
    "d.avif": lambda: animation("AVIF", speed=10),
    "e.png": apng_with_another_picture,
}


@pytest.fixture(scope="module", params=["", '{redact="60 40 60 40"}'], ids=["plain", "redacted"])
def animated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a post with animations."""
    made = {name: make() for name, make in ANIMATIONS.items()}
    desk = files.place_for(tmp_path_factory.mktemp("animated"), "site")
    marks = dict.fromkeys(made, request.param)
    return good(site(desk, made, attributes=marks, settings=WIDTHS).build())


def played(image: Image.Image) -> list[tuple[Image.Image, int]]:
    """Give the frames of an animation and the milliseconds of each."""
    frames = []
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        image.load()
        frames.append((image.convert("RGB"), round(image.info.get("duration", 0))))
    return frames


@pytest.mark.parametrize("name", ANIMATIONS)
def test_animations_stay_animations(animated: Built, name: str) -> None:
    """Every form of an animation plays the same frames, each as long as before."""
    for path, image in forms(animated, name):
        frames = played(image)
        assert len(frames) == len(TIMES), path
        assert [time for _, time in frames] == list(TIMES), path
        for (frame, _), colour in zip(frames, FRAME_COLOURS, strict=True):
            at = (frame.width // 4, frame.height * 3 // 4)
            assert near(frame.getpixel(at), colour), (path, frame.getpixel(at))


@pytest.mark.parametrize("name", ANIMATIONS)
def test_redactions_cover_every_frame(animated: Built, name: str) -> None:
    """The lower right quarter of each frame is black where it was redacted."""
    wanted = "redact=" in (animated.output.parent / "content/posts/a/index.md").read_text("utf-8")
    for path, image in forms(animated, name):
        for frame, _ in played(image):
            pixel = frame.getpixel((frame.width * 3 // 4, frame.height * 3 // 4))
            assert near(pixel, (0, 0, 0)) == wanted, (path, pixel)


@pytest.mark.parametrize(("loop", "plays"), [(None, 1), (0, 0), (2, 3)])
def test_a_gif_plays_as_often_as_before(desk: Desk, loop: int | None, plays: int) -> None:
    """GIF says how often to play again, WebP how often in all; 0 means always."""
    data = animation("GIF", loop=loop) if loop is not None else animation("GIF")
    if loop is None:
        at = data.find(b"\x21\xff\x0bNETSCAPE2.0")
        data = data[:at] + data[at + 19 :] if at > 0 else data
    assert Image.open(io.BytesIO(data)).info.get("loop") == loop
    built = good(site(desk, {"a.gif": data}, settings=WIDTHS).build())
    for path, image in forms(built, "a.gif"):
        if path.endswith(".gif"):
            assert image.info.get("loop") == loop, path
        else:
            assert image.info.get("loop") == plays, path


def test_thumbnails_of_animations_stand_still(desk: Desk) -> None:
    """Lists and networks get one frame."""
    built = good(site(desk, {"a.gif": animation("GIF", (600, 400))}).build())
    in_text = set(pictures(built)["a.gif"].paths)
    others = [d for p, d in published(built).items() if p not in in_text]
    assert others
    assert all(getattr(Image.open(io.BytesIO(d)), "n_frames", 1) == 1 for d in others)


# Sizes

ODD_SIZES = {
    "tiny.png": (1, 1),
    "wide.png": (10_000, 1),
    "thin.png": (1, 3000),
    "tall.png": (1080, 20_000),
    "less.png": (959, 500),
    "same.png": (960, 500),
    "more.png": (961, 500),
}


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a post with pictures of unusual sizes."""
    made = {
        name: saved(Image.new("RGB", size, (200, 40, 30)), "PNG", compress_level=1)
        for name, size in ODD_SIZES.items()
    }
    desk = files.place_for(tmp_path_factory.mktemp("odd"), "site")
    return good(site(desk, made).build())


@pytest.mark.parametrize("name", ODD_SIZES)
def test_no_form_is_wider_than_the_original(odd: Built, name: str) -> None:
    """The forms have the widths of the settings up to the original's, and its proportions."""
    width, height = ODD_SIZES[name]
    for path, image in forms(odd, name):
        assert image.width <= width, path
        assert image.height == pytest.approx(height * image.width / width, abs=1), path
    shown = pictures(odd)[name].attributes
    assert int(shown["width"]) <= width
    assert int(shown["width"]) > 0 < int(shown["height"])


def test_the_widths_are_those_of_the_settings(odd: Built) -> None:
    """A picture is offered at each width below its own, and at its own."""
    shown = pictures(odd)
    for name, widths in {
        "less.png": [480, 959],
        "same.png": [480, 960],
        "more.png": [480, 960, 961],
    }.items():
        for kind, found in shown[name].formats.items():
            assert sorted(found) == widths, (name, kind)


@pytest.mark.parametrize(
    ("settings", "types", "widths"),
    [
        ('formats = ["webp"]', ["image/webp"], [480, 700]),
        ('formats = ["avif"]', ["image/avif"], [480, 700]),
        ("formats = []", [], []),
        ('widths = [640]\nformats = ["webp"]', ["image/webp"], [640]),
        ('widths = [333, 77]\nformats = ["webp", "avif"]', ["image/avif", "image/webp"], [77, 333]),
    ],
)
def test_formats_and_widths_of_the_settings_are_followed(
    desk: Desk, settings: str, types: list[str], widths: list[int]
) -> None:
    """Only the formats and widths that are asked for are made, and a fallback for all browsers."""
    photo = saved(files.document((700, 400)), "PNG")
    built = good(site(desk, {"a.png": photo}, settings=f"\n[images]\n{settings}\n").build())
    shown = pictures(built)["a.png"]
    assert sorted(shown.formats) == types
    assert all(sorted(found) == widths for found in shown.formats.values())
    assert shown.attributes["src"].endswith((".jpg", ".png"))
    for kind in {"avif"} - {t.partition("/")[2] for t in types}:
        assert not [path for path in published(built) if path.endswith(kind)]


def test_the_formats_in_html_are_what_they_say(odd: Built) -> None:
    """The type of each source is that of its files."""
    for shown in pictures(odd).values():
        for kind, found in shown.formats.items():
            for path in found.values():
                image = Image.open(io.BytesIO((odd.output / path).read_bytes()))
                assert f"image/{image.format}".lower() == kind, path


# On the page


def test_the_attributes_on_the_page(desk: Desk) -> None:
    """Lazy except the first, decoded beside, with sizes that fit the display width."""
    data = saved(files.flat((1400, 700)), "PNG")
    marks = {"b.png": "{width=480}", "c.png": "{loading=eager}", "d.png": "{zoom=false}"}
    names = ("a.png", "b.png", "c.png", "d.png", "e.png")
    built = good(site(desk, dict.fromkeys(names, data), attributes=marks).build())
    shown = pictures(built)
    assert [name for name in names if shown[name].attributes.get("loading") != "lazy"] == [
        "a.png",
        "c.png",
    ]
    assert all(shown[name].attributes["decoding"] == "async" for name in names)
    assert (shown["a.png"].attributes["width"], shown["a.png"].attributes["height"]) == (
        "1280",
        "640",
    )
    assert (shown["b.png"].attributes["width"], shown["b.png"].attributes["height"]) == (
        "480",
        "240",
    )
    assert all("480px" in found for found in shown["b.png"].sizes)
    assert [name for name in names if "data-zoom" not in shown[name].attributes] == ["d.png"]
    assert all(shown[name].sizes for name in names)


NAMES = (
    "設定 画面.png", "a,b.png", "a, b.png", "100%.png", "q?x=1&y.png", "a#b.png", "it's.png",
    "con.png", "x.PNG", "a..b.png", "カ\u3099.png", "-.png", "あ" * 83 + ".png",
)  # fmt: skip


def test_any_file_name_will_do(desk: Desk) -> None:
    """Spaces, commas, percent signs and long Japanese names give forms that the page finds."""
    data = saved(files.flat((600, 300)), "PNG")
    lines = (f"![絵{number}]({quote(name)})" for number, name in enumerate(NAMES))
    desk.write({f"content/posts/a/{name}": data for name in NAMES})
    desk.write({"content/posts/a/index.md": post("\n\n".join(lines))})
    built = good(desk.build())
    for number, name in enumerate(NAMES):
        shown = pictures(built)[f"絵{number}"]
        assert all(sorted(found) == [480, 600] for found in shown.formats.values()), name
        assert (built.output / shown.attributes["src"]).is_file(), name


# Once


def test_a_picture_that_is_used_twice_is_made_once(desk: Desk) -> None:
    """Two posts with one file, and a copy of it, remember no more than one post does."""
    data = saved(files.document((700, 400)), "PNG")
    desk.write({"content/images/a.png": data, "content/posts/p.md": post("![一](../images/a.png)")})
    good(desk.build("--jobs", "1"))
    once = len(files.entries(desk))
    first = {p for p in published(good(desk.build())) if "/a" in p}
    desk.write(
        {"content/posts/q.md": post("![二](../images/a.png)", title="二", date="2026-04-01")}
    )
    built = good(desk.build())
    assert {p for p in published(built) if "/a" in p} == first
    copied = post("![三](../images/b.png)", title="三", date="2026-03-01")
    desk.write({"content/images/b.png": data, "content/posts/r.md": copied})
    built = good(desk.build())
    names = set(pictures(built, "posts/r/")["三"].paths)
    assert all("b-" in name for name in names)
    # One more measure of a file and one more finished text each, but no more forms.
    heavy = [
        d for _, _, d in files.entries(desk) if len(d) > 1000 and (b"ftyp" in d or b"WEBP" in d)
    ]
    assert len(heavy) == len({bytes(d) for d in heavy})
    assert len(files.entries(desk)) <= once + 10


def test_copies_that_capitals_tell_apart_are_one_file(desk: Desk) -> None:
    """As they would be on macOS and Windows; what they are called changes nothing."""
    data, text = saved(files.cornered(), "PNG"), "[PDF]({}.pdf)\n\n![図]({}.png)\n"
    for number, name in enumerate(("Login", "login", "LOGIN", "Loginß", "LOGINSS")):
        folder = f"content/posts/p{number}"
        page = {f"{folder}/index.md": post(text.format(name, name), title=f"題{number}")}
        named = {f"{folder}/{name}.png": data, f"{folder}/{name}.pdf": b"%PDF-1.4"}
        desk.write(page | named)
    published = [path for path in good(desk.build()).everything() if "login" in path.lower()]
    assert len({path.lower() for path in published}) == len(published)
    assert sum(path.endswith(".pdf") for path in published) == 2


def test_names_tell_contents_apart(desk: Desk) -> None:
    """Pictures of one name in two posts, and one redacted otherwise, have names of their own."""
    one, two = (saved(files.texture((300, 200), 10, seed), "PNG") for seed in (1, 2))
    site(desk, {"a.png": one}, name="p")
    site(desk, {"a.png": two}, name="q")
    built = good(desk.build())
    p, q = pictures(built, "posts/p/")["a.png"], pictures(built, "posts/q/")["a.png"]
    assert not set(p.paths) & set(q.paths)
    site(desk, {"a.png": one}, name="p", attributes={"a.png": '{redact="0 0 20 20"}'})
    again = pictures(good(desk.build()), "posts/p/")["a.png"]
    assert not set(p.paths) & set(again.paths)


# Weight and sharpness

SCREENS = {
    "document.png": files.document,
    "terminal.png": files.terminal,
    "window.png": files.window,
}


@pytest.fixture(scope="module")
def screens(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a post with screenshots full of text, and a drawing."""
    made = {name: saved(draw(), "PNG") for name, draw in SCREENS.items()}
    made["chart.png"] = saved(files.flat((640, 360)), "PNG")
    desk = files.place_for(tmp_path_factory.mktemp("screens"), "site")
    return good(site(desk, made).build())


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize(("width", "most"), [(1280, 50_000), (480, 20_000)])
def test_screenshots_weigh_what_they_may(screens: Built, name: str, width: int, most: int) -> None:
    """The form that a browser picks first is within the budget."""
    shown = pictures(screens)[name]
    path = shown.formats[shown.order[0]][width]
    assert len((screens.output / path).read_bytes()) <= most, path


def contrast(image: Image.Image) -> float:
    """Give how strongly the edges of an image stand out."""
    edges = image.convert("L").filter(ImageFilter.FIND_EDGES)
    return float(ImageStat.Stat(edges).rms[0])


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize("width", [480, 1280])
def test_text_in_screenshots_stays_sharp(screens: Built, name: str, width: int) -> None:
    """Edges keep four fifths of their contrast, and few pixels are far from the original's."""
    original = SCREENS[name]()
    height = round(original.height * width / original.width)
    fair = original.resize((width, height), Image.Resampling.LANCZOS)
    for kind, found in pictures(screens)[name].formats.items():
        image = files.decoded((screens.output / found[width]).read_bytes()).convert("RGB")
        assert contrast(image) >= 0.8 * contrast(fair), kind
        gone = ImageStat.Stat(ImageChops.difference(image.convert("L"), fair.convert("L")))
        assert gone.rms[0] < 14, (kind, gone.rms)


def test_flat_drawings_are_published_without_loss(screens: Built) -> None:
    """The form that is picked first is the drawing itself, pixel by pixel, and small."""
    size, image = first_form(screens, "chart.png")
    assert ImageChops.difference(image.convert("RGB"), files.flat((640, 360))).getbbox() is None
    assert size < 4000


def test_a_title_card_does_not_replace_a_picture(screens: Built) -> None:
    """The sharing picture is the post's first picture, at 1200 by 630."""
    page = screens.page("posts/a/")
    path = page.partition('property="og:image" content="https://example.com/')[2].partition('"')[0]
    image = files.decoded((screens.output / path).read_bytes())
    assert image.size == (1200, 630)
    assert "document" in Path(path).name


def test_settings_text_is_kept(desk: Desk) -> None:
    """A site without pictures has no picture but its title card."""
    desk.write({"content/posts/a.md": post("文。"), "site.toml": SETTINGS})
    assert all("card" in path for path in published(good(desk.build())))
