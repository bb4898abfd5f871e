"""The Jinja2 environment: what is escaped, and what is stored between builds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from jinja2 import Environment
from markupsafe import Markup, escape

from kawaraban.incremental.cache import Cache
from kawaraban.render.templates import environment
from tests.desk import PROJECT


def _site(folder: Path, text: str) -> Path:
    (folder / "templates").mkdir(parents=True, exist_ok=True)
    (folder / "templates" / "page.html").write_text(text, "utf-8")
    return folder


class _Html(str):
    """A text that says its own HTML."""

    __slots__ = ()

    def __html__(self) -> str:
        return "<i>html</i>"


@pytest.mark.parametrize(
    "value", ["a<b>&'\"", Markup("<b>"), 1, True, 1.5, None, ["<"], _Html("<"), ""]
)
def test_values_are_escaped_as_everywhere(value: object, tmp_path: Path) -> None:
    """A value is escaped as MarkupSafe does, the second time too, whatever was seen before."""
    templates = environment(_site(tmp_path, "{{ 1 }}{{ value }}{{ value }}"), tmp_path)
    rendered = templates.get_template("page.html").render(value=value)
    assert rendered == f"1{escape(value)}{escape(value)}"


def test_compiled_templates_are_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second build compiles nothing; changed text and a broken value are compiled anew."""
    compiled: list[str] = []
    compile_ = Environment.compile
    monkeypatch.setattr(
        Environment,
        "compile",
        lambda self, source, *rest: compiled.append(source) or compile_(self, source, *rest),
    )

    def rendered(text: str) -> str:
        cache = Cache(tmp_path / "cache")
        templates = environment(_site(tmp_path, text), PROJECT, cache)
        html = templates.get_template("page.html").render(value="<")
        cache.close()
        return html

    assert [rendered("a{{ value }}"), rendered("a{{ value }}")] == ["a&lt;", "a&lt;"]
    assert compiled == ["a{{ value }}"]
    assert rendered("b{{ value }}") == "b&lt;"
    with closing(sqlite3.connect(tmp_path / "cache/remembered.db")) as database, database:
        for name, whole in database.execute("SELECT name, value FROM entry").fetchall():
            spoilt = whole[:-1] + bytes([whole[-1] ^ 1])
            database.execute("UPDATE entry SET value = ? WHERE name = ?", (spoilt, name))
    assert rendered("a{{ value }}") == "a&lt;"
    assert compiled == ["a{{ value }}", "b{{ value }}", "a{{ value }}"]
