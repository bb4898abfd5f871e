"""What looks like Markdown and is none: it would be published with its signs."""

import re
from collections.abc import Iterable
from functools import cache

from kawaraban.markdown.blocks.leaves import Leaf
from kawaraban.markdown.context import Context
from kawaraban.markdown.html_parts import CLOSE_TAG, OPEN_TAG
from kawaraban.markdown.inline.emphasis import Delimiter
from kawaraban.markdown.references import normal_label
from kawaraban.markdown.text import Text
from kawaraban.system.regex import lazy_pattern

HEADING = "looks-like-heading"
LIST = "looks-like-list"
RUN_ON = "looks-like-list-of-signs"
SHORTCODE = "looks-like-shortcode"
LINK = "looks-like-link"
PICTURE = "looks-like-picture"
FRONT_MATTER = "looks-like-front-matter"
CALLOUT = "looks-like-callout"
DEFINITION = "looks-like-definition"

_CJK = "[\u3005-\u9fff\uff10-\uff5a]"  # two ranges: more take long to compile
_TYPE = r"[^\W\d_][^\[\]［］\n]*(?:[\]］](?![(\[{])|$)"
_NEVER, _BELOW = r"(?!)", r"(?<=\n)"  # a line below another one of its paragraph
_DIGITS = "0123456789０１２３４５６７８９"
# By the first sign of a line: what one line shows, and what only two lines of a kind do.
_LINES = (
    ("#", HEADING, r"#{2,6}(?![# \t]|$)|#[\u3000＃]", _NEVER),
    ("＃", HEADING, r"＃{2,6}[ \u3000]?[^\s＃]|＃[ \u3000]\S", _NEVER),
    ("＝－", HEADING, rf"{_BELOW}(?:＝{{3,}}|－{{3,}})[ \u3000]*$", _NEVER),
    ("・•‣", LIST, r"[・•‣][ \t\u3000]*[^\s・•‣。…(（ω_]", _NEVER),
    ("-+", LIST, rf"[-+](?:{_CJK}(?!.*[-－+\u2192]$)|\[[ xX]\][ ]|\u00a0\S)", _NEVER),
    ("●■◆▶▼", RUN_ON, _NEVER, r"[●■◆▶▼][ \u3000]?[^\s●■◆▶▼]"),
    ("①②③④⑤⑥⑦⑧⑨⑩", RUN_ON, rf"{_BELOW}[①-⑩][ \u3000]?\S", _NEVER),
    ("－＋–−ー", LIST, rf"{_BELOW}(?:[－–−ー][ \u3000]|[－−])[^\s\d]", r"[－＋–−ー][ \u3000]\S"),
    ("*＊", LIST, _NEVER, rf"\*{_CJK}[^*\n]*$|＊[ \u3000]\S"),
    (
        "0123456789",
        LIST,
        rf"[0-9]{{1,2}}\.(?:{_CJK}|[A-Z][a-z]|[`*\[\u00a0])",
        r"[0-9]{1,2}[．、][^\s\d]",
    ),
    (_DIGITS, LIST, rf"{_BELOW}\d{{1,2}}．[^\s\d]", r"[０-９]{1,2}[．.、][ \u3000]?\S"),
    (_DIGITS, RUN_ON, _NEVER, r"\d{1,2}[)）][ \u3000]?[^\s\d]"),
    ("[［", LIST, r"\[[ xX\u3000]\][^\s(\[:\]]|\[\][ ]?[^\x00-\x7f]|［[ xX\u3000]］", _NEVER),
    ("[", CALLOUT, r"\[(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]$", _NEVER),
    ("[", LIST, r"\[(?:[ ]+[xX][ ]*|[xX][ ]+|[\u3000✓✔☑レ])\][ \u3000]?[^\s(\[:\]]", _NEVER),
    ("[［＞", CALLOUT, rf"(?:＞[ \u3000]?)?[\[［][ ]?[!！][ ]?{_TYPE}", _NEVER),
    (":：", DEFINITION, rf"(?::|{_BELOW}：[ \u3000]?)(?!：){_CJK}", _NEVER),
    (":：", SHORTCODE, r"[:：]{3,}[ \t\u3000]*[\w{]", _NEVER),
    ("＞", "looks-like-quotation", r"＞[ \u3000]\S", _NEVER),
    ("-", "looks-like-rule", r"\A--[ \t]*\Z", _NEVER),
    ("!?", SHORTCODE, r"(?:!!!|\?\?\?)\+?[ ][a-z]+(?:[ ]\"|$)", _NEVER),
)
ODD_SIGNS = frozenset("".join(signs for signs, *_ in _LINES) + "|｜！tdc")  # of keys too
"""What a line that becomes text may begin with to be looked at more closely."""
# Of a line that belongs to a list's item without standing as far in (CommonMark, 5.2: lazy).
_ITEM = lazy_pattern(r"(?:[-+・－–−ー]|\*(?!.*\*)|[0-9０-９]{1,2}[.．、)])[^-+\s\d]")
_HARD_BREAKS = ("  ", "\\", "<br>", "<br/>", "<br />")
_ROW = r"\|[^|\n]+\|[^\n]*"
_TABLE = lazy_pattern(
    rf"(?m)^(?:{_ROW}\n{_ROW}|\|(?:[^|\n]*\|){{2,}}[ \t]*\Z|｜[^\n]*｜[ \t]*\n｜[^\n]*"
    r"|\+[-=]{2,}\+[-=+]+|[^\n|]*\|[^\n]*\n[ \t]*[|｜]?[ \t]*:?[-ー－—―]{2}[-ー－—―:|｜ \t]*+"
    r"|[^\t\n]+\t[^\n]*\n[^\t\n]+\t[^\n]*)$"
)
_KEYS = lazy_pattern(
    r"(?:\+{3}\n)?(?:[A-Za-z]\w*(?::(?:[ \t].*)?|：.*|[ ]=[ ].*)(?:\n|\Z)){2,}(?:\+{3})?\Z"
)
_KNOWN_KEY = lazy_pattern(
    r"(?m)^(?:title|date|draft|tags|topics|slug|categor(?:y|ies)|description|published|author)"
    r"[ ]?[:：=]"
)
# Signs of templates and of full width, and brackets that no other closes, outside these.
_CODE = lazy_pattern(
    rf"(?s)\\[!-/:-@\[-`{{-~]|(?<!`)(`+)(?!`).{{1,1000}}?(?<!`)\1(?!`)|<!--.{{0,500}}?-->"
    rf"|{OPEN_TAG}|{CLOSE_TAG}|<[a-z]+:[^<>\s]*>"
)
# Behind a link or picture, where nothing else begins so.
ATTRIBUTES = lazy_pattern(r"[{｛]:?\s*(?:[.#]\S|(?:class|height|id|loading|width|zoom)\s*[=＝:：])")
_FILE = r"[(（][^()（）\n]{1,200}\.(?:png|jpe?g|gif|webp|avif|svg|heic)"
# Of which one is in a text with most of these.
SIGNS = ("{%", "{{", "】(", "＊＊", "［", "：//", "｀", "´", "＜", "%%", "toc}", "\\(", "\\[", "$$")
_SIGNS = (  # to look at the first letter alone takes a quarter of the time
    r"(?m)(?:(?=[{\[!！［<h)）【＊^`｀´%＜&])|^)(?:"
    r"(?P<shortcode>\{\{[<%]|\{%[-+]?[ ]*\w|\{\{-?[ ]*(?:site|page|post)\."
    r"|\[(?:/[^\s\[\]/]{2,40}|[^\s\[\]=!]{2,40}[ ]+[\w-]+=[\"'“”\w][^\[\]\n]*)\](?![(\[])"
    r"|\{\{?[:_]?toc_?\}|\[(?::contents|https?:[^\[\]\s]+:(?:title|embed)[^\[\]\s]*)\](?!\())"
    rf"|(?P<picture>(?:^(?:！|![ ])[\[［]|!［)[^\[\]［］\n]*[\]］]{_FILE}"
    rf"|!\[[^\[\]()（）\n]*{_FILE}|![^\s!\[\]\n]{{1,100}}\]{_FILE}|<img\s)"
    r"|(?P<link>［[^［］\[\]\n]{1,200}[］\]][(（][ ]*https?[:：]|(?<![(（])https?：//"
    r"|\[[^\[\]\n]{1,200}］[(（]|\[[^\[\]()（）\n]{1,200}[(（][ ]*https?[:：]//(?![^\n]{0,300}\])"
    rf"|[)）]\[https?://|\[[^\[\]\n]*[^\[\]\n\d]\](?:[ \u3000][(（])?https?://"
    r"|【[^【】\n]+】[(（]https?://|\[\[[^\[\]\n]+\]\(https?://[^\s()]+\)(?!\])"
    rf"|^[^\[\]\n]*\](?:\]|\(https?://)|［［[^［］\n]"
    rf"|\[\[{_CJK}[^\[\]\n]*(?:\](?!\])|$)|(?<!\[)\[{_CJK}[^\[\]\n]*\]\])"
    r"|(?P<strong>＊＊[^\s＊])|(?P<footnote>\[\^(?!(?:\w-\w)+\])(?P<label>[\w-]+)\](?![:*+?{|])"
    rf"|［\^[^［］\n]{{1,40}}[］\]]|\[(?:[0-9]{{1,2}}\^|\^[ ][\w-]+)\]|\^\[{_CJK})"
    r"|(?P<code>`|｀[^｀\n]+｀|´[^´\n]+´)"
    r"|(?P<comment>(?<![\w%])%%[^%\n]+%%)"
    r"|(?P<html>＜/?(?:br|a|b|div|img|p|span|strong)(?=[\s/／＞>])|<[ ]?(?:br|hr)(?![a-z])"
    r"|<(?:a|div|font|iframe|p|span)[ ]+[\w-]+[=＝]|&(?:amp|copy|[lg]t|nbsp|quot)(?![a-z0-9=;])))"
)
_PART = r"(?:(?!\\[()\[\]])[^$])*"
# A formula between signs of TeX's own, or behind a `$$` that nothing closes.
_TEX = lazy_pattern(
    rf"(?:(?<!\\)(?=\\[(\[]{_PART}?(?:[\^=]|\\[a-z]){_PART}\\[)\]])"
    r"|\A(?:[^$]*\n)?(?=\$\$[^$]+\Z))(?P<sign>[\\$])"
)
# Two signs of another kind at the beginning of a word, and of no other one.
_MARK = lazy_pattern(rf"(?<![^\s。、！？」）])(?:==|~~){_CJK}")
# A power, a path, a mask (`S**さん`), a name (`**kwargs`), or the end.
_NO_STRONG = lazy_pattern(
    r"(?as)[\w/.]\*\*|[^*]?\*\*(?:[/.]|[a-z_]+(?![a-z_]|\.[a-z]|[ ][a-z]))|\s?\*\*\Z"
)


