"""Make the forms of a site's pictures."""

import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from kawaraban.core.model import Form, PictureFile
from kawaraban.images import svg
from kawaraban.images.photo.animation import animation_of, rhythm_of
from kawaraban.images.photo.encode import RECIPE, encode, encode_animation, encode_still
from kawaraban.images.photo.kinds import BadPictureError, broken_picture, extension_of
from kawaraban.images.photo.opening import open_picture
from kawaraban.images.photo.pixels import pixels_of
from kawaraban.images.photo.work import Encoded, Job
from kawaraban.read.files import FileEntry

_BYTES_OF_PIXEL = 12  # with the copies that are made of it


def form_job(picture: PictureFile, entry: FileEntry) -> Job:
    """Return the job of a picture; pictures of which the same is made have the same key."""
    redaction = (picture.redactions, picture.mosaic)
    parts = (RECIPE, picture.digest, *redaction, picture.forms, picture.credit)
    return Job(
        key=f"forms {parts}",
        source=picture.source,
        make=partial(_make_forms, picture, Path(entry.real)),
        pixels=picture.width * picture.height + entry.size // _BYTES_OF_PIXEL,
        forms=picture.forms,
        sketch=partial(_sketch, picture, Path(entry.real)),
        size=entry.size,
    )


def _sketch(picture: PictureFile, file: Path, form: Form) -> bytes:
    """Draw a form of a picture as fast as may be, with its redactions."""
    data = _read(picture, file)
    if extension_of(picture.path) == "svg":
        return _clean_svg(picture, data)
    with open_picture(data, picture.path) as image:
        pixels = pixels_of(image, picture, min(picture.width, form.width)).image
    return encode(pixels, "PNG" if pixels.mode == "RGBA" else "JPEG")


def _make_forms(picture: PictureFile, file: Path) -> Iterator[Encoded]:
    data = _read(picture, file)
    if extension_of(picture.path) == "svg":
        yield Encoded(picture.forms[0], "svg", _clean_svg(picture, data))
        return
    with open_picture(data, picture.path) as image:
        if picture.moving:
            at_size = partial(animation_of, image, picture)
            yield from encode_animation(at_size, picture.forms, rhythm_of(image))
        else:
            width = min(picture.width, max(form.width for form in picture.forms))
            yield from encode_still(pixels_of(image, picture, width), picture.forms)


def _read(picture: PictureFile, file: Path) -> bytes:
    """Read the bytes that were measured; others must not be stored under their key."""
    try:
        data = file.read_bytes()
    except OSError as reason:
        raise BadPictureError("changed-picture", path=picture.path) from reason
    if hashlib.sha256(data).hexdigest() != picture.digest:
        raise BadPictureError("changed-picture", path=picture.path)
    return data


def _clean_svg(picture: PictureFile, data: bytes) -> bytes:
    try:
        return svg.clean(data, picture.path)
    except ValueError as reason:
        raise broken_picture(picture.path) from reason
