"""Redactions that are read, and that are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import Desk, post, three_posts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a site of three posts."""
    return three_posts(tmp_path)


@pytest.mark.parametrize(
    "text",
    ['<img src="o.png" alt="2026 5 1 12" sizes="100vw">', '![2026 5 1 12](o.png "1 2 3 4")',
     '![x](o.png){title="1 2 3 4"}', '![x](o.png){data-at="2026-05-01 12:00"}',
     '<svg viewBox="0 0 24 24"></svg>\n\n![x](o.png)',
     "![x](o.png){#fig-1-2-3-4}", "![x](o.png){.col-1-2-3-4}", '![x](o.png){id="1-2-3-4"}',
     '(1) margin="0 0 0 0"と、説明(viewBox) viewBox="0 0 24 24"です',
     '![x](o.png)\n{"a": [1, 2, 3, 4]}\n{f(1,2,3,4)}\n{2026/05/01 12:00}\n{03-1234-5678-9}',
     "![x](o.png)\n\n{% img 1 2 3 4 %}",
     '![x](o.png)\n\n`{redact="1 2 3 4"}` と `<img mask="1 2 3 4">`',
     '<img src="https://e.example.com/?BBOX=139.7,35.6,139.8,35.7&a=1" alt="地図">',
     "![x](o.png)\n\n文\n\n文\n\n文\n\n{1, 2, 3, 4}", "<p>\n{0, 0, 0, 255}\n</p>\n\n> {1, 2, 3, 4}",
     "集合(A){1, 2, 3, 4}と[B](p2.md){1, 2, 3, 4}、![x](o.png){1}、`![x](o.png){1 2 3 4}`"],
)  # fmt: skip
def test_four_numbers_need_be_no_redaction(desk: Desk, text: str) -> None:
    """Four numbers in an alternative text or in code are no redaction."""
    built = desk.picture("content/posts/o.png").write({"content/posts/p1.md": post(text)}).build()
    assert "[unread-redaction]" not in built.out, built.out


