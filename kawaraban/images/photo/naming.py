"""Name the forms of a picture by their content."""

from __future__ import annotations

import hashlib

from msgspec.structs import replace

from kawaraban.core.addresses import folder_name
from kawaraban.core.model import Form, PictureFile
from kawaraban.images.photo.plan import IN_TEXT
from kawaraban.images.photo.work import Made

_LONGEST_STEM = 180


def name_forms(picture: PictureFile, made: tuple[Made, ...]) -> dict[Form, Made]:
    """Return the planned forms of a picture with their output paths, and what was made of each.

    Those of a text share a digest, which is of all of them: so pages are shorter.
    """
    stem = _stem(picture.path)
    wanted = frozenset(picture.forms)
    found = [one for one in made if one.form in wanted]
    in_text = [one.digest for one in found if one.form.use in IN_TEXT]
    shared = hashlib.sha256("".join(in_text).encode()).hexdigest()

    def name(one: Made) -> str:
        if one.form.use not in IN_TEXT:
            return _output_path(stem, one.digest, one)
        return _output_path(f"{stem}-{one.form.width}", shared, one)

    return {replace(one.form, path=name(one), size=one.size): one for one in found}


def _stem(path: str) -> str:
    """Return a picture's own name, so short that file systems take the added parts.

    In small letters: names that differ in capitals alone are one file on some systems.
    """
    stem = folder_name(path.rpartition("/")[2].rpartition(".")[0].casefold())
    return stem.encode()[:_LONGEST_STEM].decode(errors="ignore")


def _output_path(stem: str, digest: str, made: Made) -> str:
    """Return the output path of a form; `digest` is of published bytes, never of the original's."""
    return f"images/{stem}-{digest[:8]}.{made.extension}"
