"""The search index: of what each article says, the pieces of text that a query is looked up by.

`assets/search.js` folds and cuts a query in the same way.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, lru_cache, partial
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

_MOST_SHARDS, _PART, _LONGEST_WORD, _LETTERS, _WORTH_A_PROCESS = 512, 3000, 24, 6, 60
_OFTEN, _WEIGHTS = 8, (0, 0, 1, 1, 2, 2, 2, 2, 3)  # of a piece, by how often it is in a text
_IN_HEADING = 3  # so many times more a piece counts in a heading
# The letter before a piece: its weight, and the first part of the text that holds it.
_MARKS = [[ascii_uppercase[4 * part + weight] for weight in _WEIGHTS] for part in range(6)]
# What no reader sees, or not for long; a link to its own heading; contents, which say all twice.
_UNSEEN = (
    "nav, script, style, template, dialog, svg, annotation, [hidden], [style*='display:none' i], "
    ".hide, .anchor, .footnote-ref, [data-ends]:not([data-ended], :has(> template))"
)
_INLINE = re.compile(
    r"(?s)<!--.*?-->|</?(?:[abisuq]|abbr|bdi|cite|code|del|em|ins|kbd|m\w+|s[mptu]\w+|time|var|wbr)"
    r"""(?![\w-])(?:"[^"]*"|[^>"])*>"""
)
# Those without a word to say, the colours of code above all, are half of some pages.
_PLAIN = re.compile(r'</?(?:span(?: class="[a-z][a-z0-9]?")?|code|em|strong|wbr)>')
_TAG = re.compile(r'<(?:"[^"]*"|[^>"])*>')
# All but the letters that NFKC leaves as they are, which is most of a text. Large sets take long
# to compile, and most builds need none: `re` compiles these when they are first used.
_OTHERS = r"[^\0-~、。\u3005-\u3007ぁ-ゔァ-ヾ\u4e00-\u9fff]+"
_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_KANA, _KANJI = "\u30a1-\u30ff", "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Two letters of kana are too common to tell words apart.
_PIECE = rf"(?=([{_KANA}]{{2}}[{_KANA}{_KANJI}]?|[{_KANA}{_KANJI}]{{2}}|[{_KANJI}]))"
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


def search_questions(
    renderer: Renderer, cache: Cache, recipe: str, jobs: int
) -> Mapping[str, Callable[[str], object]]:
    """Return what pages may ask of the index; it is made by so many processes when one asks."""
    files = lru_cache(partial(_files, renderer, cache, recipe, jobs))
    return {"search": lambda name: files().get(name, "")}


def _files(renderer: Renderer, cache: Cache, recipe: str, jobs: int) -> dict[str, str]:
    """Return the shards, a line an article, and the parts of texts, by their names."""
    entries = _entries(renderer, cache, recipe, jobs)
    shards = map("\n".join, zip(*(lines.split("\n") for _, lines in entries), strict=True))
    files = {f"shard/{number}": shard for number, shard in enumerate(shards)}
    for number, (texts, _) in enumerate(entries):
        files |= {f"text/{number}.{part}": text for part, text in enumerate(texts)}
    return files


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
    entry = make_entry(html, article.title, shards, part_count(article))
    return tuple(renderer.view.inputs), msgpack.encode(entry)
