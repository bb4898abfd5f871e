"""Scores of the dialect against the examples of CommonMark and GFM, and against real posts.

The examples and posts are not ours to copy: they are read from the folder
`shared` beside the repository. `python -m tests.markdown.score` writes the tables of
`docs/dialect.md` anew.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import cmarkgfm
import markdown
from cmarkgfm.cmark import Options

from kawaraban.core.model import Parts, Slot
from kawaraban.core.settings import MarkdownSettings, Settings
from kawaraban.elements.callout import Callout
from kawaraban.elements.embed import Embed
from kawaraban.elements.figure import Figure
from kawaraban.elements.gallery import Gallery
from kawaraban.elements.link_card import LinkCard
from kawaraban.elements.quotation import Quotation
from kawaraban.elements.toc import Toc
from kawaraban.markdown.parse import parse
from tests.markdown.bodies import plain_html

SHARED = Path(__file__).resolve().parents[3] / "shared"
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "figure",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul",
})  # fmt: skip
_VOID = frozenset({"br", "hr", "img", "input", "wbr"})


class Normal(HTMLParser):
    """HTML as a list of tokens: attributes in order, white space between blocks ignored.

    What the two renderers may differ in without the reader noticing is made the
    same: `<br />`, labels around checkboxes, alignment as class or attribute.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__(convert_charrefs=True)
        self.tokens: list[str] = []
        self.pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a tag."""
        if tag == "label":
            return
        shown = sorted((self._attribute(name, value or "") for name, value in attrs))
        self.tokens.append(f"<{tag}{''.join(shown)}>")
        self.pre += tag == "pre"

    @staticmethod
    def _attribute(name: str, value: str) -> str:
        if name == "align" or (name == "class" and value in {"left", "right", "center"}):
            return f" align={value}"
        return f" {name}={value}"

    def handle_endtag(self, tag: str) -> None:
        """Take an end tag."""
        if tag not in _VOID and tag != "label":
            self.tokens.append(f"</{tag}>")
        self.pre -= tag == "pre"

    def handle_data(self, data: str) -> None:
        """Take text."""
        if self.tokens and self.tokens[-1].startswith("\t"):
            self.tokens[-1] += data
        else:
            self.tokens.append("\t" + data)

    def handle_comment(self, data: str) -> None:
        """Take a comment."""
        self.tokens.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        """Take a declaration."""
        self.tokens.append(f"<!{decl}>")

    def unknown_decl(self, data: str) -> None:
        """Take a CDATA section."""
        self.tokens.append(f"<![{data}]>")

    def handle_pi(self, data: str) -> None:
        """Take a processing instruction."""
        self.tokens.append(f"<?{data}>")


def _is_block(token: str) -> bool:
    found = re.match(r"</?([a-z0-9]+)", token)
    return found is not None and found[1] in _BLOCKS


def normal(html: str) -> list[str]:
    """Give HTML's tokens, without the white space that no reader sees."""
    parser = Normal()
    parser.feed(html)
    parser.close()
    tokens = parser.tokens
    result: list[str] = []
    pre = False
    for index, token in enumerate(tokens):
        pre = (pre or token.startswith("<pre")) and not token.startswith("</pre")
        if not token.startswith("\t") or pre:
            result.append(token)
            continue
        text = re.sub(r"[ \t\n]+", " ", token[1:])
        before = tokens[index - 1] if index else "<p>"
        after = tokens[index + 1] if index + 1 < len(tokens) else "<p>"
        if _is_block(before) or before.startswith("<br"):
            text = text.lstrip(" ")
        if _is_block(after):
            text = text.rstrip(" ")
        if text:
            result.append("\t" + text)
    return result


@cache
def examples(name: str) -> tuple[dict[str, str], ...]:
    """Give the examples of one specification."""
    path = SHARED / "specs" / name
    return tuple(json.loads(path.read_text(encoding="utf-8")))


def ours(markdown_text: str, *, gfm: bool) -> str:
    """Give what the dialect makes of a text without its own elements."""
    return plain_html(markdown_text, gfm=gfm)


def python_markdown(text: str, *, gfm: bool) -> str:
    """Give what plain Python-Markdown makes of a text; with its own extensions for GFM."""
    return markdown.markdown(
        text, extensions=["tables", "fenced_code", "sane_lists"] if gfm else []
    )


def passed(html: str, expected: str) -> bool:
    """Say whether two texts are the same page; some examples ask for an answer only."""
    return expected.strip() == "<IGNORE>" or normal(html) == normal(expected)


