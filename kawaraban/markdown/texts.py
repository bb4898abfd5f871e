"""Every Markdown text of a site parsed; what has not changed comes from the cache."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from hashlib import sha256

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kawaraban.core.diagnostics import Diagnostic, Words
from kawaraban.core.model import Body, Document, Manuscript, Parts, Slots
from kawaraban.core.settings import FALLBACK_SETTINGS, Settings
from kawaraban.elements import positioned_elements
from kawaraban.incremental.cache import Cache
from kawaraban.markdown.packing import Packed, pack_document, unpack_document, with_text
from kawaraban.read.source import SiteSource, bio_key, snippet_key
from kawaraban.system.pool import parallel_map
from kawaraban.system.progress import progress

# Below this, starting a process costs more than it saves.
_WORTH_A_PROCESS = 60
# Keys of other tools, and that pictures wait for words.
_ONCE = {("foreign-key", "error"), ("foreign-key", "warning"), ("missing-alt", "warning")}
# So many are stored at once; a killed build loses no more.
_AT_ONCE = 50


class Texts(Struct, frozen=True):
    """All texts of a site, published or not.

    `documents` are its posts and pages without what their own page alone shows, `others` the
    whole bodies of notices by path and of authors' bios by `bio_key`. `body_of` returns the
    whole body of a post or page by its path.
    """

    documents: tuple[Document, ...]
    others: dict[str, Body]
    body_of: Callable[[str], Body]

    @property
    def bodies(self) -> dict[str, Body]:
        """Return the body of each text, those of documents without their text."""
        return {document.path: document.body for document in self.documents} | self.others

    def found(self) -> Iterator[Diagnostic]:
        """Yield what is wrong with the texts themselves; some of it once, with its number."""
        fronts = (one for document in self.documents for one in document.found)
        found = (*fronts, *(one for body in self.bodies.values() for one in body.diagnostics))
        counts = Counter((one.severity, one.what) for one in found)
        for one in found:
            if (one.rule, one.severity) not in _ONCE:
                yield one
            elif number := counts.pop((one.severity, one.what), 0):
                what = Words(f"{one.what.ja}（{number}か所）", f"{one.what.en} ({number} places)")
                yield replace(one, what=what if number > 1 else one.what)


class TextStore:
    """Parsed texts, kept in the cache and, while the process lives, in memory.

    A text is stored under its path, its digest and the recipe: the program and the settings
    with which it was parsed.
    """

    def __init__(self, cache: Cache, jobs: int) -> None:
        """Take the cache, and how many processes may parse."""
        self._cache, self._jobs = cache, jobs
        self._documents: dict[str, Document] = {}
        self._manuscripts: dict[str, Manuscript] = {}
        self._keys: dict[str, str] = {}
        self._settings = FALLBACK_SETTINGS

    def load(self, source: SiteSource, recipe: str) -> Texts:
        """Parse every post, page, notice and author's bio that is not stored."""
        self._settings = source.settings
        self._manuscripts = {m.path: m for m in source.manuscripts}
        self._keys = {m.path: _key(recipe, m) for m in source.manuscripts}
        self._recall()
        new = [m for m in source.manuscripts if self._keys[m.path] not in self._documents]
        self._parse(new, recipe)
        self._cache.retain((*self._keys.values(), *map(_text_key, self._keys.values())))
        documents = {key: self._documents[key] for key in self._keys.values()}
        self._documents, keys, manuscripts = documents, self._keys, self._manuscripts

        def body_of(path: str) -> Body:
            body, stored = documents[keys[path]].body, self._cache.get(_text_key(keys[path]))
            try:
                return with_text(body, stored or b"")
            except msgspec.DecodeError:  # the cache has lost it
                return with_text(body, self._parse_one(manuscripts[path]).text)

        return Texts(tuple(documents.values()), dict(self._others(source, recipe)), body_of)

    def _recall(self) -> None:
        """Take the documents that are stored, and are not in memory yet."""
        wanted = [key for key in self._keys.values() if key not in self._documents]
        for key, light in self._cache.get_all(wanted):
            with suppress(msgspec.DecodeError):  # another version's
                self._documents[key] = unpack_document(light)

    def _parse(self, manuscripts: list[Manuscript], recipe: str) -> None:
        """Parse some posts and pages, and store them."""
        if not manuscripts:
            return
        from kawaraban.markdown.parse import warm_up  # noqa: PLC0415 - not needed where all is stored

        if len(manuscripts) >= 2 * _WORTH_A_PROCESS:
            warm_up(self._settings)  # before a fork
        made = parallel_map(self._parse_one, manuscripts, self._jobs, _WORTH_A_PROCESS)
        what = Words("記事を読み込み中", "parsing").in_language(self._settings.language)
        waiting: list[tuple[str, bytes]] = []
        parsed = progress(made, len(manuscripts), what)
        for manuscript, packed in zip(manuscripts, parsed, strict=True):
            document = unpack_document(packed.light)
            # Its file may have changed since it was read first.
            key = self._keys[document.path] = _key(recipe, document)
            self._documents[key] = document
            waiting += [(key, packed.light), (_text_key(key), packed.text)]
            if len(waiting) >= 2 * _AT_ONCE or manuscript is manuscripts[-1]:
                self._cache.put_all(waiting)
                waiting.clear()

    def _parse_one(self, manuscript: Manuscript) -> Packed:
        from kawaraban.markdown.document import parse_document  # noqa: PLC0415 - takes long to load

        return parse_document(manuscript, self._settings)

    def _others(self, source: SiteSource, recipe: str) -> Iterator[tuple[str, Body]]:
        """Yield the bodies of notices and bios."""
        for name, other in _other_texts(source):
            own = sha256(f"{other.line} {other.text}".encode()).hexdigest()
            key = f"text {recipe} {name} {own}"
            make = partial(_pack_other, other, source.settings)
            packed = msgspec.msgpack.decode(self._cache.remember(key, make), type=Packed)
            body = with_text(unpack_document(packed.light).body, packed.text)
            yield name, _without_frame(body)


