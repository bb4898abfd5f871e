"""Pictures and files: which ones the published pages use, their size, their published forms."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce
from itertools import chain
from operator import or_
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from kawaraban.core.addresses import collision_key, folder_name
from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.model import FileUse, PictureFile, Rectangle, Site, StoredBytes
from kawaraban.core.redactions import covers, rectangles
from kawaraban.core.settings import Settings
from kawaraban.images.photo.kinds import is_original, is_picture, may_say_where, not_a_picture
from kawaraban.images.photo.measure import measured
from kawaraban.images.photo.naming import named_forms
from kawaraban.images.photo.plan import planned_forms
from kawaraban.images.photo.uses import Use, redacting, used, used_by
from kawaraban.images.photo.work import Job, Workshop
from kawaraban.incremental.cache import Cache
from kawaraban.markdown.texts import Texts
from kawaraban.read.files import FileEntry, unreadable
from kawaraban.read.secrets import secrets_in
from kawaraban.read.source import SiteSource
from kawaraban.site.gather import make_articles, make_misread_articles, still_to_come


def with_pictures(
    site: Site, source: SiteSource, texts: Texts, cache: Cache
) -> tuple[Site, tuple[Diagnostic, ...]]:
    """Give the site with every picture and file that its pages use, and no other.

    The pictures have their planned forms, which are not made yet. A redaction counts wherever
    it stands, published or not. The pictures of articles with mistakes are there too, so that
    their own are found: nothing is published then. Those of drafts are only looked at.
    """
    settings, files = source.settings, source.files
    uses_of = defaultdict[str, list[Use]](list)
    misread = still_to_come(make_misread_articles(texts.documents, settings), site.now)
    for use in chain(used(site, settings), used_by(misread, site, settings)):
        uses_of[use.path].append(use)
    shown = {path: uses[0].source for path, uses in uses_of.items() if is_picture(path)}
    pictures, unusable = measured(shown, files, cache)
    coming = {use.path: use.source for use in _coming(site, texts, settings)}
    _, unfit = measured({p: at for p, at in coming.items() if p not in shown}, files, cache)
    redactions = _redactions(redacting(texts.bodies.values(), site, settings), files, cache)
    planned = {
        path: _planned(p, uses_of[path], redactions.get(p.digest), settings)
        for path, p in pictures.items()
    }
    others = [uses[0] for path, uses in uses_of.items() if path not in shown]
    downloads, unread = _downloads(others, files)
    return replace(site, pictures=planned, downloads=downloads), (*unusable, *unfit, *unread)


def _coming(site: Site, texts: Texts, settings: Settings) -> Iterator[Use]:
    """Give each use of a picture by what is not published and can still be."""
    documents = (one for one in texts.documents if one.path in site.unpublished)
    articles = still_to_come(make_articles(documents, settings), site.now)
    return (use for use in used_by(articles, site, settings) if is_picture(use.path))


class _Redaction(NamedTuple):
    """What is painted over in a picture; a mosaic only where all of its uses ask for one."""

    parts: frozenset[Rectangle]
    mosaic: bool


def _redactions(
    redacted: Iterable[tuple[str, FileUse]], files: Mapping[str, FileEntry], cache: Cache
) -> dict[str, _Redaction]:
    """Give the redactions of each picture by its digest.

    What is covered in one place is covered everywhere, under every name that the same
    bytes have: nothing else is safe to publish.
    """
    written = [(path, slot) for path, slot in redacted if is_picture(path)]
    pictures, _ = measured({path: slot.source for path, slot in written}, files, cache)
    found: dict[str, _Redaction] = {}
    for path, slot in written:
        if path in pictures:
            before = found.get(pictures[path].digest, _Redaction(frozenset(), mosaic=True))
            parts = before.parts.union(r for r in rectangles(slot.redact or "") if covers(r))
            mosaic = before.mosaic and slot.redact_style == "mosaic"
            found[pictures[path].digest] = _Redaction(parts, mosaic)
    return found


def _planned(
    picture: PictureFile, uses: list[Use], redaction: _Redaction | None, settings: Settings
) -> PictureFile:
    """Give a picture with its redaction, and the forms that its uses need."""
    if redaction is not None:
        parts = tuple(sorted(redaction.parts))
        picture = replace(picture, redactions=parts, mosaic=redaction.mosaic)
    purpose = reduce(or_, (use.purpose for use in uses))
    forms = planned_forms(picture, purpose, settings.images)
    return replace(picture, forms=forms, source=uses[0].source)


def _downloads(
    uses: Iterable[Use], files: Mapping[str, FileEntry]
) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    """Give the published address of each file that is linked to, and what is wrong with others."""
    addresses: dict[str, str] = {}
    known: dict[str, str] = {}  # copies that capitals alone tell apart share the first one's
    wrong: list[Diagnostic] = []
    for use in uses:
        if not use.linked or is_original(use.path):
            wrong.append(not_a_picture(use.path, use.source))
            continue
        address, unread = _download(files[use.path], use.source)
        wrong += unread
        if address:
            addresses[use.path] = known.setdefault(collision_key(address), address)
    return addresses, tuple(wrong)


def _download(entry: FileEntry, source: Source) -> tuple[str, tuple[Diagnostic, ...]]:
    """Give the published address of a file that is no picture: its own name, under its digest."""
    try:
        data = Path(entry.real).read_bytes()
    except OSError as problem:
        return "", (unreadable(entry.path, problem),)
    if may_say_where(data):
        return "", (not_a_picture(entry.path, source),)
    stem, _, extension = entry.path.rpartition("/")[2].rpartition(".")
    kind = folder_name(extension) if stem and extension.strip(" .") else ""
    name = f"{folder_name(stem)}.{kind}" if kind else folder_name(stem or extension)
    address = f"files/{hashlib.sha256(data).hexdigest()[:8]}/{name}"
    return address, tuple(secrets_in(data, entry.path))


def with_forms(
    site: Site, files: Mapping[str, FileEntry], shop: Workshop
) -> tuple[Site, Mapping[str, StoredBytes], tuple[Diagnostic, ...]]:
    """Make the planned forms of pictures.

    Gives the site with the paths of all of them, and the content of each path.
    """
    jobs = _form_jobs(site, files)
    made, wrong = shop.done(tuple(jobs.values()))
    pictures, contents = {}, dict[str, StoredBytes]()
    for path, job in jobs.items():
        named = named_forms(site.pictures[path], made.get(job.key, ()))
        pictures[path] = replace(site.pictures[path], forms=tuple(named))
        contents |= {form.path: shop.kept(job, one) for form, one in named.items()}
    return replace(site, pictures=pictures), contents, tuple(wrong)


def with_cards(
    site: Site, settings: Settings, folder: Path, cache: Cache
) -> tuple[Site, Mapping[str, Callable[[], bytes]], tuple[Diagnostic, ...]]:
    """Give the site with a card for what has no picture; `folder` is the site's.

    Gives what draws each of them too, by its path.
    """
    from kawaraban.images.cards.title_cards import title_cards  # noqa: PLC0415 - not always needed

    drawings, unfit = title_cards(site, settings, folder, cache.remember)
    paths = {path: drawing.path for path, drawing in drawings.items()}
    return replace(site, title_cards=paths), dict(drawings.values()), unfit


def _form_jobs(site: Site, files: Mapping[str, FileEntry]) -> dict[str, Job]:
    """Give the job of each picture by its path; without any, nothing is loaded to make them."""
    if not site.pictures:
        return {}
    from kawaraban.images.photo.forms import form_jobs  # noqa: PLC0415 - not always needed

    return form_jobs(site.pictures.values(), files)
