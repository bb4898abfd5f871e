"""Sharing cards: what is drawn, what is left out, and in which typefaces."""

from __future__ import annotations

import errno
import io
import multiprocessing
import os
import pickle
import re
import shutil
import struct
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

import budoux
import pytest
from PIL import Image, ImageFont

import build
from kawaraban.cli.main import parsed
from kawaraban.images.cards import cards, fonts, glyphs, lines
from kawaraban.images.cards.cards import Card, draw_card
from kawaraban.images.cards.fonts import BadFontError, Face, find_faces, identity, known_faces
from kawaraban.incremental.before import looked
from kawaraban.incremental.cache import Cache
from tests.desk import NOW, PROJECT, Desk, post

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


@pytest.fixture(scope="module")
def faces() -> tuple[Face, ...]:
    """Give this machine's faces for Japanese, which these tests cannot do without."""
    found = find_faces(None, "ja")
    assert found, "these tests need a Japanese font: install fonts-noto-cjk, or Noto Serif JP"
    return found


@pytest.fixture
def latin(tmp_path: Path) -> Path:
    """Give a font file of Latin letters: the one inside Pillow."""
    file = tmp_path / "own" / "Latin.ttf"
    file.parent.mkdir()
    default = ImageFont.load_default(20)
    assert isinstance(default, ImageFont.FreeTypeFont)
    file.write_bytes(default.font_bytes)
    return file


