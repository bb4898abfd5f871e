"""The forms of a site's pictures, made: each under a name that carries its content."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from kawaraban.addresses import folder_name
from kawaraban.diagnostics import Words
from kawaraban.images import svg
from kawaraban.images.encode import RECIPE, Encoded, encoded, encoded_moving
from kawaraban.images.opening import BadPictureError, broken, extension_of, opened
from kawaraban.images.pixels import moving, pixels_of, rhythm_of
from kawaraban.images.plan import SHOWN
from kawaraban.images.work import Job, Made, published_path
from kawaraban.model import Form, PictureFile
from kawaraban.read.files import FileEntry

_LONGEST_STEM = 180
_UNSAFE_REMEDY = Words(
    "スクリプトや外のファイルを使わない SVG か、PNG に書き出し直してください",
    "export it as SVG without scripts and outside files, or as PNG",
)


def form_jobs(pictures: Iterable[PictureFile], files: Mapping[str, FileEntry]) -> dict[str, Job]:
    """Give the job of each picture by its path; pictures with the same bytes share one."""
    alike = defaultdict[tuple[object, ...], list[PictureFile]](list)
    for picture in pictures:
        alike[picture.digest, picture.redactions, picture.mosaic].append(picture)
    jobs: dict[str, Job] = {}
    for group in alike.values():
        job = _job(group, files)
        jobs |= {picture.path: job for picture in group}
    return jobs


def _job(group: list[PictureFile], files: Mapping[str, FileEntry]) -> Job:
    wanted = sorted({form for picture in group for form in picture.forms}, key=_by_width)
    picture = replace(group[0], forms=tuple(wanted))
    parts = (RECIPE, picture.digest, picture.redactions, picture.mosaic, picture.forms)
    return Job(
        key=f"forms {parts}",
        source=picture.source,
        make=partial(_made, picture, Path(files[picture.path].real)),
        pixels=picture.width * picture.height,
    )


def _by_width(form: Form) -> tuple[int, int, str]:
    return (form.width, form.height, form.use)


def _made(picture: PictureFile, file: Path) -> Iterator[Encoded]:
    if extension_of(picture.path) == "svg":
        yield Encoded(picture.forms[0], "svg", _drawing(picture, file))
        return
    with opened(file, picture.path) as image:
        if picture.moving:
            rhythm = rhythm_of(image)
            yield from encoded_moving(partial(moving, image, picture), picture.forms, rhythm)
        else:
            width = min(picture.width, max(form.width for form in picture.forms))
            yield from encoded(pixels_of(image, picture, width), picture.forms)


def _drawing(picture: PictureFile, file: Path) -> bytes:
    try:
        return svg.cleaned(file.read_bytes())
    except svg.UnsafeSvgError as unsafe:
        raise BadPictureError("unsafe-svg", unsafe.what, _UNSAFE_REMEDY) from unsafe
    except (OSError, ValueError) as reason:
        raise broken(picture.path) from reason


def _stem(path: str) -> str:
    """Give a picture's own name, so short that file systems take what is added to it."""
    stem = folder_name(path.rpartition("/")[2].rpartition(".")[0])
    return stem.encode()[:_LONGEST_STEM].decode(errors="ignore")


def named_forms(picture: PictureFile, made: tuple[Made, ...]) -> dict[Form, Made]:
    """Give the planned forms of a picture with their output paths, and what was made of each.

    Those of a text share a name, which says what is in all of them: pages stay short.
    """
    stem = _stem(picture.path)
    wanted = frozenset(picture.forms)
    found = [one for one in made if one.form in wanted]
    shown = [one.digest for one in found if one.form.use in SHOWN]
    shared = hashlib.sha256("".join(shown).encode()).hexdigest()

    def name(one: Made) -> str:
        if one.form.use not in SHOWN:
            return published_path(stem, one.digest, one)
        return published_path(f"{stem}-{one.form.width}", shared, one)

    return {replace(one.form, path=name(one), size=one.size): one for one in found}
