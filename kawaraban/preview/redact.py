"""Serve the page on which an author marks what a picture must not show (`build.py redact`)."""

from __future__ import annotations

import contextlib
import io
import threading
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from kawaraban.core.diagnostics import Source, Words
from kawaraban.core.model import PictureFile
from kawaraban.images.photo.kinds import (
    BadPictureError,
    extension_of,
    is_picture,
    not_a_picture,
    refuse_pointer,
)
from kawaraban.images.photo.opening import has_extra_default, open_picture, upright_size
from kawaraban.images.photo.pixels import pixels_of
from kawaraban.preview.server import Loopback, Resource
from kawaraban.render.templates import environment

_DRAWING = "svg"
_FILES = {
    "style.css": ("assets/style.css", "text/css; charset=utf-8"),
    "icon.svg": ("assets/icon.svg", "image/svg+xml"),
    "redact.css": ("templates/tools/redact.css", "text/css; charset=utf-8"),
    "redact.js": ("templates/tools/redact.js", "text/javascript; charset=utf-8"),
}


class RedactError(Exception):
    """A picture cannot be opened; `why` says the reason and the remedy."""

    def __init__(self, why: Words) -> None:
        """Take the reason, in both languages."""
        super().__init__(f"{why.ja} / {why.en}")
        self.why = why


def redact(
    picture: Path,
    language: str,
    product: Path,
    announce: Callable[[str], object],
    open_browser: Callable[[str], object] | None = None,
) -> None:
    """Serve the page until Ctrl-C, which raises KeyboardInterrupt.

    `announce` gets one line that names the address; `open_browser`, called in a thread,
    gets the address (None: the author's own browser). Raises RedactError and OSError.
    """
    pages = redact_page(picture, language, product)
    with Loopback(lambda request: pages.get(request.path)) as server:
        announce(_ANNOUNCEMENT.in_language(language).format(address=server.address))
        # Some browsers return only when they are closed; the page must be served until then.
        show = open_browser or _own_browser
        threading.Thread(target=show, args=(server.address,), daemon=True).start()
        server.serve_forever()


def redact_page(picture: Path, language: str, product: Path) -> dict[str, Resource]:
    """Return what is served, by path: the page (the empty path), its files and the picture.

    `product` is the folder of the templates and assets. Raises RedactError and OSError.
    """
    image = _open_upright(picture)
    template = environment(product, product).get_template("tools/redact.html")
    html = template.render(
        language=language,
        name=picture.name,
        width=image.width,
        height=image.height,
        words={name: words.in_language(language) for name, words in _WORDS.items()},
    )
    files = {
        name: Resource(media_type, (product / path).read_bytes())
        for name, (path, media_type) in _FILES.items()
    }
    page = Resource("text/html; charset=utf-8", html.encode("utf-8", "replace"))
    return {"": page, "picture": _encode(image), **files}


def _own_browser(address: str) -> None:
    """Open the author's browser (BROWSER counts); the address is announced where there is none."""
    import webbrowser  # noqa: PLC0415 - not always needed

    with contextlib.suppress(webbrowser.Error):
        webbrowser.open(address)


def _open_upright(picture: Path) -> Image.Image:
    """Open a picture's first frame as the build will paint on it: upright, without metadata."""
    name = picture.name
    if not picture.is_file():
        raise RedactError(Words(f"画像「{name}」がありません", f"there is no picture '{name}'"))
    if extension_of(name) == _DRAWING:
        raise RedactError(_NO_PIXELS)
    if not is_picture(name):
        wrong = not_a_picture(name, Source(name))
        raise RedactError(_join(wrong.what, wrong.remedy))
    try:
        data = picture.read_bytes()
        refuse_pointer(data, name)
        with open_picture(data, name) as image:
            width, height = upright_size(image)
            whole = PictureFile(path=name, width=width, height=height, digest="")
            image.seek(int(has_extra_default(image)))
            return pixels_of(image, whole, width).image
    except BadPictureError as bad:
        raise RedactError(_join(bad.what, bad.remedy)) from bad


def _join(what: Words, remedy: Words) -> Words:
    return Words(f"{what.ja}。{remedy.ja}", f"{what.en}; {remedy.en}")


def _encode(image: Image.Image) -> Resource:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return Resource("image/png", buffer.getvalue())


_NO_PIXELS = Words(
    "SVG は塗りつぶせません。PNG などに書き出してください",
    "an SVG cannot be redacted; export it as PNG or the like",
)
_ANNOUNCEMENT = Words(
    "ブラウザーで開いてください: {address} （終えるには Ctrl-C）",
    "open in your browser: {address} (Ctrl-C to stop)",
)
_WORDS = {
    "title": Words("画像の塗りつぶし", "Redact a picture"),
    "draw": Words(
        "見せたくないところを、画像の上でドラッグして囲んでください。",
        "Drag over everything that must not be seen.",
    ),
    "private": Words(
        "画像はこのコンピューターの外に送られません。", "The picture stays on this computer."
    ),
    "picture": Words("塗りつぶす画像", "The picture to redact"),
    "add": Words("範囲を追加", "Add an area"),
    "undo": Words("元に戻す", "Undo"),
    "true_size": Words("実寸で表示", "True size"),
    "attribute": Words("貼り付ける属性", "Attribute to paste"),
    "copy_it": Words("コピー", "Copy"),
    "paste": Words(
        "記事の画像のすぐ後ろに、空白を入れずに貼り付けます。",
        "It goes directly after the picture in the post, with no space between.",
    ),
    "areas": Words("塗りつぶす範囲（画素）", "Areas (pixels)"),
    "none": Words("まだ範囲がありません。", "No areas yet."),
    "area": Words(
        "範囲{n}：X {x}、Y {y}、幅 {w}、高さ {h}", "Area {n}: X {x}, Y {y}, width {w}, height {h}"
    ),
    "side_x": Words("範囲{n} 左端 X", "Area {n}, left X"),
    "side_y": Words("範囲{n} 上端 Y", "Area {n}, top Y"),
    "side_w": Words("範囲{n} 幅 W", "Area {n}, width W"),
    "side_h": Words("範囲{n} 高さ H", "Area {n}, height H"),
    "remove": Words("範囲{n}を削除", "Remove area {n}"),
    "added": Words("範囲{n}を追加しました。", "Area {n} added."),
    "removed": Words("範囲{n}を削除しました。", "Area {n} removed."),
    "undone": Words("元に戻しました。", "Undone."),
    "copied": Words("コピーしました。", "Copied."),
    "copy_by_hand": Words(
        "コピーできませんでした。選択してあるので、Ctrl+C（Mac は ⌘C）を押してください。",
        "It could not be copied. It is selected: press Ctrl+C (⌘C on a Mac).",
    ),
    "keyboard": Words("キーボードでの操作", "Keyboard"),
    "key_tab": Words("Tab", "Tab"),
    "does_tab": Words("範囲を選ぶ", "choose an area"),
    "key_arrows": Words("矢印", "Arrows"),
    "does_arrows": Words("1画素動かす（Shift で10）", "move by 1 pixel (with Shift 10)"),
    "key_alt": Words("Alt＋矢印", "Alt + arrows"),
    "does_alt": Words("右端と下端を動かす", "move the right and bottom sides"),
    "does_delete": Words("範囲を削除", "remove the area"),
    "key_undo": Words("Ctrl＋Z（Mac は ⌘Z）", "Ctrl + Z (Mac: ⌘Z)"),
    "does_escape": Words("ドラッグをやめる", "give up a drag"),
}
