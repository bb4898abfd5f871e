"""The weight and sharpness of published forms."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from tests.desk import SETTINGS, Built, Desk, post
from tests.images import files
from tests.images.files import good, pictures, published, saved, site
from tests.images.test_forms import first_form

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


def test_a_site_without_pictures_has_only_cards(desk: Desk) -> None:
    """A site without pictures has no picture but its title card."""
    desk.write({"content/posts/a.md": post("文。"), "site.toml": SETTINGS})
    assert all("card" in path for path in published(good(desk.build())))
