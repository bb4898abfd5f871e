"""The dialect beside the specifications, GitHub's renderer and plain Python-Markdown."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest

import kawaraban.markdown
from tests.markdown import score

pytestmark = pytest.mark.skipif(
    not score.SHARED.is_dir() and not os.environ.get("CI"),
    reason="the folder `shared` with the examples does not stand beside the repository",
)

_NAME = re.compile(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"')

# Sections of which authors notice every difference.
STRICT = (
    "Lists", "List items", "Fenced code blocks", "Block quotes", "ATX headings",
    "Setext headings", "Thematic breaks", "Tables",
)  # fmt: skip


def all_scores() -> dict[str, tuple[int, int, int]]:
    """Give the scores of both specifications."""
    return score.scores("commonmark.json", gfm=False) | score.scores(
        "gfm-extensions.json", gfm=True
    )


@pytest.mark.parametrize("section", STRICT)
def test_blocks_are_what_the_specification_says(section: str) -> None:
    """At least 95 of 100 examples of a block section give the specification's HTML."""
    examples, own, _base = all_scores()[section]
    assert own >= 0.95 * examples


def test_no_section_is_worse_than_python_markdown() -> None:
    """In no section does plain Python-Markdown give the specification's HTML more often."""
    worse = {name: row for name, row in all_scores().items() if row[1] < row[2]}
    assert not worse


def test_commonmark_as_a_whole() -> None:
    """Every example of CommonMark gives the specification's HTML."""
    rows = score.scores("commonmark.json", gfm=False).values()
    assert sum(own for _examples, own, _base in rows) == sum(row[0] for row in rows) == 655


def test_real_posts_have_the_blocks_that_github_gives_them() -> None:
    """At least 99 of 100 real posts have the same blocks as in GitHub's renderer."""
    posts = score.posts()
    other = [path.name for path in posts if not score.same_outline(path)]
    assert len(posts) > 300
    assert len(other) <= 0.01 * len(posts), other


def test_the_outline_sees_a_difference() -> None:
    """The comparison of outlines tells a nested list from a flat one."""
    nested, flat = ("<ul><li>a<ul><li>b</li></ul></li></ul>", "<ul><li>a</li><li>b</li></ul>")
    assert score.outline(nested) != score.outline(flat)


def test_the_document_has_every_rule() -> None:
    """Every diagnostic of the dialect is explained in docs/dialect.md."""
    sources = Path(kawaraban.markdown.__file__).parent.rglob("*.py")
    names = {name for path in sources for name in _NAME.findall(path.read_text(encoding="utf-8"))}
    table = Path(kawaraban.markdown.__file__).parents[1] / "core/messages.toml"
    messages = tomllib.loads(table.read_text(encoding="utf-8"))
    found = {name: messages[name] for name in names & messages.keys()}
    rules = {m.get("rule", name) for name, m in found.items() if len(m["ja"]) > 1}
    rules.discard("foreign-key")  # of front matter, told once a site
    text = score.DOCUMENT.read_text(encoding="utf-8")
    assert len(rules) > 15
    text += text.replace("`-", "`looks-like-")  # which share one row
    assert not [rule for rule in rules if f"`{rule}`" not in text]


def test_the_document_has_the_scores_as_they_are() -> None:
    """The tables of docs/dialect.md are of now; `python -m tests.markdown.score` writes them."""
    assert score.DOCUMENT.read_text(encoding="utf-8") == score.written()
