"""The search index: of what each article says, the pieces of text that a query is looked up by.

`assets/search.js` folds and cuts a query in the same way.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cached_property, lru_cache
from hashlib import sha256
from html import unescape

from msgspec import msgpack

from kawaraban.incremental.cache import Cache
from kawaraban.incremental.page_keys import PageKeys, load_traces, store_traces
from kawaraban.render.programmes import filler
from kawaraban.render.renderer import BadTemplateError, Renderer
from kawaraban.system.pool import parallel_map

_MOST_SHARDS, GROUPS = 512, 128
_LONGEST_WORD, _LETTERS, _WORTH_A_PROCESS = 24, 4, 60
_WEIGHTS = "001122223"  # of a piece, by how often it stands in a text, up to eight times
_IN_HEADING = 3  # so many times more a piece counts in a heading
# What no reader sees, or not for long; a link to its own heading; contents, which say all twice.
_UNSEEN = (
    "nav, script, style, template, dialog, svg, annotation, [hidden], [aria-hidden=true], .hide, "
    ".anchor, .footnote-ref, [data-ends]:not([data-ended], :has(> template)), [style*='display:none' i]"
)
_INLINE = re.compile(
    r"(?s)<!--.*?-->|</?(?:[abisuq]|abbr|bdi|cite|code|del|em|ins|kbd|m\w+|s[mptu]\w+|time|var|wbr)\b.*?>"
)
_TAG = re.compile(r"<[^>]*>")
# All but the letters that NFKC leaves as they are, which is most of a text.
_OTHERS = re.compile(r"[^\0-~、。\u3005-\u3007ぁ-ゔァ-ヾ\u4e00-\u9fff]+")
_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_KANA, _KANJI = "\u30a1-\u30ff", "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Two letters of kana are too common to tell words apart.
_PIECE = re.compile(rf"(?=([{_KANA}]{{2}}[{_KANA}{_KANJI}]?|[{_KANA}{_KANJI}]{{2}}))")
_SINGLE = re.compile(rf"[{_KANJI}]")
_WORD = re.compile(rf"[^\W_{_KANA}{_KANJI}]+")


# What an article says, and its pieces by group of shards, a line each: its weight, the place of
# its shard in the group, the piece itself.
Entry = tuple[str, tuple[str, ...]]


def fold(text: str) -> str:
    """Return a text in the form in which texts are compared: ｶﾞ, が and ガ are the same."""
    text = _OTHERS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return text.lower().translate(_KATAKANA)


def pieces(text: str) -> list[str]:
    """Return the pieces of a folded text.

    確定デス → 確定 定デ デス and 確 定; digit → digi igit "git " "it " and the whole " digit".
    """
    found: list[str] = _PIECE.findall(text) + _SINGLE.findall(text)
    for word in _WORD.findall(text):
        ending = f"{word} "
        found += [ending[at : at + _LETTERS] for at in range(len(word) - 1)]
        if len(word) <= _LONGEST_WORD:
            found.append(f" {word}")
    return found


def shard_count(articles: int) -> int:
    """Return into how many shards the index of so many articles is divided."""
    return min(_MOST_SHARDS, 1 << articles.bit_length())


@lru_cache(maxsize=100_000)
def _place(piece: str, shards: int) -> tuple[int, str]:
    """Return the group of a piece's shard, and the piece after the shard's place in the group.

    A shard holds all pieces that begin with two letters.
    """
    number = 0
    for letter in piece if piece[0] == " " else piece[:2]:
        number = (number * 31 + ord(letter)) % 65_521
    place, group = divmod(number % shards, GROUPS)
    return group, f"{place}{piece}"


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
    groups: tuple[list[str], ...] = tuple([] for _ in range(GROUPS))
    for piece in sorted(counts):
        group, line = _place(piece, shards)
        groups[group].append(_WEIGHTS[min(counts[piece], 8)] + line)
    return text, tuple(map("\n".join, groups))


def merge(group: Iterable[str], place: str) -> dict[str, list[int]]:
    """Return the articles of each piece of the shard at a place, by the lines of each article.

    Each is a step of the article's number from the last one, times four, plus the weight.
    """
    found: dict[str, list[int]] = {}
    last: dict[str, int] = {}
    for number, lines in enumerate(group):
        for line in lines.split("\n"):
            if line[1:2] == place:
                piece = line[2:]
                step = (number - last.get(piece, -1)) * 4 + int(line[0])
                found.setdefault(piece, []).append(step)
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
        self._shards = shard_count(len(self._paths))
        self._recipe = f"search {self._shards} {recipe}"

    @property
    def questions(self) -> Mapping[str, Callable[[str], object]]:
        """Return what pages may ask of the index, by kind of question."""
        return {
            "search_group": lambda number: tuple(own[int(number)] for _, own in self._entries),
            "search_text": lambda number: next(
                (text for text, _ in self._entries[int(number) :]), ""
            ),
        }

    @cached_property
    def _entries(self) -> list[Entry]:
        view, cache, found = self._renderer.view, self._cache, dict[str, bytes]()
        asked = view.inputs
        keys = PageKeys(view.digest_of, load_traces(cache, self._recipe))
        names = {self._name(path, keys.known_digest(path)): path for path in self._paths}
        for name, data in cache.get_all(names):
            found[names[name]] = data
            keys.keep(names[name])
        left, new = [path for path in self._paths if path not in found], dict[str, bytes]()
        made = parallel_map(self._make, left, self._jobs, _WORTH_A_PROCESS)
        for path, (inputs, data) in zip(left, made, strict=True):
            digest = sha256(data).digest()
            keys.record(path, inputs, digest)
            found[path] = new[self._name(path, digest)] = data
        cache.put_all(new.items())
        if left:
            store_traces(keys.traces, cache, self._recipe)
        view.inputs = asked
        return [msgpack.decode(found[path], type=Entry) for path in self._paths]

    def _name(self, path: str, digest: bytes | None) -> str:
        return f"{self._recipe} {path} {digest.hex() if digest else ''}"

    def _make(self, path: str) -> tuple[tuple[str, ...], bytes]:
        """Return what was asked while the entry of an article was made, and the entry."""
        view = self._renderer.view
        view.inputs, html = set(), ""
        article = view.published_article(path)
        context = self._renderer.context(article.address, article)
        with suppress(BadTemplateError):  # which its page reports
            html = filler(context)(article.body.parts)
        entry = make_entry(html, article.title, self._shards)
        return tuple(view.inputs), msgpack.encode(entry)
