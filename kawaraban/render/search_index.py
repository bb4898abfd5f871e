"""The search index: of what each article says, the pieces of text that a query is looked up by.

`assets/search.js` folds and cuts a query in the same way.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache, partial
from hashlib import sha256
from html import unescape

from msgspec import msgpack
from selectolax.lexbor import LexborHTMLParser

from kawaraban.incremental.cache import Cache
from kawaraban.incremental.page_keys import PageKeys, load_traces, store_traces
from kawaraban.render.programmes import filler
from kawaraban.render.renderer import BadTemplateError, Renderer
from kawaraban.system.pool import parallel_map

_MOST_SHARDS, GROUPS = 512, 128
_LONGEST_WORD, _LETTERS, _WORTH_A_PROCESS = 24, 6, 60
_WEIGHTS = "001122223"  # of a piece, by how often it stands in a text, up to eight times
_IN_HEADING = 3  # so many times more a piece counts in a heading
# What no reader sees, or not for long; a link to its own heading; contents, which say all twice.
_UNSEEN = (
    "nav, script, style, template, dialog, svg, annotation, [hidden], [style*='display:none' i], "
    ".hide, .anchor, .footnote-ref, [data-ends]:not([data-ended], :has(> template))"
)
_INLINE = re.compile(
    r"(?s)<!--.*?-->|</?(?:[abisuq]|abbr|bdi|cite|code|del|em|ins|kbd|m\w+|s[mptu]\w+|time|var|wbr)"
    r"""(?![\w-])(?:"[^"]*"|[^>"])*>"""
)
_TAG = re.compile(r'<(?:"[^"]*"|[^>"])*>')
# All but the letters that NFKC leaves as they are, which is most of a text.
_OTHERS = re.compile(r"[^\0-~、。\u3005-\u3007ぁ-ゔァ-ヾ\u4e00-\u9fff]+")
_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_KANA, _KANJI = "\u30a1-\u30ff", "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Two letters of kana are too common to tell words apart.
_PIECE = re.compile(rf"(?=([{_KANA}]{{2}}[{_KANA}{_KANJI}]?|[{_KANA}{_KANJI}]{{2}}))")
_SINGLE = re.compile(rf"[{_KANJI}]")
_WORD = re.compile(rf"[^\W_{_KANA}{_KANJI}]+")


# What an article says; by group of shards, lines of a weight, a shard's place there, and a piece.
Entry = tuple[str, tuple[str, ...]]


def fold(text: str) -> str:
    """Return a text in the form in which texts are compared: ｶﾞ, が and ガ are the same."""
    text = _OTHERS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return text.lower().translate(_KATAKANA)


def pieces(text: str) -> list[str]:
    """Return the pieces of a folded text.

    確定デス → 確定 定デ デス and 確 定; digits → digits "igits " "gits " "its " "ts " " digits".
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


@lru_cache(maxsize=20_000)
def _place(piece: str, shards: int) -> tuple[int, str]:
    """Return the group of a piece's shard, and the piece after the shard's place there."""
    number = 0  # the same for all pieces that begin with two letters
    for letter in piece if piece[0] == " " else piece[:2]:
        number = (number * 31 + ord(letter)) % 65_521
    place, group = divmod(number % shards, GROUPS)
    return group, f"{place}{piece}"


def text_of(html: str) -> tuple[str, str]:
    """Return what a reader sees of HTML, and what its headings say."""
    tree = LexborHTMLParser(html)
    for node in tree.css(_UNSEEN):
        node.decompose()
    headings = "\n".join(node.text() for node in tree.css("h2, h3, h4, h5, h6"))
    seen = _TAG.sub("\n", _INLINE.sub("", (tree.body and tree.body.inner_html) or ""))
    lines = (" ".join(line.split()) for line in unescape(seen).splitlines())
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
    """Return where each piece of a shard is: steps between articles, times four, plus weights."""
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


def search_questions(
    renderer: Renderer, cache: Cache, recipe: str, jobs: int
) -> Mapping[str, Callable[[str], object]]:
    """Return what pages may ask of the index; it is made by so many processes when one asks."""
    entries = lru_cache(partial(_entries, renderer, cache, recipe, jobs))
    return {
        "search_group": lambda number: tuple(own[int(number)] for _, own in entries()),
        "search_text": lambda number: next((text for text, _ in entries()[int(number) :]), ""),
    }


def _entries(renderer: Renderer, cache: Cache, recipe: str, jobs: int) -> list[Entry]:
    """Return the entries of all articles, each remembered by what was asked while it was made."""
    view, asked, found = renderer.view, renderer.view.inputs, dict[str, bytes]()
    paths = view.searchable()
    shards = shard_count(len(paths))
    recipe = f"search {shards} {recipe}"
    keys = PageKeys(view.digest_of, load_traces(cache, recipe))
    names = {f"{recipe} {path} {keys.known_digest(path)!r}": path for path in paths}
    for name, data in cache.get_all(names):
        found[names[name]] = data
        keys.keep(names[name])
    left, new = [path for path in paths if path not in found], dict[str, bytes]()
    made = parallel_map(partial(_make, renderer, shards), left, jobs, _WORTH_A_PROCESS)
    for path, (inputs, data) in zip(left, made, strict=True):
        digest = sha256(data).digest()
        keys.record(path, inputs, digest)
        found[path] = new[f"{recipe} {path} {digest!r}"] = data
    cache.put_all(new.items())
    if left:
        store_traces(keys.traces, cache, recipe)
    view.inputs = asked
    return [msgpack.decode(found[path], type=Entry) for path in paths]


def _make(renderer: Renderer, shards: int, path: str) -> tuple[tuple[str, ...], bytes]:
    """Return what was asked while the entry of an article was made, and the entry."""
    renderer.view.inputs, html = set(), ""
    article = renderer.view.published_article(path)
    context = renderer.context(article.address, article)
    with suppress(BadTemplateError):  # which its page reports
        html = filler(context)(article.body.parts)
    entry = make_entry(html, article.title, shards)
    return tuple(renderer.view.inputs), msgpack.encode(entry)
