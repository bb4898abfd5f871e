"""Publishing: the output folder is the whole old site or the whole new one."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kawaraban.incremental.cache import discard
from kawaraban.incremental.fingerprints import digest
from kawaraban.incremental.manifest import MARK
from kawaraban.publish import publish
from tests.laws.world import plant, standing, tree
from tests.publish.publisher import SITE, STEPS, Files, Publisher

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="names and modes of POSIX")
TWO = SITE | {"index.html": b"1", "a/index.html": b"2"}


def test_the_first_site_is_published(tmp_path: Path) -> None:
    """A folder that was not there holds the site, and nothing else is left anywhere."""
    publisher = Publisher(tmp_path)
    change = publisher.publish(SITE)
    assert set(change.written) == {*SITE, MARK}
    assert change.removed == change.foreign == ()
    assert publisher.published() == SITE
    assert (publisher.output / MARK).read_text().split() == sorted(SITE)
    publisher.assert_tidy()
    assert not publisher.spare.exists()


@pytest.mark.parametrize("cached", [True, False])
def test_an_unchanged_site_touches_nothing(publisher: Publisher, *, cached: bool) -> None:
    """An unchanged site touches neither file nor folder, whether digests are known or not."""
    before = standing(publisher.output)
    for known in (None, {}, {p: digest(d) for p, d in SITE.items()}):
        change = publisher.publish(SITE, known, cached=cached)
        assert change.written == change.removed == ()
        assert standing(publisher.output) == before
    publisher.assert_tidy()


def assert_others_stay(
    before: dict[str, tuple[int, int, int]], publisher: Publisher, *changed: str
) -> None:
    """Find every other file the same, with its inode and its times."""
    after = publisher.files()
    for path in {*before, *after} - set(changed):
        assert before.get(path) == after.get(path), path


@pytest.mark.usefixtures("open_files")
@pytest.mark.parametrize("path", SITE)
def test_one_file_is_renamed_over_the_old_one(publisher: Publisher, path: str) -> None:
    """One changed file is renamed over the old one, and the folder stays the same."""
    before, folder = publisher.files(), publisher.output.stat().st_ino
    change = publisher.publish(SITE | {path: b"anew"})
    assert change.written == (path,)
    assert publisher.published() == SITE | {path: b"anew"}
    assert publisher.output.stat().st_ino == folder
    assert_others_stay(before, publisher, path)
    publisher.assert_tidy()


@pytest.mark.usefixtures("open_files")
@pytest.mark.parametrize("cached", [True, False])
@pytest.mark.parametrize("step", STEPS)
def test_a_change_is_published_and_undone(publisher: Publisher, step: str, *, cached: bool) -> None:
    """A change and its reverse are published; other files stay, and no empty folder is left."""
    for files, old in ((STEPS[step], SITE), (SITE, STEPS[step])):
        before = publisher.files()
        publisher.publish(files, cached=cached)
        assert publisher.published() == files
        folders = {p for p, content in tree(publisher.output).items() if content is None}
        assert folders == {str(f) for p in files for f in Path(p).parents if str(f) != "."}, (
            "an empty folder is left"
        )
        same = {p for p in files if old.get(p) == files[p]}
        assert_others_stay(before, publisher, *({*files, *old, MARK} - same))
        publisher.assert_tidy()


def test_the_old_tree_is_the_start_of_the_next_one(publisher: Publisher) -> None:
    """The two folders alternate: none is made or deleted for each page."""
    output, spare = publisher.output.stat().st_ino, publisher.spare.stat().st_ino
    for number in range(4):
        publisher.publish(SITE | dict.fromkeys(("index.html", "a/index.html"), b"%d" % number))
        output, spare = spare, output
        assert (publisher.output.stat().st_ino, publisher.spare.stat().st_ino) == (output, spare)


def _replace(publisher: Publisher) -> None:
    file = publisher.spare / "a/b/index.html"
    file.unlink()
    file.write_bytes(b"another")


SPOILED: dict[str, Callable[[Publisher], object]] = {
    "a file replaced": _replace,
    "a file removed": lambda publisher: (publisher.spare / "a/b/index.html").unlink(),
    "a folder renamed": lambda publisher: (publisher.spare / "a/b").rename(publisher.spare / "c"),
    "files and folders added": lambda publisher: plant(
        publisher.spare, {"a/stray.html": b"x", "stray": None, "a/b/c/d": b"x"}
    ),
    "a folder as a file": lambda publisher: (
        (publisher.spare / "a/b/index.html").unlink(),
        plant(publisher.spare, {"a/b/index.html/y": b"x"}),
    ),
    "a file as a folder": lambda publisher: (
        shutil.rmtree(publisher.spare / "a"),
        plant(publisher.spare, {"a": b"x"}),
    ),
    "a link as a folder": lambda publisher: (
        shutil.rmtree(publisher.spare / "a"),
        (publisher.spare / "a").symlink_to(publisher.output),
    ),
    "none": lambda publisher: shutil.rmtree(publisher.spare),
    "a link": lambda publisher: (
        shutil.rmtree(publisher.spare),
        publisher.spare.symlink_to(publisher.output),
    ),
    "a file": lambda publisher: (shutil.rmtree(publisher.spare), publisher.spare.write_bytes(b"")),
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_spare_tree_may_hold_anything(publisher: Publisher, name: str) -> None:
    """Nothing in a spoilt spare tree is published, nor changed where a link in it leads."""
    SPOILED[name](publisher)
    for files in (TWO, SITE, STEPS["all files"]):
        publisher.publish(files)
        assert publisher.published() == files
        assert not publisher.output.is_symlink()
        publisher.assert_tidy()


@pytest.mark.parametrize("files", [*STEPS.values(), SITE | {"a/index.html": b"anew"}])
def test_the_spare_tree_holds_no_old_content(publisher: Publisher, files: Files) -> None:
    """The spare tree holds no content that an author has covered or deleted."""
    publisher.publish(files)
    published = tree(publisher.output).items()
    assert {p: c for p, c in tree(publisher.spare).items() if c is not None}.items() <= published


@POSIX
@pytest.mark.parametrize("link", [".", "a", "a/index.html"])
def test_nothing_is_deleted_through_a_link_in_the_spare_tree(
    publisher: Publisher, tmp_path: Path, link: str
) -> None:
    """A link as the spare tree, as a folder of it or as a file is not followed."""
    mine = {"index.html": b"mine", "a/index.html": b"mine"}
    plant(tmp_path / "far", mine)
    target = publisher.spare / link
    discard(target)
    target.symlink_to(tmp_path / "far" / link)
    publisher.publish(SITE | {"a/index.html": b"anew"})
    publisher.publish(STEPS["all files"])
    assert publisher.published() == STEPS["all files"]
    assert tree(tmp_path / "far").items() >= mine.items()


@pytest.mark.parametrize(
    ("gone", "files"),
    [
        ("note.txt", TWO),
        ("x/f.css", {p: d for p, d in TWO.items() if p != "x/f.css"}),
        ("a", {"index.html": b"1", "x/f.css": b"f"}),
    ],
)
def test_files_deleted_by_hand_stay_deleted(publisher: Publisher, gone: str, files: Files) -> None:
    """A foreign file, or a page of a deleted post, does not come back from the spare tree."""
    (publisher.output / "note.txt").write_bytes(b"mine")
    publisher.publish(SITE | {"index.html": b"0", "a/index.html": b"0"})
    publisher.publish(SITE)
    target = publisher.output / gone
    if target.is_dir():
        shutil.rmtree(target)
    else:
        target.unlink()
    publisher.publish(files)
    notes = {"note.txt": b"mine"} if gone != "note.txt" else {}
    assert publisher.published() == files | notes


def test_an_emptied_output_folder_holds_the_site_alone(publisher: Publisher) -> None:
    """Files of an older site are not published with the new one."""
    shutil.rmtree(publisher.output)
    publisher.output.mkdir()
    publisher.publish({"index.html": b"home"})
    assert publisher.published() == {"index.html": b"home"}


def test_another_output_folder_holds_the_site_alone(publisher: Publisher, tmp_path: Path) -> None:
    """A second output folder gets no file of the first one."""
    plant(publisher.output, {".git/config": b"secret"})
    publisher.publish(TWO)
    publisher.output = tmp_path / "far" / "second"
    publisher.publish(SITE)
    publisher.publish(STEPS["all files"])
    assert publisher.published() == STEPS["all files"]


@pytest.mark.usefixtures("open_files")
def test_an_output_deleted_during_a_build_is_made_whole(publisher: Publisher) -> None:
    """Where the output folder was deleted during a build, the digests known of it count no more."""
    known = publisher.known()
    shutil.rmtree(publisher.output)
    publisher.publish(SITE | {"index.html": b"anew"}, known)
    assert publisher.published() == SITE | {"index.html": b"anew"}


@pytest.mark.parametrize("page", ["a/b/index.html", "a/index.html"])
def test_a_page_that_was_deleted_during_a_build_is_an_error(
    publisher: Publisher, page: str
) -> None:
    """A known file that is missing at the end stops the build; the next build makes it."""
    files = SITE | {"index.html": b"1", "x/f.css": b"2"}
    staging, digests = publisher.stage(files)
    (publisher.output / page).unlink()
    before = tree(publisher.output)
    with pytest.raises(FileNotFoundError, match=page):
        publish(digests, staging)
    assert tree(publisher.output) == before
    publisher.assert_tidy()
    publisher.publish(files)
    assert publisher.published() == files


@POSIX
@pytest.mark.usefixtures("open_files")
def test_an_output_that_is_a_link_stays_one(publisher: Publisher, tmp_path: Path) -> None:
    """The folder that the link leads to is written, and the link stays one."""
    (tmp_path / "elsewhere").mkdir()
    real = tmp_path / "elsewhere" / "site"
    publisher.output.rename(real)
    publisher.output.symlink_to(real)
    for number in range(3):
        files = SITE | dict.fromkeys(("index.html", "a/index.html"), b"%d" % number)
        publisher.publish(files)
        publisher.publish(files | {"x/f.css": b"%d" % number})
        assert publisher.output.is_symlink()
        assert {p: (real / p).read_bytes() for p in SITE} == files | {"x/f.css": b"%d" % number}
        assert [p.name for p in (tmp_path / "elsewhere").iterdir()] == ["site"]


def test_a_read_only_file_is_replaced(publisher: Publisher) -> None:
    """A read-only file in the output is replaced like any other."""
    for step in (SITE | {"x/f.css": b"1"}, SITE | {"x/f.css": b"2", "index.html": b"2"}):
        (publisher.output / "x/f.css").chmod(0o400)
        publisher.publish(step)
        assert publisher.published() == step


@POSIX
def test_a_link_as_a_file_is_replaced(publisher: Publisher, tmp_path: Path) -> None:
    """The page replaces the link, and the file that it leads to is never written."""
    page = publisher.output / "a/index.html"
    (tmp_path / "mine").write_bytes(SITE["a/index.html"])
    page.unlink()
    page.symlink_to(tmp_path / "mine")
    publisher.publish(SITE, {})
    assert publisher.published() == SITE
    assert not page.is_symlink()
    assert (tmp_path / "mine").read_bytes() == SITE["a/index.html"]


@POSIX
@pytest.mark.parametrize("cached", [True, False])
def test_a_link_as_a_folder_is_refused(
    publisher: Publisher, tmp_path: Path, *, cached: bool
) -> None:
    """Nothing is written or deleted through the link, which is named."""
    plant(tmp_path / "elsewhere", {"index.html": b"theirs"})
    shutil.rmtree(publisher.output / "a/b")
    (publisher.output / "a/b").symlink_to(tmp_path / "elsewhere")
    publisher.publish({p: d for p, d in SITE.items() if p != "a/b/index.html"}, cached=cached)
    with pytest.raises(FileExistsError):
        publisher.publish(SITE, cached=cached)
    assert (publisher.output / "a/b").is_symlink()
    assert tree(tmp_path / "elsewhere") == {"index.html": b"theirs"}


def test_an_empty_folder_as_a_file_gives_way(publisher: Publisher) -> None:
    """An empty folder with the name of a page is replaced by the page."""
    (publisher.output / "a/index.html").unlink()
    (publisher.output / "a/index.html").mkdir()
    publisher.publish(SITE)
    assert publisher.published() == SITE


@POSIX
@pytest.mark.parametrize("cached", [True, False])
def test_modes_of_folders_stay(publisher: Publisher, *, cached: bool) -> None:
    """The modes of the site's folders, of foreign ones and of the output folder itself stay."""
    plant(publisher.output, {"mine/x": b"mine"})
    modes = {"a": 0o711, "mine": 0o700, ".": 0o750}
    for path, mode in modes.items():
        (publisher.output / path).chmod(mode)
    for number in range(4):
        publisher.publish(dict.fromkeys(SITE, b"%d" % number), cached=cached)
        for path, mode in modes.items():
            assert (publisher.output / path).stat().st_mode & 0o777 == mode


