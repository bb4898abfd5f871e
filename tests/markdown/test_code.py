"""Code: the name of its file, and marked lines."""

from __future__ import annotations

import pytest

from tests.markdown.bodies import html


def _name(info: str) -> str:
    shown = html(f"```{info}\na\n```")
    return shown.partition("<figcaption>")[2].partition("</figcaption>")[0]


@pytest.mark.parametrize(
    ("info", "name"),
    [
        ("ruby:app/user.rb", "app/user.rb"), ("ruby:app/user.rb {1}", "app/user.rb"),
        (":.env", ".env"), ("diff js:src/a.js", "src/a.js"), ("text:メモ 帳.txt", "メモ 帳.txt"),
        ('ruby title="app/user.rb" {1}', "app/user.rb"), ("js {1} title='a:b.js'", "a:b.js"),
        ("js: a.js", "a.js"), ("ruby", ""), ("js {numberLines: true}", ""), ("", ""),
        ('js data-x="a:b"', ""), ("sh:<b>&amp;", "&lt;b&gt;&amp;"),
    ],
)  # fmt: skip
def test_the_name_of_a_file(info: str, name: str) -> None:
    """Zenn's and Qiita's form, and `title`; what other tools write there is no name."""
    assert _name(info) == name


def test_marked_lines() -> None:
    """Lines by number and range, in highlighted code and in plain text; others stay as they are."""
    shown = html("```python {2,4-9}\na\nb\nc\nd\n```")
    assert [part.count("<span") for part in shown.split("<mark>")[1:]] == [2, 1]
    plain = html("```{1}\n<a>\nb\n```")
    assert "<code><mark>&lt;a&gt;\n</mark>b\n</code>" in plain
    assert "<mark>" not in html("```python {.numbers}\na\n```")


def test_the_language_stands_before_the_name() -> None:
    """The highlighting is that of the language; Zenn's `diff` is one."""
    assert 'class="language-ruby"' in html("```ruby:a.rb\na\n```")
    assert '<span class="gi">+a</span>' in html("```diff js:a.js\n+a\n```")
