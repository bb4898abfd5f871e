"""Regular expressions are compiled when they are first used, and never when a module is loaded."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kawaraban.system.regex import lazy_pattern

_PACKAGE = Path(__file__).parents[2] / "kawaraban"


def test_a_pattern_is_used_as_a_compiled_one() -> None:
    """Every method gives what the compiled pattern gives, with its flags and for bytes too."""
    lazy, compiled = lazy_pattern("(?i)(a)b*"), re.compile("(?i)(a)b*")
    for text in ("Abb ab x", "", "ba"):
        assert lazy.findall(text) == compiled.findall(text)
        assert lazy.sub("-", text) == compiled.sub("-", text)
        assert [m.span() for m in lazy.finditer(text)] == [
            m.span() for m in compiled.finditer(text)
        ]
        assert str(lazy.match(text)) == str(compiled.match(text))
    assert lazy.pattern == compiled.pattern
    assert lazy_pattern(rb"\d+").findall(b"1 22") == [b"1", b"22"]


def test_it_is_compiled_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in a pattern shows at its first use; each method is looked up once."""
    made, real = list[str](), re.compile

    def compiled(source: str) -> re.Pattern[str]:
        made.append(source)
        return real(source)

    monkeypatch.setattr(re, "compile", compiled)
    pattern = lazy_pattern("x+")
    assert not made
    assert [bool(pattern.search(text)) for text in ("x", "y", "xx")] == [True, False, True]
    assert made == ["x+"]
    broken = lazy_pattern("(")
    with pytest.raises(re.error):
        broken.search("")


def _compiled_at_import(node: ast.AST) -> Iterator[int]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.Call) and ast.unparse(child.func) == "re.compile":
            yield child.lineno
        yield from _compiled_at_import(child)


def test_no_module_compiles_a_pattern_when_it_is_loaded() -> None:
    """To compile all of them would take a twelfth of a build of a few pages."""
    trees = {file: ast.parse(file.read_text("utf-8")) for file in _PACKAGE.rglob("*.py")}
    found = {file.name: [*_compiled_at_import(tree)] for file, tree in trees.items()}
    assert not {name: lines for name, lines in found.items() if lines}
