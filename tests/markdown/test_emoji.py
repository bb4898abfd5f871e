"""Emoji by name."""

from __future__ import annotations

import pytest

from tests.markdown.bodies import html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (":smile:です", "😄です"), ("**:+1:**", "<strong>👍</strong>"), ("[:tada:](/)", "🎉"),
        ("日本:jp:語", "日本🇯🇵語"), (":nai_namae:", ":nai_namae:"), (r"\:smile:", ":smile:"),
        ("10:30:45", "10:30:45"), ("a:b:c", "a:b:c"), ("`:smile:`", "<code>:smile:</code>"),
        ("aws:iam::x:role", "aws:iam::x:role"),
        ("文 https://example.com/:smile:/", "/:smile:/</a>"),
    ],
)  # fmt: skip
def test_emoji(text: str, shown: str) -> None:
    """A name that GitHub knows is its emoji; times, addresses and code are not."""
    assert shown in html(text)
