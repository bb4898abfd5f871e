"""The output paths of a picture's forms: each carries its content."""

from __future__ import annotations

import hashlib

from msgspec.structs import replace

from kawaraban.core.addresses import folder_name
from kawaraban.core.model import Form, PictureFile
from kawaraban.images.photo.plan import SHOWN
from kawaraban.images.photo.work import Made

_LONGEST_STEM = 180


def name_forms(picture: PictureFile, made: tuple[Made, ...]) -> dict[Form, Made]:
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
            return _output_path(stem, one.digest, one)
        return _output_path(f"{stem}-{one.form.width}", shared, one)

    return {replace(one.form, path=name(one), size=one.size): one for one in found}


def _stem(path: str) -> str:
    """Give a picture's own name, so short that file systems take what is added to it.

    In small letters: copies that capitals alone tell apart are one file on some systems.
    """
    stem = folder_name(path.rpartition("/")[2].rpartition(".")[0].casefold())
    return stem.encode()[:_LONGEST_STEM].decode(errors="ignore")


def _output_path(stem: str, digest: str, made: Made) -> str:
    """Give the output path of a form; `digest` is of published bytes, never of the original's."""
    return f"images/{stem}-{digest[:8]}.{made.extension}"
