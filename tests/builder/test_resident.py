"""A builder that builds on: what it keeps in memory changes nothing of what it makes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kawaraban.builder import Builder, builder
from kawaraban.incremental.no_op import find_last_build
from kawaraban.system import signals
from tests.builder.sites import build, contents, differences, options_of, path_of, text_of
from tests.builder.sites import write_site as make_site
from tests.builder.test_builder import EDITS, NO_SOURCES
from tests.desk import Desk, post

SEQUENCE = (
    "a title",
    "a body",
    "a contact",
    "a body in the feed",
    "a date",
    "a callout's template",
    "a deleted post",
    "a deal",
    "an asset",
    "a tag",
)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return a site that was built once; Ctrl-C is left to the tests."""
    monkeypatch.setattr(signals, "ignore_all", lambda: None)
    desk = make_site(Desk(tmp_path / "site"))
    build(desk)
    return desk


def _sources(desk: Desk) -> dict[str, bytes]:
    found = contents(desk.folder).items()
    return {path: data for path, data in found if path.split("/")[0] not in NO_SOURCES}


@pytest.fixture(scope="module")
def fresh() -> dict[str, dict[str, bytes]]:
    """Keep what each site of the sequence gives from nothing, for more than one test."""
    return {}


@pytest.mark.parametrize("is_told", [True, False])
def test_a_builder_that_builds_on_gives_the_same(
    desk: Desk, tmp_path: Path, fresh: dict[str, dict[str, bytes]], *, is_told: bool
) -> None:
    """After each edit the output is what a builder without any memory makes."""
    options = options_of(desk)
    last = find_last_build(str(options.site), [], str(options.product))
    resident = Builder(options, last)
    for name in SEQUENCE:
        before = _sources(desk)
        EDITS[name].edit(desk)
        changes = differences(before, _sources(desk))
        assert resident.build(changes if is_told else None).published
        if name not in fresh:
            anew = options_of(desk, tmp_path / "fresh", site=_copy(desk, tmp_path / "copy"))
            assert Builder(anew._replace(cache=False)).build().published
            fresh[name] = contents(tmp_path / "fresh")
        changed = differences(contents(options.output), fresh[name])
        assert changed == set(), name


def _copy(desk: Desk, folder: Path) -> Path:
    """Copy the sources of a site, without its cache and its output."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(desk.folder, folder, ignore=shutil.ignore_patterns(*NO_SOURCES))
    return folder


@pytest.mark.parametrize("cache", [True, False])
def test_an_edit_and_its_undoing_in_one_process(desk: Desk, *, cache: bool) -> None:
    """What the last build left before the process began is forgotten after the first build."""
    options = options_of(desk, cache=cache)
    before = contents(options.output)
    resident = Builder(options, find_last_build(str(options.site), [], str(options.product)))
    text = (desk.folder / path_of(3)).read_text("utf-8")
    for _ in range(2):
        EDITS["a title"].edit(desk)
        resident.build()
        assert contents(options.output) != before
        desk.write({path_of(3): text})
        resident.build()
        assert contents(options.output) == before


def test_only_an_edited_text_is_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is not listed again; what is told of it besides texts has it read whole."""
    options = options_of(desk)
    resident = Builder(options)
    resident.build()
    listed = list[Path]()
    read_site = builder.read_site
    monkeypatch.setattr(
        builder, "read_site", lambda site, *more: listed.append(site) or read_site(site, *more)
    )
    desk.write({path_of(3): text_of(3, "足す。")})
    assert resident.build({path_of(3)}).published
    assert listed == []
    assert "足す。" in (options.output / "posts/p03/index.html").read_text("utf-8")
    for changes in ({path_of(3), "content/deals.yaml"}, {"content/posts/none.md"}, set[str]()):
        resident.build(changes)
    assert len(listed) == 3


def test_what_nobody_told_of_is_built_by_the_next_process(desk: Desk) -> None:
    """A post that came while another was edited is no part of that build, nor lost for the next."""
    options = options_of(desk)
    resident = Builder(options)
    resident.build()
    desk.write({"content/posts/new.md": post("新しい。", slug="new")})
    draft = desk.folder / "draft.md"
    draft.write_text(text_of(3, "足す。"), "utf-8")
    draft.replace(desk.folder / path_of(3))  # as editors save
    assert resident.build({path_of(3)}).published
    last = find_last_build(str(options.site), list(options.arguments), str(options.product))
    assert last is not None
    assert not last.is_current
    build(desk)
    assert (options.output / "posts/new/index.html").is_file()


def test_a_post_that_comes_while_the_site_is_read_is_no_obstacle(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read with the others, and then said to have changed, though nothing had listed it."""
    read = builder.read_site

    def read_late(*given: object) -> object:
        desk.write({"content/posts/late.md": post("遅れて来た文")})
        return read(*given)

    resident = Builder(options_of(desk))
    with monkeypatch.context() as patch:
        patch.setattr(builder, "read_site", read_late)
        assert resident.build().published
    desk.write({"content/posts/late.md": post("直した文")})
    assert resident.build(frozenset({"content/posts/late.md"})).published
    pages = contents(options_of(desk).output)
    assert any("直した文".encode() in data for data in pages.values())
