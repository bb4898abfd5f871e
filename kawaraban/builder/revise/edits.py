"""What was edited since the last build, where only words of a few texts were."""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kawaraban.builder.afterwards import Read, read_again
from kawaraban.builder.last import Last, Papers, UnfitError, recalled
from kawaraban.builder.report import stops
from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.model import Article, Document, Manuscript, Parts, PostAddress, Slot
from kawaraban.core.settings import Settings
from kawaraban.incremental.before import Before
from kawaraban.incremental.cache import Cache
from kawaraban.incremental.fingerprints import contents, tree
from kawaraban.markdown.stored import Packed, paper_of
from kawaraban.read.files import MAX_TEXT_BYTES
from kawaraban.site.gather import arranged_one

_MOST_TEXTS = 40


class Text(Struct, frozen=True):
    """A text as it was, and as it is: its article, what is wrong with it, and its bytes."""

    was: Article
    now: Article
    found: tuple[Diagnostic, ...]
    digest: str
    packed: Packed

    @property
    def is_renamed(self) -> bool:
        """Say whether it has another face on pages that name it."""
        return _face(self.was) != _face(self.now)

    @property
    def is_rewired(self) -> bool:
        """Say whether its page names other articles."""
        return _links(self.was) != _links(self.now)


class Edit(Struct, frozen=True):
    """What was edited since the last build, and what that one has left.

    `code` is the highlighted code of the texts, as `kawaraban.incremental.ahead` gives it.
    """

    before: Before
    folder: Path
    cache: Cache
    last: Last
    read: Read
    texts: dict[str, Text]
    code: bytes


def edit_since(before: Before, cache: Cache, meanwhile: Callable[[], None]) -> Edit:
    """Give what was edited; `UnfitError` where it is more than words.

    While another process parses, `meanwhile` is done.
    """
    last, folder = recalled(cache), Path(before.site)
    if last is None or last.nonce != before.manifest.nonce:
        raise UnfitError
    read = read_again(before)
    paths = _edited_texts(before, last)
    known = Papers(last, cache, {})
    old = {path: paper_of(known.packed(path).light) for path in paths}
    meanwhile()
    nonce, pages, code = before.ahead.texts()
    parsed = pages if nonce == last.nonce else {}
    texts = {path: _text(old[path], folder, last, parsed.get(path)) for path in paths}
    if not all(map(_is_alike, texts.values())):
        raise UnfitError
    return Edit(before, folder, cache, last, read, texts, code)


def _edited_texts(before: Before, last: Last) -> list[str]:
    """Give the posts and pages that were edited; `UnfitError` where more has changed."""
    texts = [path for path in before.edited if path in last.papers]
    folders = [path for path in before.edited if path not in last.papers]
    # An editor that writes beside and renames leaves its trace in the folder too.
    if len(texts) > _MOST_TEXTS or not all(_holds_the_same(one, before) for one in folders):
        raise UnfitError
    return texts


def _holds_the_same(folder: str, before: Before) -> bool:
    known = next(stamps.paths for root, stamps in before.manifest.read if root == "site")
    inside = [path for path in known if path == folder or path.startswith(f"{folder}/")]
    is_of_texts = folder.startswith(("content/posts", "content/pages"))
    if not is_of_texts or not Path(before.site, folder).is_dir():
        return False
    if not _is_inside(Path(before.site, folder), Path(before.site)):
        return False
    return inside == list(tree(f"{before.site}/", folder, hidden=False))


def _is_inside(path: Path, site_folder: Path) -> bool:
    """Say whether a file or folder lies in the site's folder, wherever links lead."""
    return os.path.realpath(path).startswith(f"{os.path.realpath(site_folder)}/")


def _text(old: Document, folder: Path, last: Last, ahead: tuple[str, bytes, bytes] | None) -> Text:
    """Read an edited text; parse it where that is not done already."""
    path = old.path
    if os.path.realpath(folder / path) != f"{os.path.realpath(folder)}/{path}":
        raise UnfitError  # a link, which may lead anywhere
    data = contents(f"{folder}/{path}", MAX_TEXT_BYTES + 1)
    if len(data) > MAX_TEXT_BYTES:
        raise UnfitError(path)
    digest = sha256(data).hexdigest()
    was, *page = ahead or ("",)
    manuscript = Manuscript(path=path, kind=old.kind, data=data)
    fresh = Packed(*page) if was == digest else _packed(manuscript, last.settings)
    new = paper_of(fresh.light)
    return Text(
        was=_article(old, last),
        now=_article(new, last),
        found=(*new.found, *new.body.diagnostics),
        digest=digest,
        packed=fresh,
    )


def _packed(manuscript: Manuscript, settings: Settings) -> Packed:
    from kawaraban.markdown.manuscript import packed  # noqa: PLC0415 - takes long to load

    return packed(manuscript, settings)


def _article(paper: Document, last: Last) -> Article:
    if paper.front_matter is None:
        raise UnfitError(paper.path)
    return arranged_one(paper, paper.front_matter, last.settings)


def _is_alike(text: Text) -> bool:
    """Say whether a text is still what the rest of the site takes it for."""
    return not stops(text.found, strict=False) and _frame(text.was) == _frame(text.now)


def _frame(article: Article) -> object:
    """Give all of an article that more depends on than pages which name it."""
    front_matter, body = article.front_matter, article.body
    keys = replace(front_matter, title="", description="", positions={}, items={})
    named = sorted(front_matter.positions.keys() - {"title", "description"})
    slots = [_outline(slot) for slot in body.slots if not isinstance(slot, PostAddress)]
    return keys, named, article.slug, article.address, body.fragments, slots


def _outline(slot: msgspec.Struct) -> object:
    """Give a slot without its place and without the texts inside it."""
    values = {name: getattr(slot, name) for name in slot.__struct_fields__ if name != "source"}
    return type(slot), [
        _outline(value) if isinstance(value, Slot) else value
        for value in values.values()
        if not isinstance(value, Parts)
    ]


def _face(one: Article) -> tuple[str, str]:
    """Give what other pages show of an article, as far as an edit may change it."""
    return one.title, one.description


def _links(one: Article) -> list[str]:
    """Give the articles that a text links to, as written."""
    return [slot.path for slot in one.body.slots if isinstance(slot, PostAddress)]
