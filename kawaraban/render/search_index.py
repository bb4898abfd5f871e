"""The search index: of what each article says, the pieces of text that a query is looked up by.

`assets/search.js` folds and cuts a query in the same way.
"""

import re
import unicodedata
from collections import Counter
from contextlib import suppress
from functools import cache, cached_property, lru_cache
from hashlib import sha256
from html import unescape
from itertools import chain, pairwise
from string import ascii_uppercase

from msgspec import msgpack
from selectolax.lexbor import LexborHTMLParser

from kawaraban.core.model import Article
from kawaraban.incremental.cache import Cache
from kawaraban.incremental.page_keys import PageKeys, load_traces, store_traces
from kawaraban.render.programmes import filler
from kawaraban.render.renderer import BadTemplateError, Renderer
from kawaraban.system.pool import parallel_map
from kawaraban.system.regex import lazy_pattern

_MOST_SHARDS, _PART, _LONGEST_WORD, _LETTERS = 512, 3000, 24, 6
_WORTH_A_PROCESS, _AT_ONCE, _LINES = 60, 256, 1_700_000
_OFTEN, _WEIGHTS = 8, (0, 0, 1, 1, 2, 2, 2, 2, 3)  # of a piece, by how often it is in a text
_IN_HEADING = 3  # so many times more a piece counts in a heading
# The letter before a piece: its weight, and the first part of the text that holds it.
_MARKS = [[ascii_uppercase[4 * part + weight] for weight in _WEIGHTS] for part in range(6)]
# What no reader sees, or not for long; a link to its own heading; contents, which say all twice.
_UNSEEN = (
    "nav, script, style, template, dialog, svg, annotation, [hidden], [style*='display:none' i], "
    ".hide, .anchor, .footnote-ref, [data-ends]:not([data-ended], :has(> template))"
)
_INLINE = lazy_pattern(
    r"(?s)<!--.*?-->|</?(?:[abisuq]|abbr|bdi|cite|code|del|em|ins|kbd|m\w+|s[mptu]\w+|time|var|wbr)"
    r"""(?![\w-])(?:"[^"]*"|[^>"])*>"""
)
# Those without a word to say, the colours of code above all, are half of some pages.
_PLAIN = lazy_pattern(r'</?(?:span(?: class="[a-z][a-z0-9]?")?|code|em|strong|wbr)>')
_TAG = lazy_pattern(r'<(?:"[^"]*"|[^>"])*>')
# All but the letters that NFKC leaves as they are, which is most of a text. Large sets take long
# to compile, and most builds need none: `re` compiles these when they are first used.
_OTHERS = r"[^\0-~、。\u3005-\u3007ぁ-ゔァ-ヾ\u4e00-\u9fff]+"
_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_KANA, _KANJI = "\u30a1-\u30ff", "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Two letters of kana are too common to tell words apart. The last dot takes a letter: `re` looks
# twice where a match is empty.
_PIECE = rf"(?=([{_KANA}]{{2}}[{_KANA}{_KANJI}]?|[{_KANA}{_KANJI}]{{2}}|[{_KANJI}]))."
_IS_KANJI, _WORD = f"[{_KANJI}]", rf"[^\W_{_KANA}{_KANJI}]+"

# The parts of an article's text, and what it adds to each shard, a line each.
Entry = tuple[tuple[str, ...], str]


