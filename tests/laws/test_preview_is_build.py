"""Whatever was edited in whatever order, the preview shows what a build would publish."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from kawaraban.builder.report import stops
from kawaraban.core.options import Options
from kawaraban.preview.site import PreviewSite
from tests.desk import PROJECT
from tests.laws import edits_of_posts, edits_of_the_site
from tests.laws.differences import difference
from tests.laws.first_site import settle
from tests.laws.registry import EDITS
from tests.laws.world import Tree, World, dice_of, tree

_MODULES = {edits_of_posts.__name__, edits_of_the_site.__name__}
_KINDS = sorted((e for e in EDITS if e.__module__ in _MODULES), key=lambda e: e.__name__)
_MARK = ".kawaraban"
_SHEET = re.compile(
    rb"assets/(?:style|lists|search|script)\.[0-9a-f]{8}\.(?:css|js)"
)  # made for pages


@pytest.mark.promise("the preview equals a build, after any edits", 1)
@pytest.mark.parametrize("seed", range(3), ids="seed{}".format)
def test_preview_is_build(seed: int, tmp_path: Path) -> None:
    """A sample of short sequences."""
    _follow(World(tmp_path, seed), seed, 8)


@pytest.mark.heavy
@pytest.mark.promise("the preview equals a build, after any edits", 1)
@pytest.mark.parametrize("seed", range(1000, 1200), ids="seed{}".format)
def test_preview_is_build_for_long(seed: int, tmp_path: Path) -> None:
    """Many long sequences."""
    _follow(World(tmp_path, seed), seed, 20)


def _follow(world: World, seed: int, steps: int) -> None:
    """Edit many times, and compare the preview with a build each time.

    Of a site with mistakes the last pages without any are shown.
    """
    settle(world)
    world.switches = {"--drafts": ""}
    options = Options(site=world.site, product=PROJECT, output=world.output, now=world.now)
    site, story = PreviewSite(options), ["  0. the first site"]
    before: Tree = {}
    shown: Tree = {}
    is_stopped = False
    for step in range(steps + 1):
        if step:
            story.append(
                f"{step:3}. {edit_for_preview(world, f'preview {seed}/{step}', mend=is_stopped)}"
            )
        now = world.everything()
        found = site.update({path for path, _ in before.items() ^ now.items()})
        before, built = now, world.build_anew()
        pages, faults = _pages(site)
        is_stopped = stops(found, strict=False)
        if (is_stopped or faults) != bool(built.status):
            wrong = f"{found} {faults}\n{built.said}"
        elif is_stopped:
            wrong = difference(pages, shown)
        else:
            # A style that stands in pages is in the output too, for templates of a site's own.
            files = published(world).items()
            linked = {p: f for p, f in files if p in pages or not _SHEET.fullmatch(p.encode())}
            wrong = "" if faults else difference(pages, linked)
            shown = pages
        if wrong:
            pytest.fail("\n".join([f"seed {seed}, step {step}", *story, "", wrong]), pytrace=False)
        if not built.status:
            world.keep_as_sound()
    assert not world.output.exists()


def edit_for_preview(world: World, name: str, *, mend: bool) -> str:
    """Do an edit; mend a mistake more often than not."""
    world.dice = dice_of(name)
    if mend and world.dice.random() < 0.7:
        return world.repair()
    chosen = world.dice.choice(_KINDS)
    return f"{chosen.__name__}: {chosen(world)}"


def _pages(site: PreviewSite) -> tuple[Tree, bool]:
    """Give every file of the preview, and whether a page of it stops a build."""
    while site.pictures.waiting:
        time.sleep(0.01)
    view = site.view("")
    pages = {path: site.show(path) for path in view.outputs} if view else {}
    named = {path for page in pages.values() if page for path in _SHEET.findall(page.data)}
    pages |= {path.decode(): site.show(path.decode()) for path in named}
    faults = any(page and page.faults for page in pages.values())
    return {path: page.data for path, page in pages.items() if page}, faults


def published(world: World) -> Tree:
    """Give what a build from nothing has published."""
    files = tree(world.cold / "output").items()
    return {path: data for path, data in files if isinstance(data, bytes) and path != _MARK}
