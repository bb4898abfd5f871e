"""The published forms of pictures: which ones, how large, under which names."""

from __future__ import annotations

import io
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from PIL import Image

from tests.desk import Built, Desk, post
from tests.images import files
from tests.images.files import good, pictures, published, saved, site

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


def test_copies_whose_names_differ_in_case_are_one_file(desk: Desk) -> None:
    """Copies whose names differ in case are published once, as macOS and Windows need."""
    data, text = saved(files.cornered(), "PNG"), "[PDF]({}.pdf)\n\n![図]({}.png)\n"
    for number, name in enumerate(("Login", "login", "LOGIN", "Loginß", "LOGINSS")):
        folder = f"content/posts/p{number}"
        page = {f"{folder}/index.md": post(text.format(name, name), title=f"題{number}")}
        named = {f"{folder}/{name}.png": data, f"{folder}/{name}.pdf": b"%PDF-1.4"}
        desk.write(page | named)
    published = [path for path in good(desk.build()).everything() if "login" in path.lower()]
    assert len({path.lower() for path in published}) == len(published)
    assert sum(path.endswith(".pdf") for path in published) == 2


def test_different_pictures_of_one_name_have_names_of_their_own(desk: Desk) -> None:
    """Pictures of one name in two posts, and one redacted otherwise, have different names."""
    one, two = (saved(files.texture((300, 200), 10, seed), "PNG") for seed in (1, 2))
    site(desk, {"a.png": one}, name="p")
    site(desk, {"a.png": two}, name="q")
    built = good(desk.build())
    p, q = pictures(built, "posts/p/")["a.png"], pictures(built, "posts/q/")["a.png"]
    assert not set(p.paths) & set(q.paths)
    site(desk, {"a.png": one}, name="p", attributes={"a.png": '{redact="0 0 20 20"}'})
    later = pictures(good(desk.build()), "posts/p/")["a.png"]
    assert not set(p.paths) & set(later.paths)
