"""Find the pictures and files that pages use, plan their published forms, and make them."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from msgspec.structs import replace

from kawaraban.core.addresses import collision_key, folder_name
from kawaraban.core.diagnostics import Diagnostic, Reported, Source
from kawaraban.core.messages import report
from kawaraban.core.model import FileUse, PictureFile, Site, StoredBytes
from kawaraban.core.redactions import covers, rectangles
from kawaraban.core.settings import Settings
from kawaraban.images.photo.credit import credit_of
from kawaraban.images.photo.kinds import is_original, is_picture, may_hold_location
from kawaraban.images.photo.measure import measure_pictures
from kawaraban.images.photo.plan import combine_purposes, name_forms, plan_forms
from kawaraban.images.photo.uses import PageContents, Use, picture_uses, redacting, uses_by
from kawaraban.images.photo.work import Workshop
from kawaraban.incremental.cache import Cache
from kawaraban.markdown.texts import Texts
from kawaraban.read.files import FileEntry, unreadable
from kawaraban.read.secrets import secrets_in
from kawaraban.read.source import SiteSource
from kawaraban.site.gather import make_articles, make_misread_articles, still_to_come


def with_pictures(
    site: Site, source: SiteSource, texts: Texts, contents: PageContents, cache: Cache
) -> Reported[Site]:
    """Return the site with every picture and file that its pages use, and no other.

    `contents` are what its pages have. The pictures have their planned forms, which are not
    made yet. A redaction counts wherever it is written, published or not. The pictures of
    articles with mistakes are included, so that all mistakes are found: nothing is published
    then. Those of drafts are measured alone.
    """
    settings, files = source.settings, source.files
    uses_of = defaultdict[str, list[Use]](list)
    misread = still_to_come(make_misread_articles(texts.documents, settings), site.now)
    for use in chain(picture_uses(site, settings, contents), uses_by(misread, site, settings)):
        uses_of[use.path].append(use)
    in_use = {path: uses[0].source for path, uses in uses_of.items() if is_picture(path)}
    pictures, unusable = measure_pictures(in_use, files, cache)
    coming = {use.path: use.source for use in _uses_to_come(site, texts, settings)}
    only_coming = {path: source for path, source in coming.items() if path not in in_use}
    _, unfit = measure_pictures(only_coming, files, cache)
    redacted = redacting(texts.bodies.values(), site, settings)
    redactions = _redactions(redacted, files, cache)
    planned = {
        path: _plan_picture(p, uses_of[path], redactions[p.digest], settings)
        for path, p in pictures.items()
    }
    linked = [uses[0] for path, uses in uses_of.items() if path not in in_use]
    downloads, unread = _downloads(linked, files)
    return replace(site, pictures=planned, downloads=downloads), (*unusable, *unfit, *unread)


def _uses_to_come(site: Site, texts: Texts, settings: Settings) -> Iterator[Use]:
    """Yield each use of a picture by an article that is not published but still can be."""
    documents = (one for one in texts.documents if one.path in site.unpublished)
    articles = still_to_come(make_articles(documents, settings), site.now)
    return (use for use in uses_by(articles, site, settings) if is_picture(use.path))


def _redactions(
    redacted: Iterable[tuple[str, FileUse]], files: Mapping[str, FileEntry], cache: Cache
) -> defaultdict[str, list[FileUse]]:
    """Return the uses that cover parts of each picture, by its digest.

    What is covered in one use is covered in all, under every name that the same bytes have:
    nothing else is safe to publish.
    """
    written = [(path, use) for path, use in redacted if is_picture(path)]
    pictures, _ = measure_pictures({path: use.source for path, use in written}, files, cache)
    found = defaultdict[str, list[FileUse]](list)
    for path, use in written:
        if path in pictures:
            found[pictures[path].digest].append(use)
    return found


def _plan_picture(
    picture: PictureFile, uses: list[Use], redacted: list[FileUse], settings: Settings
) -> PictureFile:
    """Return a picture with its redactions, and the forms that its uses need.

    It has a mosaic only where all that cover a part of it ask for one.
    """
    parts = {part for use in redacted for part in rectangles(use.redact or "") if covers(part)}
    return replace(
        picture,
        redactions=tuple(sorted(parts)),
        mosaic=bool(redacted) and all(use.redact_style == "mosaic" for use in redacted),
        forms=plan_forms(picture, combine_purposes([u.purpose for u in uses]), settings.images),
        credit=credit_of(settings.images),
        source=uses[0].source,
    )


def _downloads(uses: Iterable[Use], files: Mapping[str, FileEntry]) -> Reported[dict[str, str]]:
    """Return the published address of each file that is linked to, and problems with others."""
    addresses: dict[str, str] = {}
    known: dict[str, str] = {}  # names that differ in capitals alone share an address
    wrong: list[Diagnostic] = []
    for use in uses:
        if not use.linked or is_original(use.path):
            wrong.append(report(use.source, "bad-picture-type", path=use.path))
            continue
        address, unread = _download_address(files[use.path], use.source)
        wrong += unread
        if address:
            addresses[use.path] = known.setdefault(collision_key(address), address)
    return addresses, tuple(wrong)


def _download_address(entry: FileEntry, source: Source) -> Reported[str]:
    """Return the published address of a file that is no picture: its own name, under its digest."""
    try:
        data = Path(entry.real).read_bytes()
    except OSError as problem:
        return "", (unreadable(entry.path, problem),)
    if may_hold_location(data):
        return "", (report(source, "bad-picture-type", path=entry.path),)
    stem, _, extension = entry.path.rpartition("/")[2].rpartition(".")
    kind = folder_name(extension) if stem and extension.strip(" .") else ""
    name = f"{folder_name(stem)}.{kind}" if kind else folder_name(stem or extension)
    address = f"files/{hashlib.sha256(data).hexdigest()[:8]}/{name}"
    return address, tuple(secrets_in(data, entry.path))


def with_forms(
    site: Site, files: Mapping[str, FileEntry], shop: Workshop
) -> tuple[Site, Mapping[str, StoredBytes], tuple[Diagnostic, ...]]:
    """Make the planned forms of pictures.

    Returns the site with the paths of all forms, and the content of each path.
    """
    if not site.pictures:
        return site, {}, ()
    from kawaraban.images.photo.forms import form_job  # noqa: PLC0415 - loads the encoders

    jobs = {path: form_job(picture, files[path]) for path, picture in site.pictures.items()}
    made, wrong = shop.run(jobs.values())
    pictures, contents = {}, dict[str, StoredBytes]()
    for path, job in jobs.items():
        named = name_forms(site.pictures[path], made.get(job.key, ()))
        pictures[path] = replace(site.pictures[path], forms=tuple(named))
        contents |= {form.path: shop.content_of(job, one) for form, one in named.items()}
    return replace(site, pictures=pictures), contents, tuple(wrong)


def with_cards(
    site: Site, settings: Settings, folder: Path, remember: Callable[[Callable[[], bytes]], bytes]
) -> tuple[Site, Mapping[str, Callable[[], bytes]], tuple[Diagnostic, ...]]:
    """Return the site with a sharing card for what has no picture; `folder` is the site's.

    `remember` keeps which typefaces this machine has. Also returns what draws each card, by path.
    """
    from kawaraban.images.cards.title_cards import title_cards  # noqa: PLC0415 - not always needed

    drawings, unfit = title_cards(site, settings, folder, remember)
    paths = {path: name for path, (name, _) in drawings.items()}
    return replace(site, title_cards=paths), dict(drawings.values()), unfit
