"""A picture is what was measured."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Form
from kawaraban.images.photo.forms import form_job
from kawaraban.images.photo.kinds import BadPictureError
from kawaraban.images.photo.measure import measure_pictures
from kawaraban.images.photo.work import Job
from kawaraban.incremental.cache import Cache
from kawaraban.read.files import scan
from tests.images.files import saved


def _job(folder: Path, cache: Cache, inode: int = 1) -> Job:
    """Measure the only picture of a folder, and give the job of its forms."""
    (entry,), _ = scan(folder)
    entry = replace(entry, settled=True, size=99, mtime_ns=1, ctime_ns=1, inode=inode)
    place = Source("a.md")
    pictures, _ = measure_pictures({entry.path: place}, {entry.path: entry}, cache)
    form = Form(width=10, height=10, use="fallback")
    picture = replace(pictures[entry.path], forms=(form,), source=place)
    return form_job(picture, entry)


def test_a_picture_that_changes_during_a_build_is_not_stored(tmp_path: Path) -> None:
    """What is made of the new picture is not stored as the old one's."""
    file, cache = tmp_path / "content" / "a.png", Cache(None)
    file.parent.mkdir()
    file.write_bytes(saved(Image.new("RGB", (40, 40), "red"), "PNG"))
    job = _job(tmp_path, cache)
    assert list(job.make())
    file.write_bytes(saved(Image.new("RGB", (40, 40), "blue"), "PNG"))
    with pytest.raises(BadPictureError, match="changed-picture"):
        list(job.make())
    assert _job(tmp_path, cache).key == job.key
    assert _job(tmp_path, cache, inode=2).key != job.key  # another file of the same times