@pytest.fixture
def unshaped(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Draw as where Pillow comes without the library that shapes scripts."""
    remembered = (glyphs.runs, glyphs.widths, glyphs.advance, glyphs.shapes)
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
    """Its name says all that it is made from: one that the last build left is not drawn again."""
    desk.write({f"content/posts/p{n}.md": post("本文。", title=f"題{n % 2}") for n in range(3)})
    first = desk.build().everything()
    drawn = []
    monkeypatch.setattr(cards, "draw_card", lambda card, _: drawn.append(card.title) or b"")
    desk.write({"templates/base.html": '{% extends "product/base.html" %}\n'})
    arguments = ["--site", str(desk.folder), "--now", NOW]
    for before, titles in (
        (looked(arguments, str(PROJECT)), []),
        (None, ["試しの紙面", "題0", "題1"]),
    ):
        report = build.build(parsed(arguments, PROJECT), before)
        assert (report.published, sorted(drawn)) == (True, titles)
        named = set(re.findall(r"images/card-[0-9a-f]{12}\.png", str(first)))
        assert {path for path in first if path.startswith("images/card-")} == named


def test_cards_that_were_deleted_come_again(desk: Desk) -> None:
    """The output is what it was, also where all of it is gone."""
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
def test_a_title_stays_inside_its_place(title: str, faces: tuple[Face, ...]) -> None:
    """No letter touches the edge of the title's place, and the frame is the same on all cards."""
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
    """A site and an author of any name stay in the foot, and marks on marks in their places."""
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
    for function in (glyphs.runs, glyphs.widths, glyphs.advance, glyphs.shapes):
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
    heaped = glyphs.drawable("x" + "\u0323" * 20, faces)
    assert heaped in {"x", "x\u0323\u0323\u0323"}


def test_a_card_without_a_font_is_an_ornament() -> None:
    """Without any face nothing fails: all such cards are one picture, and not a blank one."""
    bare = draw_card(Card(title="", site=""), ())
    assert draw_card(card("写真"), ()) == bare
    assert ink(picture(bare), TITLE)


def test_what_does_not_fit_ends_in_an_ellipsis(faces: tuple[Face, ...]) -> None:
    """A long title is cut with an ellipsis after a letter, and is not read to its end."""
    size, cut = lines.set_title(TITLES["300 characters"], "ja", MEASURE, faces)
    assert (size, len(cut)) == lines.SIZES[-1]
    assert cut[-1][-1] == "…"
    assert cut[-1][-2].isalnum()
    assert draw_card(card("あ" * 1_000_000), faces) == draw_card(card("あ" * 501), faces)
    assert draw_card(card("🎉" * 499 + "春夏"), faces) == draw_card(card("春…"), faces)


@pytest.mark.parametrize("name", ["normal", "78 characters", "mixed"])
def test_phrases_stay_whole(name: str, faces: tuple[Face, ...]) -> None:
    """Each line but the last ends where a phrase or a word does."""
    title = TITLES[name]
    _, broken = lines.set_title(title, "ja", MEASURE, faces)
    texts = ["".join(line) for line in broken]
    phrases = budoux.load_default_japanese_parser().parse(title)
    ends = {"".join(phrases[: n + 1]) for n in range(len(phrases))}
    rest = title
    for text in texts:
        assert rest.startswith(text)
        rest = rest.removeprefix(text)
        assert title.removesuffix(rest) in ends or rest.startswith(" ")
        rest = rest.lstrip(" ")
    assert not rest
    assert len(texts) > 1


def test_english_is_broken_at_spaces(faces: tuple[Face, ...]) -> None:
    """Words of English stay whole, in order."""
    _, broken = lines.set_title(TITLES["English"], "en", MEASURE, faces)
    assert " ".join("".join(line) for line in broken) == TITLES["English"]


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_lines_fit_and_grow_smaller_with_the_title(title: str, faces: tuple[Face, ...]) -> None:
    """Each line is within the measure, and no more lines are set than the size allows."""
    size, broken = lines.set_title(glyphs.drawable(title, faces), "ja", MEASURE, faces)
    assert 1 <= len(broken) <= dict(lines.SIZES)[size]
    assert all(lines.extent(line, faces) * size <= MEASURE + 1 for line in broken)


@pytest.mark.parametrize(
    "title",
    [
        "それは、" * 40,
        "（例）「問」" * 40,
        "カッター・ナイフ！？" * 20,
        "スーパーー、" * 40,
        "100%，" * 60,
    ],
)
def test_no_line_starts_or_ends_against_the_rules(title: str, faces: tuple[Face, ...]) -> None:
    """No line starts with a closing mark, a long vowel or a small kana, or ends with an opening."""
    _, broken = lines.set_title(title, "ja", MEASURE, faces)
    assert len(broken) > 1
    assert not [line for line in broken if line[0] in "、）」・ッー！？%，"]
    assert not [line for line in broken if line[-1] in "（「"]


def test_no_letter_is_left_alone_on_the_last_line(faces: tuple[Face, ...]) -> None:
    """Lines are of about one width, even where a title is just longer than a line."""
    for count in range(9, 80):
        _, broken = lines.set_title("漢" * count, "en", MEASURE, faces)
        assert len(broken[-1]) > 2 or len(broken) == 1
        assert max(map(len, broken)) - len(broken[-1]) <= len(broken)


def test_words_from_the_right_are_in_their_order() -> None:
    """Right-to-left words change places; a Latin name among them reads from the left."""
    hebrew = ["אב", " ", "iPhone", " ", "Pro", " ", "גד"]
    assert lines.runs_from_right("2025 אב")
    assert not lines.runs_from_right("2025年 אב")
    turned = ["גד", " ", "iPhone", " ", "Pro", " ", "אב"]
    assert lines.from_left(hebrew, turned=True) == turned
    inside = ["本", "אב", " ", "12", " ", "גד", "と"]
    assert lines.from_left(inside, turned=False) == ["本", "גד", " ", "12", " ", "אב", "と"]


def test_a_named_font_comes_first(latin: Path, faces: tuple[Face, ...]) -> None:
    """The settings' own font is used before the machine's, which still serve what it lacks."""
    named = find_faces(latin, "ja")
    assert named == (Face(latin), *faces)
    title = card("A")
    assert draw_card(title, named) == draw_card(title, (Face(latin), *faces))
    assert draw_card(title, named) != draw_card(title, faces)
    assert draw_card(card("春", "日刊", ""), named) == draw_card(card("春", "日刊", ""), faces)


@pytest.mark.parametrize("content", [b"", b"not a font", None])
def test_a_file_that_is_no_font_is_refused(content: bytes | None, tmp_path: Path) -> None:
    """An empty file, another kind of file and a missing one are all refused by their path."""
    file = tmp_path / "font.ttf"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BadFontError) as refused:
        find_faces(file, "ja")
    assert refused.value.path == file


