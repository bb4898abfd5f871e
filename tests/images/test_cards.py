"""Sharing cards: what is drawn, what is left out."""

from __future__ import annotations

import io
import multiprocessing
import pickle
import re
import shutil
import struct
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from kawaraban.builder import Builder
from kawaraban.cli.arguments import parse_arguments
from kawaraban.images.cards import cards, fonts, glyphs
from kawaraban.images.cards.cards import Card, draw_card
from kawaraban.images.cards.fonts import Face
from kawaraban.incremental.no_op import find_last_build
from tests.desk import NOW, PROJECT, SETTINGS, Desk, post

MEASURE = 1040
TITLE = (76, 80, 1124, 478)
FOOT = (80, 518, 1120, 582)
TITLES = {
    "short": "寿司の握り方",
    "normal": "確定申告は自宅で終わる。マイナンバーカードとスマートフォンで申告する手順",
    "78 characters": "写真で分かる初めての確定申告の手順を、医療費控除からふるさと納税まで丁寧に"
    "解説します。会社員と個人事業主のどちらにも役立つ、失敗しないための完全保存版です",
    "300 characters": "写真で分かる、初めての確定申告の手順。医療費控除から納税まで、" * 10,
    "English": "How to choose a home bakery that you will still be using three years from now",
    "mixed": "iPhone 16 ProとPixel 9 Proのカメラを、Adobe Lightroomで比べました（2025年版）",
    "one long word": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamte",
    "no place to break": "写真の" + "ー" * 60 + "話",
    "marks alone": "。" * 300,
    "Arabic": "كيفية اختيار أفضل كاميرا (2025) للمبتدئين مع iPhone 16 Pro",
    "Hebrew": "איך לבחור מצלמה טובה למתחילים, מדריך מלא לשנת 2025",
    "rare kanji": "𠮷野家と髙島屋、葛\U000e0100城市の叱𠮟と鷗外の﨑、齾龘靐",
    "control characters": "逆さ\x00の\u202e文字\x1b[31m\ufdd0\ud800と\r\n改行",
    "wide": "W" * 400,
    "narrow": "il" * 400,
}
TOWERS = "Z\u0338\u0335\u0327\u0322\u031b\u0357\u0320 か\u3099\u3099\u3099\u3099 \u0301"