UNREAD = [
    '[![x](o.png){redact="40 30 80 30"}](p2.md){.card}',
    '![![x](o.png){redact="40 30 80 30"}](q.png)',
    '![x](o.png){redact="40 30 80 30" redact="0 0 1 1"}',
    '|a|\n|-|\n|b|![x](o.png){redact="40 30 80 30"}|',
    '文\n\n[^1]: ![x](o.png){redact="40 30 80 30"}',
    '![x](o.png){redact="40 30 80 30"}\n\n![x](o.png) {redact="40 30 80 30"}',
    '![x](o.png)\n{redact="40 30 80 30"}',
    '![x](o.png)\n{: redact="40 30 80 30"}',
    '![x](o.png){redact = "40 30 80 30"}',
    '![x](o.png){redact: "40 30 80 30"}',
    "![x](o.png){redact=“40 30 80 30”}",
    '![x](o.png)｛redact="40 30 80 30"｝',
    '![x](o.png){redact="40 30\n80 30"}',
    '![x](o.png){width=48}{redact="40 30 80 30"}',
    '![x](o.png){ｒｅｄａｃｔ="40 30 80 30"}',
    '![x](o.png){re\u200bdact="40 30 80 30"}',
    '![x](o.png){redcat="40 30 80 30"}',
    '![x](o.png){width=48 mask="40 30 80 30"}',
    '![x](o.png){塗りつぶし="40 30 80 30"}',
    "![x](o.png){.redact 40 30 80 30}",
    "![x](o.png){40 30 80 30}",
    '文![x [y]](<o.png> "題 (1)"){"40,30,80,30; 0 0 1 1"}',
    "![x][k]｛40 30 80 30｝\n\n[k]: o.png",
    '<img src="o.png" alt="x" data-redact="40 30 80 30">',
    '![x](o.png){redact="40 30 80 30", width=40}',
    '![x](o.png){redact="40 30 80 30" blur}',
    '![x](o.png){redact="40 30 80 30}',
    '<!-- ![x](o.png){redact="40 30 80 30"} -->',
    "![x](o.png) {40 30 80 30}",
    "![x](o.png){width=48}{40 30 80 30}",
    "![x](o.png)\n{40 30 80 30}",
    "![x]{40 30 80 30}\n\n[x]: o.png",
    '![x](o.png){redact="0 0 1 1"}{40 30 80 30}',
    "![x](o.png)\n*題*\n\n{40 30 80 30}",
    "![x](o.png)\n{40 30 80 30}\n\n```\n{1 2 3 4}\n```",
    '{1 2 3 4}\n\n```\n{1 2 3 4}\n```\n\n文\n\n文\n\n文\n\n![x](o.png) {redcat="40 30 80 30"}',
    *(
        f"![x](o.png){said}"
        for said in (
            '\n{readct="40 30 80 30"}',
            '\n\n{mask="40 30 80 30"}',
            '\n{readct="40 30 80 30"}\n*題*',
            "\n{mask=40,30,80,30}",
            '{redact-"40 30 80 30"}',
            '{readct: "40 30 80 30"}',
            '{redacts "40 30 80 30"}',
            "{mask: 40 30 80 30}",
            "{data-redact: 40 30 80 30}",
            '{width=48 readct:"40 30 80 30"}',
            '{redact-style=mosaic readct:"40 30 80 30"}',
            '{mask="40/30/80/30"}',
            '{hide="40-30-80-30"}',
            '{cover="40:30:80:30"}',
            '{area="40 30 80x30"}',
            ' readct="40 30 80 30"',
            'readct="40 30 80 30"',
            '[redact="40 30 80 30"]',
            '（redact="40 30 80 30"）',
            '、redact="40 30 80 30"',
            '\n【redact="40 30 80 30"】',
            '\n*redact="40 30 80 30"*',
            '\n{width=48 mask="40 30 80 30"}',
            '{mask="1200-40-80-30"}',
            "{redact-40 30 80 30}",
            "\n\n*題*\n\n\n{40 30 80 30}",
        )
    ),
    '<img src="o.png" alt="x">{readct="40 30 80 30"}',
    '<img src="o.png"  mask = "40 30 80 30" alt="x">',
]


READ = [
    '![x](o.png){redact="40 30 80 30"}',
    '`{redact="1 2 3 4"}`\n\n```\n![x](o.png){redact="1 2 3 4"}\n```\n\n    {redact=1}',
    '## 見出し ![x](o.png){redact="40 30 80 30"}',
    '- ![x](o.png){redact="40 30 80 30"}\n\n> ![y](o.png){width=40 redact="40 30 80 30"}',
    '|a|\n|-|\n|![x](o.png){redact="40 30 80 30"}|',
    '文[^1]\n\n[^1]: ![x](o.png){redact="40 30 80 30"}',
    '[![x](o.png){redact="40 30 80 30"}](https://e.example.com/)',
    "What to redact: names, redacted or not.",
]


@pytest.mark.parametrize("body", UNREAD)
def test_a_redaction_that_is_not_read_stops_the_build(desk: Desk, body: str) -> None:
    """A misspelt redaction stops the build: the picture would be published whole."""
    desk.picture("content/posts/o.png", (200, 100)).picture("content/posts/q.png")
    desk.write({"content/posts/p3.md": post("![x](o.png)", title="題3")})
    built = desk.write({"content/posts/p1.md": post(body, title="題1")}).build()
    assert (built.status, built.output.exists()) == (1, False)
    assert "content/posts/p1.md" in built.out
    assert "[unread-redaction]" in built.out


@pytest.mark.parametrize("body", READ)
def test_redactions_in_code_are_not_reported(desk: Desk, body: str) -> None:
    """Redactions that are read, or stand in code, are not reported."""
    desk.picture("content/posts/o.png", (200, 100))
    built = desk.write({"content/posts/p1.md": post(body, title="題1")}).build()
    assert (built.status, "unread-redaction" in built.out) == (0, False), built.out
