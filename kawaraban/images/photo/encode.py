"""Encode pixels within a budget of bytes. The measurements are in docs/pictures.md."""

import io
import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import PIL
from PIL import Image, features
from PIL.PngImagePlugin import PngInfo

from kawaraban.core.model import Form
from kawaraban.images.photo.animation import Animation, Rhythm
from kawaraban.images.photo.pixels import Pixels
from kawaraban.images.photo.plan import IN_TEXT, SHARING_SIZE
from kawaraban.images.photo.work import Encoded

_CODECS = ("avif", "webp", "libjpeg_turbo", "zlib")
# A part of each cache key: to be changed with what is encoded here.
RECIPE = " ".join(["10", PIL.__version__, *(str(features.version(name)) for name in _CODECS)])
# From fine to what still shows sharp text, a fifth to a quarter of the bytes apart. AVIF's
# last step takes four times the time: letters are smaller so, and sharper.
LADDERS: dict[str, tuple[dict[str, object], ...]] = {
    "AVIF": tuple({"quality": q, "speed": s} for q, s in ((60, 8), (52, 8), (44, 8), (41, 6))),
    "WEBP": tuple({"quality": quality, "method": 2} for quality in (80, 62, 48, 36)),
    "JPEG": tuple({"quality": quality, "subsampling": 0} for quality in (82, 74, 66)),
}
_STEP = 1.25
# The bytes of a screenshot grow faster with its pixels than the budget, by this power.
_GROWTH = 0.43
_SHARING_QUALITY = 85
_NEARLY = 0.75
# 50 kB for a screenshot of 1280 by 800, 20 kB for one of 480 by 300.
_BUDGET, _BUDGET_PIXELS, _BUDGET_POWER = 50_000, 1280 * 800, 0.467
_ALWAYS: dict[str, dict[str, object]] = {"AVIF": {"subsampling": "4:4:4", "max_threads": 1}}
_LOSSLESS: dict[str, object] = {"lossless": True, "quality": 50, "method": 1}
_FORMATS = {"avif": "AVIF", "webp": "WEBP", "small": "WEBP", "fallback": "JPEG", "sharing": "JPEG"}
_EXACT_EXTENSIONS = {"WEBP": "webp", "JPEG": "png"}
_EXTENSIONS = {"AVIF": "avif", "WEBP": "webp", "JPEG": "jpg"}
_GROUND = (238, 233, 220)


class _Try(NamedTuple):
    """An encoding of a form: its bytes, the step of its quality, its part of the budget."""

    data: bytes
    step: int
    used: float
    pixels: int


def encode_still(pixels: Pixels, forms: tuple[Form, ...]) -> Iterator[Encoded]:
    """Yield the bytes of each form of a still picture; forms are in order of width.

    What a text shows does not depend on what lists need.
    """
    images = _scale_to_widths(pixels.image, forms)
    tries: dict[str, _Try] = {}
    for form in forms:
        kind = _FORMATS[form.use]
        if form.use == "sharing":
            yield Encoded(form, "jpg", _encode_sharing(images))
            continue
        image = images[form.width]
        exact = _encode_lossless(image, kind, pixels)
        if exact is not None and _is_lossless_best(exact, image, kind):
            yield Encoded(form, _EXACT_EXTENSIONS[kind], exact)
            continue
        finest = 0 if form.use in IN_TEXT else 2  # in a list nobody reads what a picture says
        made = _encode_in_budget(image, kind, tries.get(kind), finest)
        if form.use in IN_TEXT:
            tries[kind] = made
        yield _smaller_of(form, kind, made, exact)


def _smaller_of(form: Form, kind: str, made: _Try, exact: bytes | None) -> Encoded:
    """Return the encoding that is within the budget, or of two that are not the smaller."""
    if exact is not None and made.used > 1 and len(exact) < len(made.data):
        return Encoded(form, _EXACT_EXTENSIONS[kind], exact)
    return Encoded(form, _EXTENSIONS[kind], made.data)


def _scale_to_widths(image: Image.Image, forms: tuple[Form, ...]) -> dict[int, Image.Image]:
    """Return an image at the width of each form, scaled from the next wider; a text's first."""
    images = {image.width: image}
    for form in sorted(forms, key=lambda form: (form.use not in IN_TEXT, -form.width)):
        if form.use != "sharing" and form.width not in images:
            wider = images[min(width for width in images if width > form.width)]
            size = form.width, form.height
            images[form.width] = wider.resize(size, Image.Resampling.BICUBIC)
    return images