@pytest.fixture
def unshaped(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Draw as where Pillow comes without the library that shapes scripts."""
    remembered = (glyphs.split_by_face, glyphs.width, glyphs.advance, glyphs.shapes)
    monkeypatch.setattr(glyphs, "_features", lambda: None)
    monkeypatch.setattr(glyphs, "font", partial(fonts.font, shaped=False))
    for function in remembered:
        function.cache_clear()
    yield
    for function in remembered:
        function.cache_clear()


def card(title: str, site: str = "暮らしの瓦版", author: str = "山田 花子") -> Card:
    """Give a card that differs by its title."""
    return Card(title=title, site=site, author=author)


def picture(data: bytes) -> Image.Image:
    """Give a card's pixels."""
    return Image.open(io.BytesIO(data)).convert("RGB")


def ink(image: Image.Image, box: tuple[int, int, int, int]) -> set[object]:
    """Give the colours inside a box, other than paper."""
    colours = image.crop(box).getcolors()
    assert colours is not None
    return {colour for _, colour in colours} - {(0xF7, 0xF4, 0xEC)}


def chunks(data: bytes) -> list[bytes]:
    """Give the names of a PNG's chunks."""
    names, place = [], 8
    while place < len(data):
        length, name = struct.unpack_from(">I4s", data, place)
        names.append(name)
        place += 12 + length
    return names


@pytest.mark.parametrize("title", ["", *TITLES.values()], ids=["empty", *TITLES])
def test_a_card_is_a_small_png_of_one_size(title: str, faces: tuple[Face, ...]) -> None:
    """Whatever the title, a card is 1200 by 630 pixels, without metadata, and not heavy."""
    data = draw_card(card(title), faces)
    assert picture(data).size == (cards.WIDTH, cards.HEIGHT) == (1200, 630)
    assert set(chunks(data)) <= {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
    assert len(data) < 60_000


@pytest.mark.parametrize("title", ["", *TITLES.values()], ids=["empty", *TITLES])
def test_a_card_weighs_what_a_plain_encoding_does(title: str, faces: tuple[Face, ...]) -> None:
    """Pillow makes the same picture of the whole card, and no file that is much smaller."""
    data = draw_card(card(title), faces)
    opened = Image.open(io.BytesIO(data))
    buffer = io.BytesIO()
    opened.save(buffer, "PNG", compress_type=3)
    assert picture(buffer.getvalue()).tobytes() == picture(data).tobytes()
    assert opened.mode == "P"
    assert len(data) < 1.2 * len(buffer.getvalue()) + 3000


@pytest.mark.skipif(sys.platform != "linux", reason="a fork with threads is not safe there")
def test_a_card_is_the_same_in_a_forked_process(faces: tuple[Face, ...]) -> None:
    """Fonts that were opened before a fork, and faces that were pickled, draw the same."""
    wanted = [card(title) for title in TITLES.values()]
    alone = [draw_card(one, faces) for one in wanted]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.starmap(draw_card, [(one, faces) for one in wanted]) == alone
    assert pickle.loads(pickle.dumps(faces)) == faces  # noqa: S301 - our own bytes


def test_a_card_is_drawn_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A card that the output holds is not drawn another time: its name says how it is made."""
    desk.write({f"content/posts/p{n}.md": post("本文。", title=f"題{n % 2}") for n in range(3)})
    first = desk.build().everything()
    drawn = []
    monkeypatch.setattr(cards, "draw_card", lambda card, _: drawn.append(card.title) or b"")
    desk.write({"templates/base.html": '{% extends "product/base.html" %}\n'})
    arguments = ["--site", str(desk.folder), "--now", NOW]
    last = find_last_build(str(desk.folder), arguments, str(PROJECT))
    all_titles = ["試しの紙面", "題0", "題1"]
    for known, more, titles in ((last, [], []), (None, ["--no-cache"], all_titles)):
        report = Builder(parse_arguments([*arguments, *more], PROJECT), known).build()
        assert (report.published, sorted(drawn)) == (True, titles)
        named = set(re.findall(r"images/card-[0-9a-f]{12}\.png", str(first)))
        assert {path for path in first if path.startswith("images/card-")} == named


def test_deleted_cards_are_written_by_the_next_build(desk: Desk) -> None:
    """Deleted cards are in the next output, also where the whole folder was deleted."""
    desk.write({f"content/posts/p{n}.md": post("本文。", title=f"題{n}") for n in range(3)})
    first = desk.build().everything()
    assert sum(path.startswith("images/card-") for path in first) == 4
    for path in first:
        if path.startswith("images/card-"):
            (desk.folder / "output" / path).unlink()
            assert desk.build().everything() == first
    shutil.rmtree(desk.folder / "output")
    assert desk.build().everything() == first


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_a_title_stays_between_its_rules(title: str, faces: tuple[Face, ...]) -> None:
    """No letter touches the edge of the title's area, and the frame is the same on all cards."""
    left, top, right, bottom = TITLE
    drawn, plain = (picture(draw_card(card(text), faces)) for text in (title, "春"))
    assert ink(drawn, TITLE)
    for edge in (
        (left, top, left + 1, bottom),
        (right - 1, top, right, bottom),
        (left, top, right, top + 8),
        (left, bottom - 8, right, bottom),
    ):
        assert not ink(drawn, edge)
    for image in (drawn, plain):
        image.paste((0, 0, 0), TITLE)
    assert drawn.tobytes() == plain.tobytes()


@pytest.mark.parametrize("text", [TOWERS * 40, *TITLES.values()], ids=["towers", *TITLES])
def test_no_text_reaches_the_frame(text: str, faces: tuple[Face, ...]) -> None:
    """A site and an author of any name stay in the foot, and stacked marks in their lines."""
    cards_drawn = [draw_card(card(text, text, text), faces), draw_card(card("春"), faces)]
    drawn, plain = (picture(data) for data in cards_drawn)
    for image in (drawn, plain):
        image.paste((0, 0, 0), TITLE)
        image.paste((0, 0, 0), FOOT)
    assert drawn.tobytes() == plain.tobytes()


@pytest.mark.usefixtures("unshaped")
def test_a_card_needs_no_shaping_library(faces: tuple[Face, ...]) -> None:
    """Where Pillow cannot shape scripts, all titles are drawn all the same."""
    assert all(draw_card(card(title), faces) for title in TITLES.values())


def test_a_card_is_the_same_on_every_thread(faces: tuple[Face, ...]) -> None:
    """The same card gives the same bytes, also while others are drawn, and others give others."""
    wanted = [card(title) for title in TITLES.values()] * 4
    alone = [draw_card(one, faces) for one in wanted]
    for function in (glyphs.split_by_face, glyphs.width, glyphs.advance, glyphs.shapes):
        function.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda one: draw_card(one, faces), wanted)) == alone
    assert len(set(alone)) == len(TITLES)


