"""A site's folder as typed values: what is read again after an edit."""

from __future__ import annotations

from pathlib import Path

import pytest

from kawaraban.read.source import read_site, reread
from tests.desk import LINUX, Desk, post

ONE, TWO = "content/posts/one.md", "content/pages/two.md"


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """Return a site with a post and a page."""
    return desk.write({ONE: post("一。"), TWO: "---\ntitle: 二\n---\n二。\n"})


def test_edited_texts_are_read_as_the_whole_folder_is(desk: Desk) -> None:
    """Digests and what reads each text are those of the whole folder."""
    source, _ = read_site(desk.folder)
    desk.write({ONE: post("壱。"), TWO: "---\ntitle: 二\n---\n弐。\n"})
    again, (whole, _) = reread(source, {ONE, TWO}), read_site(desk.folder)
    assert again is not None
    old, new, read = (
        {one.path: (one.digest, one.read()) for one in found.manuscripts}
        for found in (source, again, whole)
    )
    assert new == read
    assert all(old[path][0] != new[path][0] for path in (ONE, TWO))
    assert again.digests.keys().isdisjoint(whole.digests.keys())
    assert not any(again.files[path].settled for path in (ONE, TWO))


@pytest.mark.parametrize("path", ["content/new.md", "content/deals.yaml", "site.toml", ONE])
def test_whatever_else_has_changed_needs_the_whole_folder(desk: Desk, path: str) -> None:
    """A file that is new, gone or no text of an article is not read by itself."""
    source, _ = read_site(desk.folder)
    (desk.folder / ONE).unlink()
    assert reread(source, {TWO, path}) is None


@LINUX
def test_a_text_that_became_a_link_needs_the_whole_folder(desk: Desk, tmp_path: Path) -> None:
    """Where a link may lead is looked at when the folder is."""
    source, _ = read_site(desk.folder)
    other = tmp_path / "secret.md"
    other.write_text(post("秘密。"), "utf-8")
    (desk.folder / ONE).unlink()
    (desk.folder / ONE).symlink_to(other)
    assert reread(source, {ONE}) is None
