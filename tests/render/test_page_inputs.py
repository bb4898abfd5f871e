"""Pages reach the site through the view alone, which records what they ask for.

A value that is reached another way is no input of the page: the page would be taken for
unchanged when that value changes. Plans of outputs may look at the whole site, since they are
made at every build; what makes the bytes of a page may not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial
from inspect import getclosurevars, isbuiltin, ismethod
from pathlib import Path
from typing import get_type_hints

import pytest

from kawaraban.builder import Builder
from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Site
from kawaraban.core.options import Options
from kawaraban.render.pages import Output
from kawaraban.render.renderer import Renderer
from kawaraban.site.context import PageContext
from tests.desk import NOW, PROJECT, SETTINGS, Desk, post

# Who may hold a whole site, by the annotation of a parameter: planners and checks.
PLANNERS = {"Snapshot", "CheckSubject", "CheckContext"}
# By what attributes one is reached, and where: `snapshot.site`, `context.whole`, `view._site`.
WHOLE_SITE = {"whole", "_site"}
# What an output may be made with: names and positions, which the plan of each build gives.
PLAIN = (str, int, type(None), Source)


def find_reaches(source: str) -> Iterator[str]:
    """Yield the lines of a module at which what makes a page reaches for a whole site."""
    tree = ast.parse(source)
    for child in ast.iter_child_nodes(tree):
        yield from _reaches(child, is_planner=False)


def _reaches(node: ast.AST, *, is_planner: bool) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.Lambda):
        names = _annotations(node.args)
        is_planner = isinstance(node, ast.FunctionDef) and bool(names & PLANNERS)
        if "Site" in names:
            yield f"{node.lineno}: takes a Site"
    if isinstance(node, ast.Attribute) and not is_planner:
        owner = node.value.id if isinstance(node.value, ast.Name) else ""
        if node.attr in WHOLE_SITE or (node.attr == "site" and owner in {"snapshot", "subject"}):
            yield f"{node.lineno}: {owner}.{node.attr}"
    for child in ast.iter_child_nodes(node):
        yield from _reaches(child, is_planner=is_planner)


def _annotations(arguments: ast.arguments) -> set[str]:
    annotated = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return {ast.unparse(one.annotation) for one in annotated if one.annotation is not None}


MODULES = sorted(
    path.relative_to(PROJECT).as_posix()
    for pattern in ("elements/*.py", "render/pages/*.py", "render/renderer.py", "site/*.py")
    for path in (PROJECT / "kawaraban").glob(pattern)
    # These make a site, or are the view itself.
    if path.parent.name != "site"
    or path.name in {"related.py", "pictures.py", "toc.py", "links.py"}
)


@pytest.mark.parametrize("path", MODULES)
def test_no_page_reaches_past_its_context(path: str) -> None:
    """Neither an element's view nor what makes a page has a whole site at hand."""
    assert list(find_reaches((PROJECT / path).read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "def view(slot: Slot, context: PageContext):\n    return context.whole.deals",
        "def view(slot: Slot, context: PageContext):\n    return context.site._site.deals",
        "def _bytes(renderer: Renderer):\n    return renderer.view._site",
        "def _helper(site: Site):\n    return site.deals",
        "def outputs(snapshot: Snapshot):\n    yield lambda: snapshot.site.posts",
        "def outputs(snapshot: Snapshot):\n    def make():\n        return snapshot.site.posts",
    ],
)
def test_a_reach_is_found(source: str) -> None:
    """Each way past the context fails the test above."""
    assert len(list(find_reaches(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "def view(slot: Slot, context: PageContext):\n    return context.site.deal(slot.deal)",
        "def check(slot: Slot, context: CheckContext):\n    return context.whole.deals",
        "def outputs(snapshot: Snapshot):\n    yield from snapshot.site.posts",
        "def outputs(snapshot: Snapshot):\n    yield lambda: _feed(snapshot.renderer)",
    ],
)
def test_plans_and_checks_may_see_the_whole_site(source: str) -> None:
    """What is planned or checked at every build needs no record."""
    assert list(find_reaches(source)) == []


@pytest.mark.parametrize("kind", [PageContext, Renderer])
def test_no_context_holds_a_site(kind: type) -> None:
    """What a page is made with has the view, and nothing of the site beside it."""
    hints = get_type_hints(kind, vars(__import__(kind.__module__, fromlist=["x"])))
    assert Site not in hints.values()
    assert {name for name in hints if hasattr(Site, name)} <= {"files"}


def held_by(make: object) -> Iterator[object]:
    """Yield the values that a function without arguments holds, at any depth."""
    if isinstance(make, partial):
        for value in (*make.args, *make.keywords.values()):
            yield from held_by(value)
        yield from held_by(make.func)
    elif ismethod(make):
        yield from held_by(make.__self__)
    elif callable(make) and not isbuiltin(make) and not isinstance(make, type):
        for value in getclosurevars(make).nonlocals.values():
            yield from held_by(value)
    elif hasattr(make, "__struct_fields__") and not isinstance(make, (*PLAIN, Renderer)):
        if type(make).__module__.startswith("kawaraban.core.model"):
            yield make
        for name in make.__struct_fields__:
            yield from held_by(getattr(make, name))
    else:
        yield make


def _plan(folder: Path) -> tuple[Output, ...]:
    options = Options(site=folder, product=PROJECT, output=folder / "output", now=NOW)
    builder = Builder(options)
    return builder.make_pictures(*builder.plan())[0].outputs


def test_outputs_hold_names_and_the_renderer(desk: Desk) -> None:
    """A page is planned by its name and made of what it asks for, not of what the plan saw."""
    keys = {
        "tags": "[鍵, 記録]",
        "category": "手続き",
        "aliases": "[/old/]",
        "updated": "2026-05-09",
    }
    texts = {
        f"content/posts/p{n}.md": post("文。", **keys | {"aliases": f"[/old{n}/]"}) for n in (1, 2)
    }
    desk.write({**texts, "content/pages/about.md": "---\ntitle: 案内\n---\n文\n"})
    pages = [output for output in _plan(desk.folder) if output.made_from == "inputs"]
    pages = [output for output in pages if callable(output.make)]
    addresses = {output.address for output in pages}
    assert addresses >= {"", "posts/p1/", "about/", "tags/鍵/", "old1/", "archive/", "feed.xml"}
    for page in pages:
        held = list(held_by(page.make))
        assert [value for value in held if not isinstance(value, (*PLAIN, Renderer))] == [], page
        assert any(isinstance(value, Renderer) for value in held), page


def test_a_value_of_the_site_is_found_in_an_output() -> None:
    """Whichever way it is held: the law above can fail."""
    site = Site(now=None)  # type: ignore[arg-type]

    def make() -> bytes:
        return repr(site).encode()

    for output in (
        make,
        lambda: (make(), make()),
        partial(repr, site),
        partial(partial(repr), site),
        site.lacks,
    ):
        assert any(isinstance(value, Site) for value in held_by(output)), output


def test_settings_are_an_input_of_every_page(desk: Desk) -> None:
    """They are reached past the view, so another setting makes every page."""
    desk.write({"content/posts/a.md": post("文。")})
    first = desk.build().output.stat()
    desk.write({"site.toml": SETTINGS.replace("試しの紙面", "別の紙面")})
    built = desk.build()
    assert built.output.stat().st_ino != first.st_ino
    pages = [path for path in built.everything() if path.endswith(".html") and "old" not in path]
    assert all("別の紙面" in built.page(path) for path in pages)