@cache
def scores(name: str, *, gfm: bool) -> dict[str, tuple[int, int, int]]:
    """Give for each section its examples, ours that pass, and Python-Markdown's."""
    total: Counter[str] = Counter()
    own: Counter[str] = Counter()
    base: Counter[str] = Counter()
    for example in examples(name):
        section = example["section"]
        total[section] += 1
        own[section] += passed(ours(example["markdown"], gfm=gfm), example["html"])
        base[section] += passed(python_markdown(example["markdown"], gfm=gfm), example["html"])
    return {section: (count, own[section], base[section]) for section, count in total.items()}


# --- real posts ----------------------------------------------------------

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_SHAPE = frozenset({
    "h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "pre", "blockquote", "table",
    "thead", "tbody", "tr", "th", "td", "hr",
})  # fmt: skip


class Outline(HTMLParser):
    """The blocks of a page, nested, without their text."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.lines: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        """Take a block."""
        if tag in _SHAPE:
            self.lines.append("  " * self.depth + tag)
            self.depth += tag not in _VOID

    def handle_endtag(self, tag: str) -> None:
        """Leave a block."""
        if tag in _SHAPE and tag not in _VOID:
            self.depth -= 1


def outline(html: str) -> list[str]:
    """Give the nested outline of a page's blocks."""
    found = Outline()
    found.feed(html)
    found.close()
    return found.lines


def posts() -> list[Path]:
    """Give the real posts."""
    return sorted((SHARED / "corpus").glob("*/*.md"))


def body(path: Path) -> str:
    """Give a post's text without its front matter."""
    return _FRONT_MATTER.sub("", path.read_text(encoding="utf-8").replace("\r\n", "\n"))


def reference(text: str) -> str:
    """Give what GitHub's renderer makes of a text."""
    return cmarkgfm.github_flavored_markdown_to_html(
        text, options=Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    )


def shown(parts: Parts) -> str:
    """Give a body's HTML, with each element as the blocks that GitHub makes of its source."""
    return "".join(part if isinstance(part, str) else _stand_in(part) for part in parts)


def _stand_in(slot: Slot) -> str:
    if isinstance(slot, Callout):
        return f"<blockquote>{shown(slot.content)}</blockquote>"
    if isinstance(slot, Quotation):
        return f"<blockquote>{shown(slot.content)}<p></p></blockquote>"
    alone = isinstance(slot, Figure | Gallery | LinkCard | Embed) or (
        isinstance(slot, Toc) and slot.written
    )
    return "<p></p>" if alone else ""


@cache
def same_outline(path: Path) -> bool:
    """Say whether the dialect as a whole gives a post the blocks that GitHub gives it.

    A `#` heading is h2 here on purpose, and formulas are off: GitHub's renderer leaves them to
    a later stage.
    """
    text, markdown = body(path), MarkdownSettings(math=False)
    settings = Settings(title="", base_url="", markdown=markdown)
    own = outline(shown(parse(text, path.name, 1, settings).parts))
    theirs = [line.replace("h1", "h2") for line in outline(reference(text))]
    return own == theirs


# --- the tables of docs/dialect.md ---------------------------------------

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "dialect.md"
_TABLES = re.compile(r"(<!-- scores -->\n).*?(<!-- end of scores -->)", re.DOTALL)


def _table(title: str, rows: dict[str, tuple[int, int, int]]) -> str:
    total = tuple(sum(row[index] for row in rows.values()) for index in range(3))
    lines = [f"| {title} | examples | Kawaraban | Python-Markdown |", "|---|--:|--:|--:|"]
    lines += [f"| {name} | {a} | {b} | {c} |" for name, (a, b, c) in rows.items()]
    lines.append(f"| **all** | **{total[0]}** | **{total[1]}** | **{total[2]}** |")
    return "\n".join(lines) + "\n"


def tables() -> str:
    """Give the tables as they stand now."""
    found = posts()
    same = sum(map(same_outline, found))
    return (
        _table("CommonMark", scores("commonmark.json", gfm=False))
        + "\n"
        + _table("GFM's extensions", scores("gfm-extensions.json", gfm=True))
        + f"\nReal posts with the same blocks as GitHub's renderer gives: {same} of {len(found)}.\n"
    )


def written() -> str:
    """Give the document with the tables as they stand now."""
    text = DOCUMENT.read_text(encoding="utf-8")
    return _TABLES.sub(lambda found: f"{found[1]}{tables()}{found[2]}", text)


if __name__ == "__main__":
    DOCUMENT.write_text(written(), encoding="utf-8", newline="\n")