def check_paragraph(node: Leaf, context: Context) -> None:
    """Report lines of a paragraph that look like other blocks, each kind once."""
    found, words = _odd_lines(node.lines), node.words
    if context.settings.markdown.breaks:  # such lines are shown as they were typed
        found.pop(RUN_ON, None)
    if any(bar in words for bar in "|｜+\t") and (table := _TABLE.search(words)):
        found["looks-like-table"] = words.count("\n", 0, table.start())
    if items := _torn_off_items(node):
        found.setdefault(LIST, items[0])
    if is_front_matter(words):
        found[FRONT_MATTER] = 0
    for problem, index in found.items():
        context.add(context.source(node.start + index, node.columns[index]), problem)
    if any(line.startswith(("！", "!")) for line in node.lines):
        check_signs(node.text, context)


def _torn_off_items(node: Leaf) -> list[int]:
    """Return the lines that begin as an item does and stand less far in than the first line."""
    lines = enumerate(zip(node.lines, node.columns, strict=True))
    return [n for n, (line, at) in lines if at < node.columns[0] and _ITEM.match(line)]


def _odd_lines(lines: list[str]) -> dict[str, int]:
    """Return the first line of each kind of block that lines look like by their beginning."""
    found: dict[str, int] = {}
    words, at = "\n".join(lines), 0
    is_laid_out = len(lines) > 1 and lines[0].endswith(_HARD_BREAKS)  # on purpose
    for index, line in enumerate(lines):
        for kind, one, two in _kinds(line[0]) if line[0] in ODD_SIGNS else ():
            if kind in found or (kind in {LIST, RUN_ON} and is_laid_out):
                continue
            if one.match(words, at) or _matches_twice(two, line, lines):
                found[kind] = index
        at += len(line) + 1
    return found


