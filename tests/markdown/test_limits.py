"""No input makes the parser hang, overflow or raise."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kawaraban.core.model import Parts, Slot
from kawaraban.elements.callout import Callout
from kawaraban.elements.figure import Figure
from kawaraban.elements.notice import NoticeBox
from kawaraban.elements.quotation import Quotation
from tests.markdown.bodies import body
from tests.markdown.pathological import INPUTS

PROJECT = Path(__file__).resolve().parents[2]
PIECES = st.sampled_from(
    [
        *"*_~`[]()!<>&\\#-+=|:{}\"'\n \t0a。、「」あ", "\n\n", "    ", "> ", "- ",
        "1. ", "```", "~~~",
        "[^1]", "[^1]: ", "[!NOTE]", "](", "![", "<!--", "-->", "<div>", "</div>", "---\n",
        "| a |\n", "|---|\n", "https://example.com", "a.md", "{.card}", "{#a}", "[TOC]",
        "出典: ", "\x00", "\x1a", "\x02wzxhzdk:0\x03", "&#26;", "&#2;", "&amp;", "[a]: b\n",
        "a@example.com", "\r\n", "\ufeff", ": ", "- [x] ",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200)


# What takes squared time is found as surely with half the length in a quarter of the seconds.
@pytest.mark.parametrize(
    ("often", "seconds"), [("10000", 1.25), pytest.param("50000", 5, marks=pytest.mark.heavy)]
)
def test_pathological_inputs_end(often: str, seconds: float) -> None:
    """Each input of the suite is parsed or refused by name, all together within the limit."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.markdown.pathological", often],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=seconds * len(INPUTS),
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert len(ran.stdout.splitlines()) == len(INPUTS)


def test_deep_nesting_is_refused_by_name() -> None:
    """Quotations, lists and emphasis that are too deep say so."""
    for text in ("> " * 200 + "a", "- " * 200 + "a", "*a **a " * 200 + "b" + " a** a*" * 200):
        assert "too-deep" in {found.rule for found in body(text).diagnostics}


def test_parses_are_independent() -> None:
    """Parsing leaves nothing behind, even for a second parse of the same text."""
    text = "`a` <!-- b --> ``c``[^1]"
    assert body(text) == body(text)
    assert "<code>a</code>" in str(body(text).parts[0])


def walked(parts: Parts) -> list[Slot]:
    """Give all slots of parts at any depth, in document order."""
    found: list[Slot] = []
    for part in parts:
        if isinstance(part, str):
            continue
        found.append(part)
        if isinstance(part, Callout):
            found += walked(part.title) + walked(part.content)
        elif isinstance(part, Quotation):
            found += walked(part.content) + walked(part.cite)
        elif isinstance(part, Figure):
            found += [part.picture, *walked(part.caption)]
    return found


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_any_text_has_a_body(text: str) -> None:
    """Whatever is typed, there is a body, no mark of ours is left, and every slot is listed.

    Of a body without words the notice's place is listed alone, and shown nowhere.
    """
    found = body(text)
    if found.parts:
        assert walked(found.parts) == list(found.slots)
    else:
        assert [type(slot) for slot in found.slots] == [NoticeBox]
    page = "".join(part for part in found.parts if isinstance(part, str))
    assert not set("\x00\x01\x02\x03\x1a") & set(page)
    assert found == body(text)