@pytest.mark.parametrize(
    "changed", [card("夏"), card("春", site="別の新聞"), card("春", author=""), card("春", site="")]
)
def test_every_text_is_drawn(changed: Card, faces: tuple[Face, ...]) -> None:
    """Another title, site or author gives another card."""
    assert draw_card(changed, faces) != draw_card(card("春"), faces)


@pytest.mark.parametrize(
    ("title", "same"),
    [
        ("🎉春の👨‍👩‍👧‍👦新生活🇯🇵", "春の新生活"),
        ("😀☎️春", "☎春"),
        ("1️⃣0選", "10選"),
        ("逆さ\x00の\u202e文字\U0010ffff\ue000", "逆さの文字"),
        ("春の\n\u3000 新生活\t", "春の 新生活"),
        ("🎉👨‍👩‍👧‍👦🇯🇵", ""),
        ("\u0301\ufe0f\u200d\x00 \n", ""),
        ("か\u3099", "が"),
    ],
)
def test_what_no_font_has_is_left_out(title: str, same: str, faces: tuple[Face, ...]) -> None:
    """An emoji or a control character leaves neither a box nor a gap."""
    assert draw_card(card(title), faces) == draw_card(card(same), faces)


def test_no_box_stands_for_a_missing_letter(latin: Path) -> None:
    """A character of a script that no face has is left out, and not drawn as a box."""
    alone = (Face(latin),)
    assert draw_card(card("A写真B"), alone) == draw_card(card("AB"), alone)
    assert draw_card(card("写真"), alone) == draw_card(card(""), alone)


def test_a_letter_bears_few_marks(faces: tuple[Face, ...]) -> None:
    """Marks heaped on a letter are cut to what languages need."""
    heaped = glyphs.drawable_text("x" + "\u0323" * 20, faces)
    assert heaped in {"x", "x\u0323\u0323\u0323"}


@pytest.mark.parametrize("title", ["", "🎉👨‍👩‍👧‍👦🇯🇵"])
def test_a_card_is_no_picture_without_words(title: str, faces: tuple[Face, ...]) -> None:
    """A title of which nothing can be drawn gives way to the site's name."""
    drawn = picture(draw_card(card(title), faces)).crop(TITLE)
    named = picture(draw_card(card("暮らしの瓦版"), faces)).crop(TITLE)
    assert drawn.tobytes() == named.tobytes()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_without_a_font_no_card_is_published(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """On a machine without fonts pages name no sharing picture, and one warning says why."""
    monkeypatch.setattr(fonts, "_font_folders", tuple)
    desk.write({f"content/posts/p{n}.md": post("本文。", title=f"題{n}") for n in range(3)})
    desk.write({"site.toml": f'language = "{language}"\n{SETTINGS}'})
    report = Builder(parse_arguments(["--site", str(desk.folder), "--now", NOW], PROJECT)).build()
    published = {p.name for p in (desk.folder / "output").rglob("*") if p.is_file()}
    page = (desk.folder / "output/posts/p0/index.html").read_text("utf-8")
    assert report.published
    assert [one.rule for one in report.diagnostics] == ["no-font"]
    assert not any(name.endswith(".png") for name in published)
    assert "og:image" not in page
    assert '"image"' not in page
    assert 'name="twitter:card" content="summary"' in page