def _matches_twice(pattern: re.Pattern[str], line: str, lines: list[str]) -> bool:
    """Return whether a pattern matches a line, and another one of its paragraph."""
    return bool(pattern.match(line)) and sum(map(bool, map(pattern.match, lines))) > 1


@cache
def _kinds(sign: str) -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    """Return what a line may look like that begins with a sign; few texts have such a line."""
    rows = ((kind, one, two) for signs, kind, one, two in _LINES if sign in signs)
    lines = re.MULTILINE
    return tuple((kind, re.compile(o, lines), re.compile(t, lines)) for kind, o, t in rows)


def is_front_matter(words: str) -> bool:
    """Return whether lines in the middle of a text are keys with values, which articles have."""
    return _KEYS.match(words) is not None and len(_KNOWN_KEY.findall(words)) > 1


def check_signs(text: Text, context: Context) -> None:
    """Report signs of other tools and of full width, each kind once in a text."""
    seen = set[str]()
    plain = _CODE.sub(lambda code: " " * len(code[0]), text.text)
    if tex := _TEX.search(text.text):
        context.add(context.text_source(text, tex.start("sign")), "looks-like-formula")
    for found in re.finditer(_SIGNS, plain):
        kind, label = found.lastgroup or "", found["label"]
        is_known = label and normal_label(label) in context.footnotes
        if not is_known and kind not in seen:
            context.add(context.text_source(text, found.start()), f"looks-like-{kind}")
            seen.add(kind)


def check_attributes(text: Text, at: int, context: Context) -> None:
    """Report attributes that are not read where they stand."""
    if ATTRIBUTES.match(text.text, at):
        context.add(context.text_source(text, at), "looks-like-attributes")


def check_runs(runs: Iterable[Delimiter], text: Text, context: Context) -> None:
    """Report the first `**`, `==` or `~~` that marks nothing, or that is not marked off whole."""
    for run in runs:
        if run.closes:
            check_attributes(text, run.start + run.length, context)
        is_left = run.count and run.length == 2  # noqa: PLR2004 - a pair of signs
        if not is_left or (run.sign != "*" and not _MARK.match(text.text, run.start)):
            continue
        if not _NO_STRONG.match(text.text, max(run.start - 1, 0)):
            context.add(context.text_source(text, run.start), "looks-like-strong")
            return