def test_a_font_that_is_cut_short_loses_only_letters(latin: Path) -> None:
    """A damaged font is refused, or its damaged letters are left out: nothing fails."""
    whole = latin.read_bytes()
    for part in range(1, 10):
        file = latin.with_name(f"{part}.ttf")
        file.write_bytes(whole[: len(whole) * part // 10])
        with suppress(BadFontError):
            assert draw_card(card("Sphinx of black quartz"), find_faces(file, "ja"))


@pytest.mark.parametrize("backwards", [False, True])
def test_faces_do_not_depend_on_the_order_of_a_listing(
    latin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, backwards: bool
) -> None:
    """Of two files with a name that is looked for, the one that sorts first is used."""
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "dejavusans-BOLD.ttf").write_bytes(latin.read_bytes())
    (tmp_path / "a" / "NotoSerif-Bold.ttf").write_bytes(b"broken")
    walked = list(os.walk(tmp_path))
    monkeypatch.setattr(fonts, "_folders", lambda: (tmp_path,))
    monkeypatch.setattr(os, "walk", lambda _, **__: walked[:: -1 if backwards else 1])
    monkeypatch.setattr(fonts, "_MUST_HAVE", defaultdict(lambda: "Ag"))
    assert find_faces(None, "en") == (Face(tmp_path / "a" / "dejavusans-BOLD.ttf"),)
    assert find_faces(None, "ja") == (), "a title must not be drawn with holes"


def test_a_machine_without_fonts_has_no_faces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither an empty folder nor a missing one is an error."""
    monkeypatch.setattr(fonts, "_folders", lambda: (tmp_path, tmp_path / "none"))
    assert find_faces(None, "ja") == find_faces(None, "en") == ()
    assert identity(()) == ""


def test_identity_follows_the_files_and_not_their_place(latin: Path, tmp_path: Path) -> None:
    """A font has one identity in any folder at any time, and another when it changes."""
    copy = tmp_path / latin.name
    copy.write_bytes(latin.read_bytes())
    os.utime(copy, (0, 0))
    before = identity((Face(latin),))
    assert identity((Face(copy),)) == before
    assert str(tmp_path) not in before
    copy.write_bytes(latin.read_bytes() + b"\0")
    assert identity((Face(copy),)) != before
    copy.write_bytes(b"\1" + latin.read_bytes()[1:])
    assert identity((Face(copy),)) != before
    assert identity((Face(latin), Face(latin))) != before


def test_known_faces_are_those_that_would_be_found(tmp_path: Path, faces: tuple[Face, ...]) -> None:
    """They are found once; a font that has changed since is opened again."""
    copy = tmp_path / "own.ttf"
    copy.write_bytes(faces[0].path.read_bytes())
    cache, calls = Cache(tmp_path / "cache"), []

    def remember(key: str, make: Callable[[], bytes]) -> bytes:
        return cache.remember(key, lambda: (calls.append(key), make())[1])

    for times in (1, 1):
        assert known_faces(copy, "ja", remember) == find_faces(copy, "ja")
        assert len(calls) == times
    status = copy.stat()
    with copy.open("r+b") as font:
        font.write(b"x" * 200)
    os.utime(copy, ns=(status.st_atime_ns, status.st_mtime_ns))
    fonts.font.cache_clear()  # as in the next build
    with pytest.raises(BadFontError):
        known_faces(copy, "ja", remember)
    copy.write_bytes(b"no font")
    fonts.font.cache_clear()  # as in the next build
    with pytest.raises(BadFontError):
        known_faces(copy, "ja", remember)
    copy.unlink()
    with pytest.raises(BadFontError):
        known_faces(copy, "ja", remember)


@pytest.mark.parametrize("number", [errno.EIO, errno.EMFILE])
def test_a_folder_of_fonts_that_cannot_be_listed_for_now(
    monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """What is found without it would be remembered for all that are there."""
    real = os.scandir

    def scandir(path: str) -> object:
        if "fonts" in str(path).lower():
            raise OSError(number, os.strerror(number), str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(OSError, match="onts"):
        known_faces(None, "ja", lambda _, make: make())
