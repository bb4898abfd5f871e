"""A picture whose alternative text is still to come: `{alt=""}`."""

from __future__ import annotations

from kawaraban.core.settings import Settings
from kawaraban.markdown.parse import parse
from tests.desk import Desk, post

SETTINGS = Settings(title="x", base_url="https://example.com/")


def _found(text: str) -> list[tuple[str, str]]:
    body = parse(text, "content/posts/a.md", 1, SETTINGS)
    return [(one.rule, one.severity) for one in body.diagnostics]


def test_a_mark_makes_a_missing_text_a_warning() -> None:
    """Without the mark it is an error; beside a text the mark changes nothing."""
    assert _found("![](a.png)") == [("missing-alt", "error")]
    assert _found('![](a.png){alt=""}') == [("missing-alt", "warning")]
    assert _found('![図](a.png){alt=""}') == []
    assert _found('![](a.png){alt="図"}') == [
        ("missing-alt", "error"),
        ("unknown-attribute", "warning"),
    ]


def test_a_site_is_told_once(desk: Desk) -> None:
    """Of many marked pictures one is reported, and the page is published with an empty text."""
    for name in ("a", "b"):
        desk.picture(f"content/posts/{name}/a.png")
        desk.write({f"content/posts/{name}/index.md": post('![](a.png){alt=""}\n' * 2)})
    built = desk.build()
    assert built.status == 0, built.err
    assert (built.out + built.err).count("[missing-alt]") == 1
    assert 'alt=""' in built.page("posts/a/")