@POSIX
def test_a_folder_that_may_not_be_written_into_is_an_error(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A read-only folder of another user could not be deleted later, so it stops the build."""
    access, folder = os.access, str(publisher.output / "a")
    monkeypatch.setattr(os, "access", lambda path, mode: path != folder and access(path, mode))
    with pytest.raises(PermissionError, match="output/a"):
        publisher.publish(TWO, cached=False)
    assert publisher.published() == SITE
    publisher.assert_tidy()


def test_another_disk_in_the_output_is_an_error(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mounted file system would be moved away with the old tree, so it stops the build."""
    plant(publisher.output, {"media/film": b"film"})
    stat = os.stat

    def mounted(path: str, **how: bool) -> os.stat_result:
        found = stat(path, **how)
        if not str(path).endswith("media"):
            return found
        return os.stat_result((*found[:2], found.st_dev + 1, *found[3:10]))

    monkeypatch.setattr(os, "stat", mounted)
    with pytest.raises(OSError, match="media"):
        publisher.publish(STEPS["several files"])
    monkeypatch.undo()
    assert (publisher.output / "media/film").read_bytes() == b"film"


def _fail(*_args: object, **_kwargs: object) -> None:
    raise OSError


def _lack(*_args: object, **_kwargs: object) -> None:
    raise NotImplementedError


@pytest.mark.parametrize("refuse", [_fail, _lack])
def test_files_are_copied_without_hard_links(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch, refuse: Callable[..., None]
) -> None:
    """Where there are no hard links, unchanged files are copied with their times."""
    plant(publisher.output, {"CNAME": b"example.com", "mine/empty": None})
    (publisher.output / "link").symlink_to("CNAME")
    modified = (publisher.output / "x/f.css").stat().st_mtime_ns
    monkeypatch.setattr(os, "link", refuse)
    for number in range(3):
        files = SITE | dict.fromkeys(("index.html", "a/index.html"), b"%d" % number)
        publisher.publish(files)
        others = {"CNAME": b"example.com", "link": "CNAME", "mine/empty": None}
        assert tree(publisher.output).items() >= (files | others).items()
        assert (publisher.output / "x/f.css").stat().st_mtime_ns == modified
        publisher.assert_tidy()


def test_an_older_spare_tree_brings_nothing_back(publisher: Publisher, tmp_path: Path) -> None:
    """Files deleted since stay deleted when an older spare tree is put back."""
    publisher.spare.rename(tmp_path / "older")
    publisher.publish({p: d for p, d in TWO.items() if p != "x/f.css"})
    shutil.rmtree(publisher.spare)
    (tmp_path / "older").rename(publisher.spare)
    publisher.publish({"index.html": b"3", "a/index.html": b"4"})
    assert publisher.published() == {"index.html": b"3", "a/index.html": b"4"}