def _key(recipe: str, text: Manuscript | Document) -> str:
    return f"text {recipe} {text.path} {text.digest.hex()}"


def _text_key(key: str) -> str:
    return f"{key} text"


class _Other(Struct, frozen=True):
    """A text that is no article: a notice, an author's bio in the settings, a snippet of HTML."""

    path: str
    line: int
    text: str
    is_html: bool = False


def _pack_other(other: _Other, settings: Settings) -> bytes:
    from kawaraban.markdown.parse import parse, parse_html  # noqa: PLC0415 - seldom needed

    body = (parse_html if other.is_html else parse)(other.text, other.path, other.line, settings)
    document = Document(
        path=other.path, kind="page", front_matter=None, title_html="", body=body, found=()
    )
    return msgspec.msgpack.encode(pack_document(document))


def _other_texts(source: SiteSource) -> Iterator[tuple[str, _Other]]:
    for path, text in source.texts.items():
        yield path, _Other(path, 1, text)
    for number, author in enumerate(source.settings.authors):
        if author.bio:
            # Each line of a bio stands by itself: two spaces are Markdown's line break.
            lines = author.bio.replace("\n", "  \n")
            line = _line_of(f"authors.{number}.bio", author.bio, source.settings)
            yield bio_key(author.id), _Other("site.toml", line, lines)
    for number, snippet in enumerate(source.settings.snippets):
        line = _line_of(f"snippets.{number}.html", snippet.html, source.settings)
        yield snippet_key(snippet.name), _Other("site.toml", line, snippet.html, is_html=True)


def _line_of(key: str, text: str, settings: Settings) -> int:
    """Return the line of site.toml on which a text begins; a long one below its quotes."""
    return settings.position(key).line + ("\n" in text)


def _without_frame(body: Body) -> Body:
    """Take out what only an article has: a notice has no notice of its own."""
    frame = tuple(element.slot for element in positioned_elements())
    return replace(
        body,
        parts=Parts(part for part in body.parts if not isinstance(part, frame)),
        slots=Slots(slot for slot in body.slots if not isinstance(slot, frame)),
    )
