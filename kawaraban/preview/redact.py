"""Serve the page on which an author marks what a picture must not show (`build.py redact`)."""

import io
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from kawaraban.core.diagnostics import Diagnostic, Source, Words
from kawaraban.core.messages import phrase, report, tool_words
from kawaraban.core.model import PictureFile
from kawaraban.images.photo.kinds import BadPictureError, extension_of, is_picture, refuse_pointer
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
    open_browser: Callable[[str], object] = webbrowser.open,
) -> None:
    """Serve the page until Ctrl-C, which raises KeyboardInterrupt.

    `announce` gets one line that names the address; `open_browser`, called in a thread,
    gets the address. Raises RedactError and OSError.
    """
    pages = redact_page(picture, language, product)
    with Loopback(lambda request: pages.get(request.path)) as server:
        announce(f"{phrase('open-in-browser', address=server.address).in_language(language)}\n")
        # Some browsers return only when they are closed; the page must be served until then.
        threading.Thread(target=open_browser, args=(server.address,), daemon=True).start()
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
        words=tool_words("redact-", language),
    )
    files = {
        name: Resource(media_type, (product / path).read_bytes())
        for name, (path, media_type) in _FILES.items()
    }
    page = Resource("text/html; charset=utf-8", html.encode("utf-8", "replace"))
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return {"": page, "picture": Resource("image/png", buffer.getvalue()), **files}


def _open_upright(picture: Path) -> Image.Image:
    """Open a picture's first frame as the build will paint on it: upright, without metadata."""
    name = picture.name
    if not picture.is_file():
        raise RedactError(phrase("no-picture", name=name))
    if extension_of(name) == _DRAWING:
        raise RedactError(phrase("svg-has-no-pixels"))
    if not is_picture(name):
        raise RedactError(_both(report(Source(name), "bad-picture-type", path=name)))
    try:
        data = picture.read_bytes()
        refuse_pointer(data, name)
        with open_picture(data, name) as image:
            width, height = upright_size(image)
            whole = PictureFile(path=name, width=width, height=height, digest="")
            image.seek(int(has_extra_default(image)))
            return pixels_of(image, whole, width).image
    except BadPictureError as bad:
        raise RedactError(_both(bad.at(Source(name)))) from bad


def _both(wrong: Diagnostic) -> Words:
    what, remedy = wrong.what, wrong.remedy
    return Words(f"{what.ja}。{remedy.ja}", f"{what.en}; {remedy.en}")
