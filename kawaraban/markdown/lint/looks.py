"""What looks like Markdown and is none: it would be published with its signs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kawaraban.markdown.references import normal_label
from kawaraban.markdown.text import Text

if TYPE_CHECKING:
    from kawaraban.markdown.blocks.leaves import Leaf
    from kawaraban.markdown.context import Context
    from kawaraban.markdown.inline.emphasis import Delimiter


HEADING = "looks-like-heading"
LIST = "looks-like-list"
STRONG = "looks-like-strong"
TABLE = "looks-like-table"
SHORTCODE = "looks-like-shortcode"
LINK = "looks-like-link"
FOOTNOTE = "looks-like-footnote"
PICTURE = "looks-like-picture"
FRONT_MATTER = "looks-like-front-matter"

_CJK = "[\u3005-\u30ff\u3400-\u9fff\uff10-\uff5a「『（【]"
# By the first sign of a line: what one line shows, and what only two lines of a kind do.
_LINES = (
    ("#＃", HEADING, r"#{2,6}(?![# \t]|$)|#\u3000|＃{2,6}[ \u3000]?[^\s＃]|＃[ \u3000]\S", r"(?!)"),
    ("・•‣", LIST, r"[・•‣][ \t\u3000]*[^\s・•‣。…(（ω_]", r"(?!)"),
    ("-－+＋", LIST, rf"[-+]{_CJK}(?!.*[-－+\u2192]$)", r"[－＋][ \u3000]\S"),
    ("*＊", LIST, r"(?!)", rf"\*{_CJK}[^*]*$|＊[ \u3000]\S"),
    ("0123456789", LIST, rf"[0-9]{{1,2}}\.(?:{_CJK}|[A-Z][a-z])", r"[0-9]{1,2}[．、]\S"),
    ("０１２３４５６７８９", LIST, r"(?!)", r"[０-９]{1,2}[．.、]\S"),
    ("[［", LIST, r"\[[ xX\u3000]\][^\s(\[:\]]|\[\][ ]?[^\x00-\x7f]|［[ xX\u3000]］", r"(?!)"),
    (":", SHORTCODE, r":{3,}[ \t]*[\w{]", r"(?!)"),
)
_BY_SIGN = {s: (kind, re.compile(i), re.compile(j)) for signs, kind, i, j in _LINES for s in signs}
_OTHERS = r":?-+:?[ ]*\||[|｜]|[！!][ ]?\[|[a-z]\w+:"  # tables, pictures and keys
ODD_SIGNS = frozenset((*_BY_SIGN, *"|｜！!tdc"))
ODD_LINE = re.compile("|".join((*(f"{one}|{two}" for _, _, one, two in _LINES), _OTHERS)))
"""What a line that becomes text may begin with to be looked at more closely."""
_HARD_BREAKS = ("  ", "\\", "<br>", "<br/>", "<br />")
_ROW = r"\|[^\n]*\|[ \t]*"
_TABLE = re.compile(
    rf"^(?:{_ROW}\n{_ROW}|\|(?:[^|\n]*\|){{2,}}[ \t]*\Z|｜[^\n]*｜[ \t]*\n｜[^\n]*"
    r"|[^\n|]*\|[^\n]*\n[ \t]*[|｜]?[ \t]*:?[-ー－—―]{2}[-ー－—―:|｜ \t]*+)$",
    re.MULTILINE,
)
_KEYS = re.compile(r"(?:[A-Za-z]\w*:(?:[ \t].*)?(?:\n|\Z)){2,}\Z")
_KNOWN_KEY = re.compile(
    r"(?m)^(?:title|date|draft|tags|topics|slug|categor(?:y|ies)|description|published|author):"
)
# Signs of templates and of full width, and brackets that no other closes, outside code and tags.
_CODE = re.compile(
    r"(?s)(?<!`)(`+)(?!`).{1,500}?(?<!`)\1(?!`)|<(?:[a-zA-Z/][^<>]*|!--.{0,500}?--)>"
)
_FILE = r"[^()（）\n]{1,200}\.(?:png|jpe?g|gif|webp|avif|svg|heic)"
_SIGNS = re.compile(
    r"(?P<shortcode>\{\{[<%]|\{%[-+]?[ ]*\w|\{\{-?[ ]*(?:site|page|post)\."
    r"|\[(?:/[^\s\[\]/]{2,40}|[^\s\[\]=!]{2,40}[ ]+[\w-]+=[\"'“”\w][^\[\]\n]*)\](?![(\[]))"
    rf"|(?P<picture>^(?:！|![ ])\[[^\[\]\n]*\]\({_FILE}|!\[[^\[\]()（）\n]*[(（]{_FILE}|<img\s)"
    r"|(?P<link>［[^［］\[\]\n]{1,200}[］\]][(（][ ]*https?[:：]|(?<![(（])https?：//"
    r"|\[[^\[\]\n]{1,200}］[(（]|\[[^\[\]()（）\n]{1,200}[(（][ ]*https?[:：]//(?![^\n]{0,300}\]))"
    r"|(?P<strong>＊＊[^\s＊])|(?P<footnote>\[\^(?!(?:\w-\w)+\])(?P<label>[\w-]+)\](?![:*+?{|]))",
    re.MULTILINE,
)
_OF_SIGN = {p.rpartition("-")[2]: p for p in (SHORTCODE, PICTURE, LINK, STRONG, FOOTNOTE)}
# A power, a path, a mask (`S**さん`), a name (`**kwargs`), or the end.
_NO_STRONG = re.compile(r"(?as)[\w/.]\*\*|[^*]?\*\*(?:[/.]|\Z|[a-z_]+(?![a-z_]|[ ][a-z]))")


def check_paragraph(node: Leaf, context: Context) -> None:
    """Report lines of a paragraph that look like other blocks, each kind once."""
    found: dict[str, int] = {}
    for index, line in enumerate(node.lines):
        known = _BY_SIGN.get(line[:1])
        if known and known[0] not in found and _is_meant(*known, node.lines, index):
            found[known[0]] = index
        if line[:1] in {"！", "!"}:
            check_signs(node.text, context)
    if table := _TABLE.search(node.words):
        found[TABLE] = node.words.count("\n", 0, table.start())
    if is_front_matter(node.words):
        found[FRONT_MATTER] = 0
    for problem, index in found.items():
        context.add(context.source(node.start + index, node.columns[index]), problem)


def _is_meant(
    problem: str, one: re.Pattern[str], two: re.Pattern[str], lines: Sequence[str], index: int
) -> bool:
    """Return whether a line is meant as a block: by itself, or as one of several of its kind.

    Lines with hard breaks are laid out on purpose.
    """
    if one.match(lines[index]):
        return problem != LIST or not lines[1:] or not lines[0].endswith(_HARD_BREAKS)
    return two.match(lines[index]) is not None and sum(1 for line in lines if two.match(line)) > 1


def is_front_matter(words: str) -> bool:
    """Return whether lines in the middle of a text are keys with values, which articles have."""
    return _KEYS.match(words) is not None and len(_KNOWN_KEY.findall(words)) > 1


def may_hold_signs(text: str) -> bool:
    """Return whether a whole text may hold signs of other tools or of full width."""
    return any(sign in text for sign in ("{%", "{{", "＊＊", "［", "：//"))


def check_signs(text: Text, context: Context) -> None:
    """Report signs of other tools and of full width, each kind once in a text."""
    seen = set[str]()
    plain = _CODE.sub(lambda code: " " * len(code[0]), text.text)
    for found in _SIGNS.finditer(plain):
        kind, label = found.lastgroup or "", found["label"]
        is_known = label and normal_label(label) in context.footnotes
        if not is_known and kind not in seen:
            context.add(context.text_source(text, found.start()), _OF_SIGN[kind])
            seen.add(kind)


def check_runs(runs: Iterable[Delimiter], text: Text, context: Context) -> None:
    """Report the first `**` that marks nothing: with spaces inside, or without its other half."""
    for run in runs:
        is_whole = run.count == 2 == run.length and run.sign == "*"  # noqa: PLR2004 - strong
        if is_whole and not _NO_STRONG.match(text.text, max(run.start - 1, 0)):
            context.add(context.text_source(text, run.start), STRONG)
            return
