"""Pictures and files: which ones the published pages use, their size, their published forms."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from pathlib import Path

from msgspec.structs import replace

from kawaraban.addresses import folder_name
from kawaraban.cache import Cache
from kawaraban.diagnostics import Diagnostic
from kawaraban.images.forms import form_jobs, named_forms
from kawaraban.images.measure import measured
from kawaraban.images.opening import is_picture, not_a_picture
from kawaraban.images.plan import planned_forms
from kawaraban.images.title_cards import card_jobs
from kawaraban.images.uses import Use, used
from kawaraban.images.work import Workshop, published_path
from kawaraban.model import Kept, PictureFile, Site
from kawaraban.read.files import FileEntry, unreadable
from kawaraban.redactions import rectangles
from kawaraban.settings import Settings


def with_pictures(
    site: Site, settings: Settings, files: Mapping[str, FileEntry], cache: Cache
) -> tuple[Site, tuple[Diagnostic, ...]]:
    """Give the site with every picture and file that its pages use, and no other.

    The pictures have their planned forms, which are not made yet.
    """
    uses = tuple(used(site, settings))
    shown = {use.path: use.source for use in reversed(uses) if is_picture(use.path)}
    others = tuple(use for use in uses if use.path not in shown)
    pictures, unusable = measured(shown, files, cache)
    uses_of = defaultdict[str, list[Use]](list)
    for use in uses:
        uses_of[use.path].append(use)
    pictures = {path: _planned(p, uses_of[path], settings) for path, p in pictures.items()}
    downloads, unread = _downloads([use for use in others if use.linked], files)
    wrong = (not_a_picture(use.path, use.source) for use in others if not use.linked)
    return replace(site, pictures=pictures, downloads=downloads), (*unusable, *wrong, *unread)


def _planned(picture: PictureFile, uses: list[Use], settings: Settings) -> PictureFile:
    """Give a picture with all of its redactions, and the forms that its uses need.

    What is covered in one place is covered everywhere: nothing else is safe to publish.
    """
    slots = [use.slot for use in uses if use.slot is not None and use.slot.redact is not None]
    covered = (rectangles(slot.redact or "") for slot in slots)
    picture = replace(
        picture,
        redactions=tuple(sorted({r for found in covered for r in found})),
        mosaic=bool(slots) and all(slot.redact_style == "mosaic" for slot in slots),
        source=uses[0].source,
    )
    purpose = reduce(or_, (use.purpose for use in uses))
    return replace(picture, forms=planned_forms(picture, purpose, settings.images))


def _downloads(
    uses: Iterable[Use], files: Mapping[str, FileEntry]
) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    """Give the published address of each file that is linked to, and those that are unreadable."""
    read = {use.path: _download(files[use.path]) for use in uses}
    addresses = {path: address for path, (address, _) in read.items() if address}
    return addresses, tuple(found for _, reported in read.values() for found in reported)


def _download(entry: FileEntry) -> tuple[str, tuple[Diagnostic, ...]]:
    """Give the published address of a file that is no picture: its own name, under its digest."""
    try:
        digest = hashlib.sha256(Path(entry.real).read_bytes()).hexdigest()[:8]
    except OSError as problem:
        return "", (unreadable(entry.path, problem),)
    stem, dot, extension = entry.path.rpartition("/")[2].rpartition(".")
    return f"files/{digest}/{folder_name(stem)}{dot}{extension}", ()


def with_forms(
    site: Site, settings: Settings, files: Mapping[str, FileEntry], folder: Path, shop: Workshop
) -> tuple[Site, Mapping[str, Kept], tuple[Diagnostic, ...]]:
    """Make the planned forms, and the cards of what has no picture; `folder` is the site's.

    Gives the site with the paths of all of them, and the content of each path.
    """
    jobs = form_jobs(site.pictures.values(), files)
    cards, unfit = card_jobs(site, settings, folder)
    made, wrong = shop.done((*jobs.values(), *cards.values()))
    pictures, drawn, contents = {}, {}, dict[str, Kept]()
    for path, job in jobs.items():
        named = named_forms(site.pictures[path], made.get(job.key, ()))
        pictures[path] = replace(site.pictures[path], forms=tuple(named))
        contents |= {form.path: shop.kept(job, one) for form, one in named.items()}
    for path, job in cards.items():
        for one in made.get(job.key, ()):
            drawn[path] = published_path("card", one.digest, one)
            contents[drawn[path]] = shop.kept(job, one)
    return replace(site, pictures=pictures, title_cards=drawn), contents, (*wrong, *unfit)
