# ruff: noqa: INP001 - a script that an author runs, not part of a package
"""Draw the pictures of the sample site: screens of a shop that does not exist.

    python tools/draw_pictures.py [CONTENT_FOLDER]

The pictures are committed under `content/`; run this only after changing it. It
needs the font Noto Sans CJK (Debian, Ubuntu: `fonts-noto-cjk`), in a system
font folder or in the one that the environment variable `NOTO_CJK` names.
Layout is in pixels of the finished picture, 1280 by 800.
"""

import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

Box = tuple[float, float, float, float]

SCALE = 2  # drawn twice as large and reduced, which smooths the edges
SIZE = (1280, 800)
COLOURS = 64
FONT_FOLDERS = (
    os.environ.get("NOTO_CJK", ""),
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/google-noto-sans-cjk-fonts",
    "~/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)

PAPER, CARD, LINE, BAR = "#f6f3ec", "#ffffff", "#d8d3c6", "#e6e3da"
INK, SOFT, BRAND, TINT = "#26302d", "#68716c", "#23594c", "#e4efea"
ALERT, ALERT_TINT, SUN = "#b8432f", "#fbeae5", "#d99a2b"


@cache
def font(size: int, weight: str) -> ImageFont.FreeTypeFont:
    """Give the font at `size` pixels; leave with a remedy where it is missing."""
    name = f"NotoSansCJK-{weight}.ttc"
    for folder in filter(None, FONT_FOLDERS):
        path = Path(folder).expanduser() / name
        if path.is_file():
            return ImageFont.truetype(str(path), size * SCALE)
    sys.exit(f"{name} is missing: install Noto Sans CJK (fonts-noto-cjk), or set NOTO_CJK")


class Sheet:
    """A picture being drawn."""

    def __init__(self, size: tuple[int, int] = SIZE, paper: str = PAPER) -> None:
        """Begin with an empty sheet of `size` pixels."""
        self.size = size
        self.image = Image.new("RGB", (size[0] * SCALE, size[1] * SCALE), paper)
        self.pen = ImageDraw.Draw(self.image)

    def box(self, box: Box, fill: str, line: str | None = None, radius: float = 16) -> None:
        """Draw a rectangle with round corners; `line` is the colour of its edge."""
        width = 2 * SCALE if line else 0
        self.pen.rounded_rectangle(_scaled(box), radius * SCALE, fill, line, width)

    def disc(self, box: Box, fill: str | None, line: str | None = None, width: int = 0) -> None:
        """Draw an ellipse, filled or as a ring of `width` pixels."""
        self.pen.ellipse(_scaled(box), fill, line, width * SCALE)

    def text(  # noqa: PLR0913 - what any text needs; all but the first two have defaults
        self,
        at: tuple[float, float],
        words: str,
        size: int = 30,
        colour: str = INK,
        *,
        bold: bool = False,
        anchor: str = "lm",
    ) -> None:
        """Write one line; `anchor` is Pillow's (`lm`: left, middle)."""
        face = font(size, "Bold" if bold else "Regular")
        self.pen.text((at[0] * SCALE, at[1] * SCALE), words, colour, face, anchor)

    def button(self, box: Box, words: str, *, quiet: bool = False) -> None:
        """Draw a button; a quiet one is an outline."""
        fill, colour = (CARD, BRAND) if quiet else (BRAND, CARD)
        self.box(box, fill, BRAND, 14)
        self.text(_middle(box), words, 32, colour, bold=True, anchor="mm")

    def save(self, path: Path) -> None:
        """Write the picture in its finished size, as a PNG with few colours."""
        small = self.image.resize(self.size, Image.Resampling.LANCZOS)
        path.parent.mkdir(parents=True, exist_ok=True)
        method, dither = Image.Quantize.MAXCOVERAGE, Image.Dither.NONE
        few = small.quantize(COLOURS, method, kmeans=2, dither=dither)
        few.save(path, optimize=True)


def _scaled(box: Box) -> Box:
    left, top, right, bottom = box
    return left * SCALE, top * SCALE, right * SCALE, bottom * SCALE


def _middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def shop(address: str) -> Sheet:
    """Begin a screen of the shop: the browser's address bar and the shop's own."""
    sheet = Sheet()
    sheet.box((0, 0, 1280, 76), BAR, radius=0)
    sheet.box((40, 14, 1240, 62), CARD, radius=24)
    sheet.text((72, 38), f"shop.example.jp/{address}", 26, SOFT)
    sheet.box((0, 76, 1280, 164), BRAND, radius=0)
    sheet.disc((48, 98, 92, 142), None, CARD, 5)
    sheet.disc((62, 112, 78, 128), CARD)
    sheet.text((110, 120), "みほん商店", 38, CARD, bold=True)
    sheet.text((1232, 120), "商品をさがす   かご   マイページ", 28, TINT, anchor="rm")
    return sheet


def field(sheet: Sheet, top: float, label: str, value: str) -> None:
    """Draw a labelled field of the form in the middle of the screen."""
    sheet.text((350, top), label, 28, SOFT)
    sheet.box((350, top + 24, 930, top + 96), CARD, LINE, 12)
    sheet.text((376, top + 60), value, 32)


def login() -> Sheet:
    """The shop's login form."""
    sheet = shop("login")
    sheet.box((300, 196, 980, 776), CARD, LINE)
    sheet.text((350, 258), "ログイン", 44, bold=True)
    field(sheet, 328, "メールアドレス", "you@example.jp")
    field(sheet, 460, "パスワード", "●●●●●●●●●●")
    sheet.button((350, 592, 930, 672), "ログイン")
    sheet.text((640, 722), "パスワードを忘れたとき", 28, BRAND, anchor="mm")
    return sheet


def locked() -> Sheet:
    """The message that the account is locked."""
    sheet = shop("login/locked")
    sheet.box((180, 204, 1100, 768), CARD, LINE)
    sheet.disc((228, 248, 300, 320), ALERT)
    sheet.text((264, 283), "!", 50, CARD, bold=True, anchor="mm")
    sheet.text((328, 284), "アカウントをロックしました", 46, bold=True)
    sheet.text((228, 376), "ログインの失敗が続いたため、安全のために止めています。", 31)
    sheet.text((228, 426), "解除は電話で受け付けます。", 31)
    sheet.box((228, 474, 1052, 618), ALERT_TINT, radius=12)
    sheet.text((264, 518), "お問い合わせ番号", 28, SOFT)
    sheet.text((264, 570), "MH-0000-1234", 42, ALERT, bold=True)
    sheet.button((228, 652, 622, 732), "電話で解除する")
    sheet.button((658, 652, 1052, 732), "よくある質問", quiet=True)
    return sheet


def phone_check() -> Sheet:
    """The screen that shows the number to key in on the phone."""
    sheet = shop("unlock/phone")
    sheet.text((640, 228), "電話で本人確認", 46, bold=True, anchor="mm")
    sheet.text((640, 292), "案内が流れたら、この番号を電話機で押してください。", 31, anchor="mm")
    for place, digit in enumerate("482915"):
        left = 236 + place * 132 + (32 if place > 2 else 0)  # noqa: PLR2004 - two groups of three
        sheet.box((left, 344, left + 116, 484), CARD, BRAND)
        sheet.text((left + 58, 412), digit, 74, BRAND, bold=True, anchor="mm")
    sheet.box((236, 528, 1044, 546), LINE, radius=9)
    sheet.box((236, 528, 842, 546), SUN, radius=9)
    sheet.text((640, 586), "あと 22 分 使えます", 28, SOFT, anchor="mm")
    sheet.box((236, 636, 1044, 752), TINT, radius=12)
    sheet.text((272, 694), "電話番号", 28, SOFT)
    sheet.text((1008, 694), "0120-000-000", 46, BRAND, bold=True, anchor="rm")
    return sheet


def passkeys() -> Sheet:
    """The settings page with two passkeys and the recovery codes."""
    sheet = shop("settings/security")
    for row, words in enumerate(("お客さま情報", "お届け先", "ログインと安全")):
        top, chosen = 204 + row * 84, words == "ログインと安全"
        sheet.box((40, top, 340, top + 72), TINT if chosen else PAPER, radius=12)
        sheet.text((68, top + 36), words, 30, BRAND if chosen else SOFT, bold=chosen)
    sheet.box((372, 204, 1240, 768), CARD, LINE)
    sheet.text((416, 260), "パスキー", 42, bold=True)
    sheet.button((918, 222, 1200, 296), "追加する", quiet=True)
    setting(sheet, 332, "ふだんのスマートフォン", "最後に使った日: 今日")
    setting(sheet, 474, "予備のセキュリティキー", "最後に使った日: 10月18日")
    setting(sheet, 616, "回復コード", "残り 8 個")
    return sheet


def setting(sheet: Sheet, top: float, name: str, state: str) -> None:
    """Draw a row of the settings page with the sign that it is set up."""
    sheet.box((416, top - 10, 1200, top - 8), LINE, radius=0)
    sheet.text((416, top + 38), name, 33, bold=True)
    sheet.text((416, top + 88), state, 28, SOFT)
    sheet.box((1056, top + 34, 1200, top + 92), TINT, radius=29)
    sheet.text((1128, top + 62), "設定済み", 27, BRAND, bold=True, anchor="mm")


ORDER = (
    ("注文番号", "MH-0000-1234"),
    ("お名前", "瓦版編集部"),
    ("お届け先", "○○県○○市1-2-3"),
    ("電話", "050-0000-0000"),
    ("商品", "見本ノート 2冊"),
)


def covered() -> Sheet:
    """An order as it was taken, and with what nobody needs to see painted over."""
    sheet = Sheet()
    for left, title, cover in ((40, "撮ったまま", False), (656, "塗りつぶしたあと", True)):
        sheet.text((left + 4, 64), title, 40, BRAND if cover else ALERT, bold=True)
        sheet.box((left, 112, left + 584, 760), CARD, LINE)
        for row, (label, value) in enumerate(ORDER):
            top = 164 + row * 120
            sheet.text((left + 40, top), label, 27, SOFT)
            sheet.text((left + 40, top + 48), value, 36)
            if cover and label != "商品":
                sheet.box((left + 32, top + 22, left + 440, top + 76), INK, radius=4)
    return sheet


def masks() -> Sheet:
    """Blur, mosaic and paint over the same digits."""
    sheet = Sheet()
    rows: tuple[tuple[str, str, Callable[[Image.Image], Image.Image]], ...] = (
        ("ぼかし", "形が残る", lambda part: part.filter(ImageFilter.GaussianBlur(16))),
        ("モザイク", "濃淡が残る", _mosaic),
        ("塗りつぶし", "何も残らない", lambda part: Image.new("RGB", part.size, INK)),
    )
    for row, (name, verdict, hide) in enumerate(rows):
        top, safe = 40 + row * 248, name == "塗りつぶし"
        sheet.box((40, top, 1240, top + 224), CARD, LINE)
        sheet.text((88, top + 84), name, 42, bold=True)
        sheet.text((88, top + 144), verdict, 31, BRAND if safe else ALERT, bold=True)
        sheet.text((776, top + 110), "482 915", 108, anchor="mm")
        _change(sheet.image, (516, top + 32, 1036, top + 192), hide)
        sheet.text(
            (1164, top + 110), "○" if safe else "×", 76, BRAND if safe else ALERT, anchor="mm"
        )
    return sheet


def _mosaic(part: Image.Image) -> Image.Image:
    coarse = part.resize((part.width // 40, part.height // 40), Image.Resampling.BOX)
    return coarse.resize(part.size, Image.Resampling.NEAREST)


def _change(image: Image.Image, box: Box, change: Callable[[Image.Image], Image.Image]) -> None:
    left, top, right, bottom = (round(edge) for edge in _scaled(box))
    image.paste(change(image.crop((left, top, right, bottom))), (left, top))


def spares() -> Sheet:
    """Three ways in, and the three places where they are kept."""
    sheet = Sheet()
    columns = (
        ("ふだんの鍵", "スマートフォン", "持ち歩く", _draw_phone),
        ("予備の鍵", "セキュリティキー", "家にしまう", _draw_key),
        ("最後の手段", "回復コード", "別の場所に置く", _draw_paper),
    )
    for column, (title, thing, place, draw) in enumerate(columns):
        left = 40 + column * 410
        middle = left + 190
        sheet.box((left, 60, left + 380, 740), CARD, LINE, 24)
        sheet.text((middle, 128), title, 42, BRAND, bold=True, anchor="mm")
        draw(sheet, middle)
        sheet.text((middle, 544), thing, 36, bold=True, anchor="mm")
        sheet.box((left + 40, 612, left + 340, 688), TINT, radius=38)
        sheet.text((middle, 648), place, 32, BRAND, anchor="mm")
    return sheet


def _draw_phone(sheet: Sheet, middle: float) -> None:
    sheet.box((middle - 78, 198, middle + 78, 478), BRAND, radius=26)
    sheet.box((middle - 62, 222, middle + 62, 442), TINT, radius=8)
    sheet.disc((middle - 34, 292, middle + 34, 360), None, BRAND, 9)
    sheet.disc((middle - 10, 316, middle + 10, 336), BRAND)
    sheet.box((middle - 24, 454, middle + 24, 462), TINT, radius=4)


def _draw_key(sheet: Sheet, middle: float) -> None:
    sheet.box((middle - 36, 198, middle + 36, 280), LINE, radius=6)
    sheet.box((middle - 70, 262, middle + 70, 478), BRAND, radius=34)
    sheet.disc((middle - 38, 300, middle + 38, 376), SUN)
    sheet.disc((middle - 18, 424, middle + 18, 460), CARD)


def _draw_paper(sheet: Sheet, middle: float) -> None:
    sheet.box((middle - 100, 208, middle + 100, 468), PAPER, LINE, 8)
    for row in range(5):
        top = 244 + row * 42
        sheet.box((middle - 70, top, middle - 8, top + 16), SOFT, radius=8)
        sheet.box((middle + 8, top, middle + 70, top + 16), SOFT, radius=8)


def key() -> Sheet:
    """Draw the security key of the product box."""
    sheet = Sheet((676, 676))
    _draw_key(sheet, 338)
    return sheet


def card_key() -> Sheet:
    """Draw the key in the form of a card."""
    sheet = Sheet((676, 676))
    sheet.box((178, 238, 498, 438), BRAND, radius=24)
    for size in (20, 44, 68):
        sheet.disc((420 - size, 338 - size, 420 + size, 338 + size), None, SUN, 8)
    sheet.disc((216, 376, 252, 412), CARD)
    return sheet


def touch_key() -> Sheet:
    """Draw the key that reads a finger."""
    sheet = Sheet((676, 676))
    sheet.box((302, 198, 374, 280), LINE, radius=6)
    sheet.box((268, 262, 408, 478), INK, radius=34)
    for size in (14, 32, 50):
        sheet.disc((338 - size, 356 - size, 338 + size, 356 + size), None, SUN, 8)
    return sheet


def seal() -> Sheet:
    """The editorial desk's mark: rows of roof tiles on vermilion."""
    sheet = Sheet((480, 480), ALERT)
    for row in range(5):
        for column in range(3):
            x, y = column * 320 - (row % 2) * 160, 160 + row * 90
            sheet.disc((x - 160, y - 160, x + 160, y + 160), ALERT, CARD, 18)
            sheet.disc((x - 84, y - 84, x + 84, y + 84), ALERT, CARD, 18)
    return sheet


def screen() -> Sheet:
    """A form without a word, for new sites of every language."""
    sheet = Sheet()
    sheet.box((0, 0, 1280, 76), BAR, radius=0)
    sheet.box((40, 14, 1240, 62), CARD, radius=24)
    sheet.box((300, 136, 980, 744), CARD, LINE)
    sheet.box((360, 176, 620, 204), BRAND, radius=8)
    for top, width in ((244, 320), (372, 480), (500, 260)):
        sheet.box((360, top - 20, 520, top - 4), LINE, radius=6)
        sheet.box((360, top + 8, 920, top + 80), CARD, LINE, 12)
        sheet.box((386, top + 36, 386 + width, top + 52), SOFT, radius=6)
    sheet.button((360, 632, 920, 704), "")
    return sheet


PICTURES: dict[str, Callable[[], Sheet]] = {
    "posts/mihon-account-lock/login.png": login,
    "posts/mihon-account-lock/locked.png": locked,
    "posts/mihon-account-lock/phone-check.png": phone_check,
    "posts/2026-09-12-spare-keys/passkeys.png": passkeys,
    "posts/2026-09-12-spare-keys/spares.png": spares,
    "posts/2026-10-03-safe-screenshots/covered.png": covered,
    "images/masks.png": masks,
    "images/key.png": key,
    "images/card-key.png": card_key,
    "images/touch-key.png": touch_key,
    "images/seal.png": seal,
    "../kawaraban/cli/new_site/both/content/posts/first-post/screen.png": screen,
}


def main() -> None:
    """Draw every picture under the folder given, else under `content/`."""
    default = Path(__file__).resolve().parent.parent / "content"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    for name, draw in PICTURES.items():
        draw().save(folder / name)


if __name__ == "__main__":
    main()
