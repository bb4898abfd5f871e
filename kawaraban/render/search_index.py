"""The search index: of what each article says, the pieces of text that a query is looked up by.

Japanese runs are cut into pairs of characters, other words into groups of four letters; `assets/search.js`
cuts and folds a query in the same way.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from html import unescape

from msgspec import Struct, msgpack

from kawaraban.incremental.cache import Cache
from kawaraban.incremental.page_keys import PageKeys, load_traces, store_traces
from kawaraban.render.programmes import filler
from kawaraban.render.renderer import BadTemplateError, Renderer
from kawaraban.system.pool import parallel_map

_MOST_SHARDS = 512
_LONGEST_WORD, _LETTERS = 24, 4
_IN_HEADING = 3  # so many times more a piece counts in a heading
_WORTH_A_PROCESS = 60
_FORM = 1  # of what is stored
# What no reader sees, or not for long; a link to its own heading; contents, which say all twice.
_UNSEEN = (
    "nav, script, style, template, dialog, svg, annotation, [hidden], [aria-hidden=true], .hide, "
    ".anchor, [data-ends]:not([data-ended], :has(> template)), [style*='display:none' i]"
)
_INLINE = re.compile(
    r"<!--.*?-->|</?(?:a|abbr|b|bdi|cite|code|del|em|i|ins|kbd|m\w+|q|s|small|span|strong|su[bp]|time"
    r"|u|var|wbr)\b[^>]*>",
    re.DOTALL,
)
_TAG = re.compile(r"<[^>]*>")
_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_JAPANESE = "\u3005-\u3007\u30a1-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Of three letters where the first two are kana, which make too few pairs to tell words apart.
_PIECE = re.compile(r"(?=([\u30a1-\u30ff]{2}.?|..))")
_KANJI = re.compile(r"[^\u30a1-\u30ff]")
_RUN = re.compile(rf"([{_JAPANESE}]+)|([^\W_{_JAPANESE}]+)")


class Entry(Struct, frozen=True, array_like=True):
    """What an article says, and its pieces by shard, each line of them a weight and a piece."""

    text: str
    shards: tuple[str, ...]


def fold(text: str) -> str:
    """Return a text in the form in which texts are compared: ｶﾞ, が and ガ are the same."""
    return unicodedata.normalize("NFKC", text).lower().translate(_KATAKANA)


def pieces(text: str) -> Iterator[str]:
    """Yield the pieces of a folded text.

    確定申告 → 確定 定申 申告 and 確 定 申 告; digit → digi igit "git " "it " and " digit", the whole.
    """
    for japanese, word in _RUN.findall(text):
        if japanese:
            yield from _PIECE.findall(japanese)
            yield from _KANJI.findall(japanese)
        else:
            ending = f"{word} "
            yield from (ending[at : at + _LETTERS] for at in range(len(word) - 1))
            if len(word) <= _LONGEST_WORD:
                yield f" {word}"


def shard_of(piece: str, shards: int) -> int:
    """Return the number of the shard that holds a piece: that of all with the same beginning."""
    number = 0
    for character in piece if piece[0] == " " else piece[:2]:
        number = (number * 31 + ord(character)) % 65_521
    return number % shards


def shard_count(articles: int) -> int:
    """Return into how many shards the index of so many articles is divided."""
    return min(_MOST_SHARDS, 1 << articles.bit_length())


def text_of(html: str) -> tuple[str, str]:
    """Return what a reader sees of HTML, and what its headings say."""
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - loads with the first text

    tree = LexborHTMLParser(html)
    for node in tree.css(_UNSEEN):
        node.decompose()
    headings = "\n".join(node.text() for node in tree.css("h2, h3, h4, h5, h6"))
    seen = unescape(_TAG.sub("\n", _INLINE.sub("", (tree.body and tree.body.inner_html) or "")))
    lines = (" ".join(line.split()) for line in seen.splitlines())
    return "\n".join(filter(None, lines)), headings


def make_entry(html: str, title: str, shards: int) -> Entry:
    """Return the entry of an article in an index of so many shards."""
    text, headings = text_of(html)
    counts = Counter(pieces(fold(f"{title}\n{text}")))
    for piece in pieces(fold(headings)):
        counts[piece] += _IN_HEADING
    parts: list[list[str]] = [[] for _ in range(shards)]
    for piece in sorted(counts):
        weight = min(3, counts[piece].bit_length() - 1)
        parts[shard_of(piece, shards)].append(f"{weight}{piece}")
    return Entry(text, tuple(map("\n".join, parts)))


def merge(shards: Iterable[str]) -> dict[str, list[int]]:
    """Return the articles of each piece by the shards of all articles.

    Each is a step of the article's number from the last one, times four, plus the weight.
    """
    found: dict[str, list[int]] = {}
    last: dict[str, int] = {}
    for number, lines in enumerate(shards):
        for line in lines.split("\n") if lines else ():
            piece = line[1:]
            found.setdefault(piece, []).append((number - last.get(piece, -1)) * 4 + int(line[0]))
            last[piece] = number
    return found


class SearchIndex:
    """The entries of all articles, made when the first of them is asked for.

    An entry is remembered as a page is: by what was asked while it was made.
    """

    def __init__(self, renderer: Renderer, cache: Cache, recipe: str, jobs: int) -> None:
        """Take what renders the articles, and how many processes may."""
        self._renderer, self._cache, self._jobs = renderer, cache, jobs
        self._paths = renderer.view.searchable()
        self._recipe = f"search {_FORM} {shard_count(len(self._paths))} {recipe}"

    @property
    def questions(self) -> Mapping[str, Callable[[str], object]]:
        """Return what pages may ask of the index, by kind of question."""
        return {
            "search_shard": lambda number: tuple(e.shards[int(number)] for e in self._entries),
            "search_text": lambda number: self._entries[int(number)].text,
        }

    @cached_property
    def _entries(self) -> list[Entry]:
        view, cache = self._renderer.view, self._cache
        asked = view.inputs
        keys = PageKeys(view.digest_of, load_traces(cache, self._recipe))
        digests = {path: keys.known_digest(path) for path in self._paths}
        names = {self._name(digest): path for path, digest in digests.items() if digest}
        found = {names[name]: data for name, data in cache.get_all(names)}
        left = [path for path in self._paths if path not in found]
        for path in found:
            keys.keep(path)
        made = parallel_map(self._make, left, self._jobs, _WORTH_A_PROCESS)
        new: dict[str, bytes] = {}
        for path, (inputs, data) in zip(left, made, strict=True):
            digest = sha256(path.encode() + data).digest()
            keys.record(path, inputs, digest)
            found[path] = new[self._name(digest)] = data
        cache.put_all(new.items())
        if left:
            store_traces(keys.traces, cache, self._recipe)
        view.inputs = asked
        return [msgpack.decode(found[path], type=Entry) for path in self._paths]

    def _name(self, digest: bytes) -> str:
        return f"{self._recipe} {digest.hex()}"

    def _make(self, path: str) -> tuple[tuple[str, ...], bytes]:
        """Return what was asked while the entry of an article was made, and the entry."""
        view = self._renderer.view
        view.inputs, html = set(), ""
        article = view.published_article(path)
        context = self._renderer.context(article.address, article)
        with suppress(BadTemplateError):  # which its page reports
            html = filler(context)(article.body.parts)
        entry = make_entry(html, article.title, shard_count(len(self._paths)))
        return tuple(view.inputs), msgpack.encode(entry)