def _encode_in_budget(image: Image.Image, kind: str, narrower: _Try | None, finest: int) -> _Try:
    """Encode with the finest quality, from the step `finest` on, that stays within the budget.

    Steps that are too fine to judge by the next narrower form are not tried.
    """
    ladder, pixels, budget = LADDERS[kind], image.width * image.height, _budget(image)
    step = finest
    if narrower:
        used = narrower.used * (pixels / narrower.pixels) ** _GROWTH
        step = max(step, min(len(ladder) - 1, narrower.step + round(math.log(used, _STEP))))
    while True:
        data = encode(image, kind, **ladder[step])
        made = _Try(data, step, len(data) / budget, pixels)
        if made.used <= 1 or step == len(ladder) - 1:
            return made
        step = min(len(ladder) - 1, step + math.ceil(math.log(made.used, _STEP)))


def _budget(image: Image.Image) -> float:
    """Return the bytes that an image should not exceed."""
    return _BUDGET * float((image.width * image.height / _BUDGET_PIXELS) ** _BUDGET_POWER)


def _encode_lossless(image: Image.Image, kind: str, pixels: Pixels) -> bytes | None:
    """Encode an image without loss where that may be smaller, or where JPEG has no transparency.

    Only a drawing's few colours gain by it, and only unscaled.
    """
    if kind == "JPEG" and image.mode == "RGBA":
        return encode(image, "PNG")
    if not pixels.flat or image is not pixels.image or kind == "AVIF":
        return None
    return encode(image, "PNG") if kind == "JPEG" else encode(image, kind, **_LOSSLESS)


def _is_lossless_best(exact: bytes, image: Image.Image, kind: str) -> bool:
    """Return whether bytes without loss are few enough, or fewer than the finest with loss."""
    if image.mode == "RGBA" and kind == "JPEG":
        return True
    budget = _budget(image)
    if len(exact) <= budget / 2:
        return True
    finest = encode(image, kind, **LADDERS[kind][0])
    return len(exact) <= min(len(finest), budget)


def _encode_sharing(images: dict[int, Image.Image]) -> bytes:
    """Return an image in the middle of a card, whole and never enlarged."""
    card = Image.new("RGB", SHARING_SIZE, _GROUND)
    image = _largest_that_fits(images)
    corner = ((card.width - image.width) // 2, (card.height - image.height) // 2)
    card.paste(image, corner, image if image.mode == "RGBA" else None)
    card.info = image.info
    return encode(card, "JPEG", quality=_SHARING_QUALITY)


def _largest_that_fits(images: dict[int, Image.Image]) -> Image.Image:
    """Return the largest image that fits on a card, at least three quarters of what could."""
    widest = images[max(images)]
    scale = min(1, SHARING_SIZE[0] / widest.width, SHARING_SIZE[1] / widest.height)
    best = (max(1, round(widest.width * scale)), max(1, round(widest.height * scale)))
    near = (width for width in images if _NEARLY * best[0] <= width <= best[0])
    width = max(near, default=0)
    return images[width] if width else widest.resize(best, Image.Resampling.BICUBIC)


def encode(image: Image.Image, kind: str, **options: object) -> bytes:
    """Return the bytes of an image in a format of Pillow's name."""
    options = {**_ALWAYS.get(kind, {}), **_credit(image, kind), **options}
    if kind == "JPEG" and image.mode != "RGB":
        image = image.convert("RGB")
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _credit(image: Image.Image, kind: str) -> dict[str, object]:
    """Return the options by which Pillow writes the credit that `pixels_of` keeps beside pixels."""
    if not (credit := image.info.get("credit")):
        return {}
    if kind != "PNG":
        return {"xmp": credit.encode()}
    chunks = PngInfo()
    chunks.add_itxt("XML:com.adobe.xmp", credit)
    return {"pnginfo": chunks}


def encode_animation(
    at_size: Callable[[tuple[int, int]], Animation], forms: tuple[Form, ...], rhythm: Rhythm
) -> Iterator[Encoded]:
    """Yield the bytes of each form of an animation; in lists and shared it is its first frame."""
    times = list(rhythm.durations)
    for form in forms:
        frames = at_size((form.width, form.height))
        if form.use in {"small", "sharing"}:
            yield from encode_still(Pixels(frames.copy(), flat=False), (form,))
        elif form.use == "fallback":
            # GIF89a holds the number of repetitions, or nothing for none.
            repeat = {} if rhythm.plays == 1 else {"loop": max(0, rhythm.plays - 1)}
            data = encode(frames, "GIF", save_all=True, duration=times, disposal=2, **repeat)
            yield Encoded(form, "gif", data)
        else:
            options = {**LADDERS["WEBP"][1], "loop": rhythm.plays}
            data = encode(frames, "WEBP", save_all=True, duration=times, **options)
            yield Encoded(form, "webp", data)