def fold(text: str) -> str:
    """Return a text in the form in which texts are compared: ｶﾞ, が and ガ are the same."""
    text = re.sub(_OTHERS, lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return text.lower().translate(_KATAKANA)


def pieces(text: str) -> list[str]:
    """Return the pieces of a folded text.

    確定デス → 確定 定デ デス; 鍵、 → 鍵; digits → digits "igits " "gits " "its " "ts " " digits".
    """
    return [*re.findall(_PIECE, text), *chain.from_iterable(map(_of_word, re.findall(_WORD, text)))]


@lru_cache(maxsize=10_000)
def _of_word(word: str) -> tuple[str, ...]:
    ending = f"{word} "
    found = [ending[at : at + _LETTERS] for at in range(len(word) - 1)]
    return (*found, f" {word}") if len(word) <= _LONGEST_WORD else tuple(found)


def shard_count(articles: int) -> int:
    """Return into how many shards the index of so many articles is divided."""
    return min(_MOST_SHARDS, 1 << articles.bit_length())


@cache
def _number(key: str) -> int:
    """Return the number of a word, or of all pieces that begin with a kanji or two letters."""
    number = 0
    for letter in key[:1] if re.match(_IS_KANJI, key) else key:
        number = (number * 31 + ord(letter)) % 65_521
    return number


def text_of(html: str) -> tuple[str, str]:
    """Return what a reader sees of HTML, and what its headings say."""
    tree = LexborHTMLParser(_PLAIN.sub("", html))
    for node in tree.css(_UNSEEN):
        node.decompose()
    headings = "\n".join(node.text() for node in tree.css("h2, h3, h4, h5, h6"))
    seen = _TAG.sub("\n", _INLINE.sub("", (tree.body and tree.body.inner_html) or ""))
    lines = (" ".join(line.split()) for line in unescape(seen).splitlines())
    return "\n".join(filter(None, lines)), headings


def part_count(article: Article) -> int:
    """Return into how many parts the text of an article is divided."""
    return 1 + article.body.length // _PART


def divide(text: str, count: int) -> tuple[str, ...]:
    """Divide a text at ends of lines into so many parts; the last alone ends with a line end."""
    ends = [0, *(text.rfind("\n", 0, len(text) * n // count) + 1 for n in range(1, count))]
    parts = [text[start:end].rstrip() for start, end in pairwise([*ends, len(text)])]
    return (*parts[:-1], f"{parts[-1]}\n")


def make_entry(html: str, title: str, shards: int, parts: int) -> Entry:
    """Return the entry of an article, whose text is in so many parts."""
    text, headings = text_of(html)
    texts, lines = divide(text, parts), [""] * shards
    found = [pieces(fold(part)) for part in (f"{title}\n{texts[0]}", *texts[1:])]
    counts = Counter(chain(*found, pieces(fold(headings)) * _IN_HEADING))
    begins = dict[str, list[str]]()
    for part in reversed(range(parts)) if parts > 1 else ():
        begins |= dict.fromkeys(found[part], _MARKS[min(part, len(_MARKS) - 1)])
    for piece, count in counts.items():
        number = _number(piece if piece[0] == " " else piece[:2])
        lines[number % shards] += begins.get(piece, _MARKS[0])[min(count, _OFTEN)] + piece
    return texts, "\n".join(lines)


class SearchIndex:
    """The files of the index by their names; its entries are made when one is asked for.

    They lie in the cache, and not in memory: those of a large site are larger than all else.
    """

    def __init__(self, renderer: Renderer, cache: Cache, recipe: str, jobs: int) -> None:
        """Take what renders the articles; so many processes make the entries."""
        self._renderer, self._cache, self._jobs = renderer, cache, jobs
        self._paths = renderer.view.searchable()
        self._shards = shard_count(len(self._paths))
        self._recipe = f"search {self._shards} {recipe}"
        # Of a large site all shards together are larger than its articles.
        self._span = 1 + _LINES // (1 + len(self._paths))
        self._load = lru_cache(maxsize=1)(self._load_some)

    def file(self, name: str) -> bytes:
        """Return the file of a name: `shard/N`, a line an article, or `text/ARTICLE.PART`."""
        kind, _, number = name.partition("/")
        at, _, part = number.partition(".")
        beyond = int(at) % (_AT_ONCE if part else self._span)
        found = self._load(kind, int(at) - beyond)[beyond]
        return msgpack.decode(found, type=tuple[str, ...])[int(part)].encode() if part else found

    def _load_some(self, kind: str, first: int) -> list[bytes]:
        """Return the texts of some articles, or some shards, from one on."""
        if kind == "text":
            return self._values("texts", first)
        span = slice(first, first + self._span)
        shards = [bytearray() for _ in range(self._shards)[span]]
        for at in range(0, len(self._paths), _AT_ONCE):
            for lines in self._values("lines", at):
                for shard, line in zip(shards, lines.split(b"\n")[span], strict=True):
                    shard.extend(b"%b\n" % line)
        return [bytes(shards.pop(0)[:-1]) for _ in range(len(shards))]

    def _values(self, kind: str, first: int) -> list[bytes]:
        """Return what some entries, from one on, have in the cache, or would have."""
        keys = {p: f"{self._names[p]} {kind}" for p in self._paths[first : first + _AT_ONCE]}
        found = dict(self._cache.get_all(keys.values()))
        return [found.get(keys[path]) or self._make(path)[1][kind] for path in keys]

    @cached_property
    def _names(self) -> dict[str, str]:
        """Make the entries that are not in the cache; return the names of all by their articles."""
        view, asked = self._renderer.view, self._renderer.view.inputs
        keys = PageKeys(view.digest_of, load_traces(self._cache, self._recipe))
        known = zip(self._paths, map(keys.known_digest, self._paths), strict=True)
        names = {path: f"{self._recipe} {path} {digest!r}" for path, digest in known if digest}
        for path in names:
            keys.keep(path)
        left, new = [path for path in self._paths if path not in names], list[tuple[str, bytes]]()
        made = parallel_map(self._make, left, self._jobs, _WORTH_A_PROCESS)
        for path, (inputs, entry) in zip(left, made, strict=True):
            digest = sha256(entry["lines"] + entry["texts"]).digest()
            keys.record(path, inputs, digest)
            names[path] = f"{self._recipe} {path} {digest!r}"
            new += ((f"{names[path]} {kind}", data) for kind, data in entry.items())
            if len(new) > _AT_ONCE:
                self._cache.put_all(new)
                new.clear()
        self._cache.put_all(new)
        if left:
            store_traces(keys.traces, self._cache, self._recipe)
        view.inputs = asked
        return names

    def _make(self, path: str) -> tuple[tuple[str, ...], dict[str, bytes]]:
        """Return what was asked while the entry of an article was made, and the entry."""
        view, html = self._renderer.view, ""
        view.inputs = set()
        article = view.published_article(path)
        context = self._renderer.context(article.address, article)
        with suppress(BadTemplateError):  # which its page reports
            html = filler(context)(article.body.parts)
        texts, lines = make_entry(html, article.title, self._shards, part_count(article))
        return tuple(view.inputs), {"lines": lines.encode(), "texts": msgpack.encode(texts)}
