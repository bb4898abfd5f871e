"""Publishing: the output folder is the whole old site or the whole new one, and others' files stay.

Called as the build calls it, on small trees.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from pathlib import Path

import pytest

from kawaraban.builder.afterwards import Done, known, remember
from kawaraban.core.model import Content
from kawaraban.incremental import manifest
from kawaraban.incremental.ahead import Ahead
from kawaraban.incremental.before import Before
from kawaraban.incremental.fingerprints import digest, taken
from kawaraban.publish import Change, Known, Stage, apart, exchange, publish, publish_some
from kawaraban.publish.change import folders_of, made_before
from kawaraban.publish.places import MARK
from kawaraban.system import lock
from tests.desk import NOW, PROJECT, SETTINGS, Desk, post
from tests.laws.world import Tree, plant, standing, tree

SITE = {"index.html": b"home", "a/index.html": b"a", "a/b/index.html": b"b", "x/f.css": b"f"}
CAN_EXCHANGE = sys.platform in {"linux", "darwin"}
Files = dict[str, bytes]
WAITS = "waiting for another build"
_GET_FLAGS, _SET_FLAGS = 0x80086601, 0x40086602  # linux/fs.h
_TOP, _EXTENTS = 0x00020000, 0x00080000


OUTSIDE = (
    "../../README.md",
    "../../content/posts/p1.md",
    "a/../../../x.md",
    "/etc/x",
    "..",
    "..\\x",
)


def test_a_mark_from_elsewhere_leads_out_of_nothing(desk: Desk) -> None:
    """It may have come with a site that was fetched; nothing outside the output is deleted."""
    output = desk.folder / "out" / "www"
    desk.write({"README.md": "文", **{f"content/posts/p{n}.md": post("文") for n in (1, 2)}})
    for more in ({}, {"content/posts/p3.md": post("新")}, {"content/posts/p2.md": post("別")}):
        before = standing(desk.write(more).folder / "content")
        if output.exists():
            with (output / MARK).open("a") as mark:
                mark.write("\n".join((*OUTSIDE, "")))
        built = desk.build("--output", str(output))
        assert built.status == 0, built.out + built.err
        assert standing(desk.folder / "content") == before
        assert (desk.folder / "README.md").read_text() == "文"


@pytest.mark.parametrize("path", OUTSIDE)
def test_what_is_outside_is_not_ours(tmp_path: Path, path: str) -> None:
    """Whatever the mark says."""
    (tmp_path / MARK).write_text(f"index.html\n{path}\n..a/b..c\n")
    assert made_before(tmp_path) == {"index.html", "..a/b..c"}


class Press:
    """A site's folder, and builds that publish into its output folder as `build.py` does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = folder / "output"
        self.cache = folder / ".cache"

    @property
    def twin(self) -> Path:
        """Give the folder of the second tree."""
        return self.cache / "twin"

    def publish(self, files: Files, known: Known | None = None, *, cached: bool = True) -> Change:
        """Publish a site; give what was changed.

        Without a cache nothing is known of the folder, and nothing is remembered.
        """
        stage = Stage(self.output, known or (self.known() if cached else Known()))
        digests = {path: stage.put(path, data) for path, data in files.items()}
        change = publish(digests, stage, self.cache if cached else None)
        if cached:
            self.remember(digests, change)
        return change

    def known(self) -> Known:
        """Give what the last build has left to know, as far as nobody has changed it."""
        last = manifest.load(str(self.cache))
        if last is None:
            return Known()
        disturbed = last.made.changed(f"{self.folder / last.output}/")
        idle = Ahead("", [], lambda *_: iter(()))
        before = Before(str(self.folder), last, [], lambda: disturbed, idle, changed=True, seen=0)
        return known(before, self.output)

    def remember(self, digests: dict[str, bytes], change: Change) -> None:
        """Write the manifest, as the end of a build does."""
        done = Done(
            site=self.folder,
            output=self.output,
            asked=[],
            nonce="",
            span=(0, 0),
            read=[],
            digests=digests,
            change=change,
        )
        remember(done, ("", ""))

    def published(self) -> Files:
        """Give all that lies in the output folder, its mark and its folders aside."""
        found = tree(self.output)
        assert (self.output / MARK).is_file()
        return {p: c for p, c in found.items() if isinstance(c, bytes) and p != MARK}

    def inode(self) -> int:
        """Give which folder is the output folder."""
        return self.output.stat().st_ino

    def assert_tidy(self) -> None:
        """Find nothing beside the output folder, and a twin at most in the cache."""
        beside = {path.name for path in self.output.parent.iterdir()}
        assert beside <= {"output", ".cache", "far"}
        if self.cache.exists():
            assert {path.name for path in self.cache.iterdir()} <= {"manifest", "twin"}

    def twin_is_second(self) -> bool:
        """Say whether the twin holds the output's own files, and no others."""
        if not self.twin.exists():
            return False
        own, other = (
            {p.relative_to(f).as_posix(): p.lstat().st_ino for p in f.rglob("*") if not p.is_dir()}
            for f in (self.output, self.twin)
        )
        return own == other


@pytest.fixture
def press(tmp_path: Path) -> Press:
    """Give a site that has been published twice, so that it has a twin."""
    press = Press(tmp_path)
    press.publish(SITE | {"index.html": b"an older home", "x/f.css": b"older"})
    press.publish(SITE)
    return press


@pytest.fixture
def older(press: Press) -> Iterator[None]:
    """Hold every published file open, as a server does; it must stay as it was."""
    files = {path: (press.output / path).open("rb") for path in (*SITE, MARK)}
    was = {path: file.read() for path, file in files.items()}
    yield
    for path, file in files.items():
        file.seek(0)
        assert file.read() == was[path], path
        file.close()


def test_the_first_site(tmp_path: Path) -> None:
    """A folder that was not there holds the site, and nothing else is left anywhere."""
    press = Press(tmp_path)
    change = press.publish(SITE)
    assert set(change.written) == {*SITE, MARK}
    assert change.removed == change.foreign == change.kept == ()
    assert change.route == "tree"
    assert press.published() == SITE
    assert (press.output / MARK).read_text().split() == sorted(SITE)
    press.assert_tidy()


@pytest.mark.parametrize("cached", [True, False])
def test_nothing_changed_touches_nothing(press: Press, *, cached: bool) -> None:
    """Neither a file nor a folder, whether or not its content is known without a look."""
    stood = standing(press.output)
    for some in (None, Known(), Known(digests={p: digest(d) for p, d in SITE.items()})):
        change = press.publish(SITE, some, cached=cached)
        assert change.written == change.removed == ()
        assert change.route == "file"
        assert standing(press.output) == stood
    press.assert_tidy()


def _others_stand(before: dict[str, tuple[int, int, int]], press: Press, *changed: str) -> None:
    """Find every other file the same, to its inode and time."""
    after = standing_files(press.output)
    for path in {*before, *after} - set(changed):
        assert before.get(path) == after.get(path), path


def standing_files(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Give inode, time and size of each file."""
    return {p: stands for p, stands in standing(folder).items() if not (folder / p).is_dir()}


@pytest.mark.usefixtures("older")
@pytest.mark.parametrize("path", SITE)
def test_one_file_changes_where_it_stands(press: Press, path: str) -> None:
    """A new file is renamed over the old one, and the folder stays the one that it was."""
    stood, folder = standing_files(press.output), press.inode()
    change = press.publish(SITE | {path: b"anew"})
    assert change.written == (path,)
    assert change.route == "file"
    assert press.published() == SITE | {path: b"anew"}
    assert press.inode() == folder
    _others_stand(stood, press, path)
    assert press.twin_is_second()
    press.assert_tidy()


STEPS: dict[str, Files] = {
    "several files": SITE | {"index.html": b"1", "a/b/index.html": b"2"},
    "all files": dict.fromkeys(SITE, b"anew"),
    "one added": SITE | {"n/e/w.html": b"new"},
    "one removed": {p: d for p, d in SITE.items() if p != "a/index.html"},
    "a folder emptied": {p: d for p, d in SITE.items() if p != "x/f.css"},
    "folders emptied": {p: d for p, d in SITE.items() if not p.startswith("a/")},
    "one moved": {p.replace("x/", "y/z/"): d for p, d in SITE.items()},
    "a file becomes a folder": {
        p.replace("x/f.css", "x/f.css/g"): d + b"!" for p, d in SITE.items()
    },
    "a folder becomes a file": {p: d for p, d in SITE.items() if p != "x/f.css"} | {"x": b"file"},
    "an inner folder becomes a file": {p: d for p, d in SITE.items() if not p.startswith("a/b/")}
    | {"a/b": b"file"},
    "only the home": {"index.html": b"home"},
    "nothing": {},
}


@pytest.mark.usefixtures("older")
@pytest.mark.parametrize("step", STEPS)
def test_a_change_is_published_as_one_step(press: Press, step: str) -> None:
    """There and back again; folders that became empty vanish, and the rest keeps its files."""
    for files, before in ((STEPS[step], SITE), (SITE, STEPS[step])):
        stood = standing_files(press.output)
        press.publish(files)
        assert press.published() == files
        folders = {p for p, content in tree(press.output).items() if content is None}
        assert folders == {str(f) for p in files for f in Path(p).parents if str(f) != "."}, (
            "an empty folder is left"
        )
        same = {p for p in files if before.get(p) == files[p]}
        _others_stand(stood, press, *({*files, *before, MARK} - same))
        assert press.twin_is_second()
        press.assert_tidy()


@pytest.mark.skipif(not CAN_EXCHANGE, reason="this system cannot exchange folders")
def test_the_twin_takes_the_place(press: Press) -> None:
    """Several files are put into the twin, and the two folders change their places."""
    output, twin = press.inode(), press.twin.stat().st_ino
    for number in range(4):
        files = SITE | {"index.html": b"%d" % number, "a/index.html": b"%d" % number}
        assert press.publish(files).route == "twin"
        output, twin = twin, output
        assert (press.inode(), press.twin.stat().st_ino) == (output, twin)
        assert press.twin_is_second()


def _replaced(press: Press) -> None:
    file = press.twin / "x/f.css"
    file.unlink()
    file.write_bytes(SITE["x/f.css"])


def _rewritten_beside(press: Press) -> None:
    beside = press.output / "beside"
    beside.write_bytes(SITE["x/f.css"])
    beside.replace(press.output / "x/f.css")


UNFIT: dict[str, Callable[[Press], object]] = {
    "a file replaced": _replaced,
    "a file removed": lambda press: (press.twin / "x/f.css").unlink(),
    "a folder renamed": lambda press: (press.twin / "x").rename(press.twin / "y"),
    "a file too many": lambda press: (press.twin / "a/stray.html").write_bytes(b"x"),
    "a folder too many": lambda press: (press.twin / "stray").mkdir(),
    "a folder in a file's place": lambda press: (
        (press.twin / "x/f.css").unlink(),
        (press.twin / "x/f.css").mkdir(),
        (press.twin / "x/f.css/y").write_bytes(b"x"),
    ),
    "no twin": lambda press: shutil.rmtree(press.twin),
    "an empty twin": lambda press: (shutil.rmtree(press.twin), press.twin.mkdir()),
    "another file in the output": _rewritten_beside,
}


@pytest.mark.parametrize("name", UNFIT)
def test_a_twin_that_does_not_fit_is_not_used(press: Press, name: str) -> None:
    """Then the whole tree is made anew, and the old one is the twin afterwards."""
    UNFIT[name](press)
    files = SITE | {"index.html": b"1", "a/index.html": b"2"}
    for _ in range(2):
        old = press.inode()
        press.publish(files)
        assert press.published() == files
        assert press.twin.stat().st_ino == old
        assert press.twin_is_second()
        files = {path: data + b"!" for path, data in files.items()}


def test_without_knowledge_the_twin_is_not_used(press: Press) -> None:
    """Where the output folder must be looked through the twin is dropped, and made anew."""
    old = press.inode()
    change = press.publish(SITE | {"index.html": b"1", "a/index.html": b"2"}, Known())
    assert change.route == "tree"
    assert press.twin.stat().st_ino == old
    press.publish(SITE | {"index.html": b"3", "a/index.html": b"2"}, Known())
    assert not press.twin.exists()
    assert press.publish(SITE).route == "tree"
    assert press.publish(SITE | {"index.html": b"4", "x/f.css": b"5"}).route == "twin"
    assert press.twin_is_second()


def test_a_file_in_the_place_of_the_twin(press: Press) -> None:
    """It stays there, and the site is published without a twin."""
    shutil.rmtree(press.twin)
    press.twin.write_bytes(b"")
    for number in range(2):
        files = SITE | {"index.html": b"%d" % number, "a/index.html": b"%d" % number}
        press.publish(files)
        assert press.published() == files
        press.assert_tidy()


def test_a_link_in_the_place_of_the_twin(press: Press) -> None:
    """A link, even to the output folder itself, is no twin."""
    shutil.rmtree(press.twin)
    press.twin.symlink_to(press.output)
    files = SITE | {"index.html": b"1", "a/index.html": b"2"}
    press.publish(files)
    assert not press.output.is_symlink()
    assert press.published() == files


@pytest.mark.parametrize(
    ("gone", "files"),
    [
        ("note.txt", SITE | {"index.html": b"1", "a/index.html": b"2"}),
        ("x/f.css", {p: d for p, d in SITE.items() if p != "x/f.css"} | {"index.html": b"1"}),
        ("a", {"index.html": b"1", "x/f.css": b"f"}),
    ],
)
def test_what_was_deleted_by_hand_stays_deleted(press: Press, gone: str, files: Files) -> None:
    """A file of others, or of a post that is deleted too, does not come back from the twin."""
    (press.output / "note.txt").write_bytes(b"mine")
    press.publish(SITE | {"index.html": b"0", "a/index.html": b"0"})
    press.publish(SITE)
    target = press.output / gone
    if target.is_dir():
        shutil.rmtree(target)
    else:
        target.unlink()
    kept = {"note.txt": b"mine"} if gone != "note.txt" else {}
    press.publish(files)
    assert press.published() == files | kept


def test_a_damaged_mark_keeps_no_page(press: Press) -> None:
    """The memory knows too which files are ours, and may go with their posts."""
    press.publish(SITE)
    mark = press.output / MARK
    mark.write_bytes(mark.read_bytes()[:20])
    press.publish({"index.html": b"home"})
    assert press.published() == {"index.html": b"home"}


def test_an_emptied_output_folder_holds_the_site_alone(press: Press) -> None:
    """What an older site had is not published with the new one."""
    shutil.rmtree(press.output)
    press.output.mkdir()
    press.publish({"index.html": b"home"})
    assert press.published() == {"index.html": b"home"}


def test_another_output_folder_holds_the_site_alone(press: Press, tmp_path: Path) -> None:
    """A second output folder gets nothing that lies in the first one."""
    (press.output / ".git").mkdir()
    (press.output / ".git/config").write_bytes(b"secret")
    press.publish(SITE | {"index.html": b"0", "a/index.html": b"0"})
    press.output = tmp_path / "second"
    press.output.mkdir()
    press.publish(SITE)
    assert press.published() == SITE


@pytest.mark.parametrize("steps", range(1, 5))
def test_a_build_without_memory_between(press: Press, steps: int) -> None:
    """What was published without the twin is not undone by it."""
    fewer = {p: d for p, d in SITE.items() if p != "a/b/index.html"}
    for number in range(steps):
        press.publish(fewer | {"n.html": b"%d" % number, "m.html": b"%d" % number}, cached=False)
    files = fewer | {"index.html": b"1", "a/index.html": b"2"}
    press.publish(files)
    assert press.published() == files


FOREIGN: dict[str, bytes | None] = {
    "CNAME": b"example.com",
    ".git/HEAD": b"ref",
    ".git/objects/ab/cd": b"\0blob",
    ".git/refs/tags": None,
    "a/notes.txt": b"beside a page",
    "empty/folder": None,
    "empty/full": None,
    "turned/file": b"in a folder",
    "turned back": b"a file",
    "gone/one": b"one",
}


@pytest.fixture
def shared(press: Press, tmp_path: Path) -> Press:
    """Give the site with what others have put into its folder, links among it."""
    plant(press.output, FOREIGN)
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "away").write_bytes(b"far")
    (press.output / "to a file").symlink_to("CNAME")
    (press.output / "to a folder").symlink_to(tmp_path / "far")
    (press.output / "to nowhere").symlink_to("not there")
    return press


def _foreign(press: Press) -> Tree:
    ours = {*SITE, MARK, *(str(f) for p in SITE for f in Path(p).parents)}
    return {path: content for path, content in tree(press.output).items() if path not in ours}


@pytest.mark.usefixtures("older")
@pytest.mark.parametrize("step", ["several files", "all files", "one removed", "a folder emptied"])
def test_what_others_have_put_there_stays(shared: Press, step: str) -> None:
    """Files, links, trees and empty folders, each the same one, whatever the build changes."""
    before = _foreign(shared)
    inodes = {p: (shared.output / p).lstat().st_ino for p, c in before.items() if c is not None}
    for files in (STEPS[step], SITE, STEPS[step]):
        change = shared.publish(files)
        assert set(change.foreign) == {p for p in before if p in FOREIGN or p.startswith("to ")}
        assert _foreign(shared) == before
        assert {p: (shared.output / p).lstat().st_ino for p in inodes} == inodes
        shared.assert_tidy()


def test_a_foreign_folder_that_fills_later_stays(desk: Desk) -> None:
    """What others put into an empty folder of theirs is carried over, not lost."""
    desk.write({f"content/posts/p{n}.md": post(f"本文{n}。") for n in range(3)})
    output = desk.build().output
    for filled in ({"keep": None}, {"keep/mine.txt": b"mine"}):
        plant(output, filled)
        desk.write({f"content/posts/p{n}.md": post(f"本文{n}、{filled}。") for n in range(3)})
        desk.build()
    assert (output / "keep/mine.txt").exists()


@pytest.mark.skipif(not CAN_EXCHANGE, reason="this system cannot exchange folders")
def test_links_and_empty_folders_of_others_do_not_keep_from_exchanging(shared: Press) -> None:
    """The twin is used for a site beside which others have put them."""
    shared.publish(STEPS["several files"])
    assert [shared.publish(STEPS[step]).route for step in ("all files", "several files")] == [
        "twin"
    ] * 2


@pytest.mark.skipif(not CAN_EXCHANGE, reason="this system cannot exchange folders")
def test_an_empty_folder_of_others_is_known_after_an_exchange(desk: Desk) -> None:
    """It is another one then; taken for changed, it would cost the next build its twin."""
    page = desk.write({f"content/posts/p{n}.md": post("文") for n in range(3)}).build().output
    (page / "empty").mkdir()
    for title in ("", "一", "二"):
        desk.write({"content/posts/p1.md": post("文", title=title or "題")})
        desk.build()
    mine = page / "posts/p0/index.html"
    before = mine.stat().st_ctime_ns
    desk.build()
    assert mine.stat().st_ctime_ns == before
    assert mine.samefile(desk.folder / ".cache/twin/posts/p0/index.html")


@pytest.mark.parametrize("number", [errno.EIO, errno.EACCES])
def test_a_mark_that_cannot_be_read_is_no_empty_one(
    press: Press, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """All that the site has no more would stay published, as somebody else's."""
    read = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path.name == MARK:
            raise OSError(number, os.strerror(number), str(path))
        return read(path)

    before = tree(press.output)
    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    with pytest.raises(OSError, match=MARK):
        press.publish(STEPS["one removed"], cached=False)
    monkeypatch.undo()
    assert tree(press.output) == before


def test_foreign_files_are_known_without_a_look(shared: Press) -> None:
    """Where it is known that nothing has changed there, they are carried all the same."""
    before = _foreign(shared)
    foreign = shared.publish(SITE).foreign
    some = Known(digests={p: digest(d) for p, d in SITE.items()}, foreign=foreign)
    change = shared.publish(STEPS["several files"], some)
    assert change.foreign == foreign
    assert _foreign(shared) == before


def test_a_foreign_folder_in_the_way_of_a_file(press: Press) -> None:
    """The site cannot be published then, and is as it was."""
    plant(press.output, {"x/mine.txt": b"mine"})
    before = tree(press.output)
    files = {p: d for p, d in SITE.items() if p != "x/f.css"} | {"x": b"file"}
    with pytest.raises(OSError, match="output/x'"):
        press.publish(files)
    assert tree(press.output) == before
    press.publish(SITE | {"index.html": b"1", "a/index.html": b"2"})
    assert (press.output / "x/mine.txt").read_bytes() == b"mine"
    press.assert_tidy()


# --- what others do meanwhile ---------------------------------------------------------


def _publish_while(press: Press, files: Files, meanwhile: Callable[[], object]) -> Change:
    """Publish a site; something else happens after the output folder was looked at."""
    stage = Stage(press.output, press.known())
    digests = {path: stage.put(path, data) for path, data in files.items()}
    meanwhile()
    change = publish(digests, stage, press.cache)
    press.remember(digests, change)
    return change


@pytest.mark.usefixtures("older")
@pytest.mark.parametrize("step", ["several files", "all files", "one removed"])
def test_what_others_put_there_during_a_build_stays(press: Press, step: str) -> None:
    """It is found before the folders are exchanged, and named from then on."""
    mine = press.output / "a/mine.txt"
    change = _publish_while(press, STEPS[step], lambda: mine.write_bytes(b"mine"))
    assert change.foreign == ("a/mine.txt",)
    for files in (SITE, STEPS[step], SITE):
        assert press.publish(files).foreign == ("a/mine.txt",)
        assert mine.read_bytes() == b"mine"


def _files(found: Tree) -> dict[str, object]:
    return {path: content for path, content in found.items() if content is not None}


def _late(press: Press) -> None:
    """Do to the output folder what others may do: files come, go, are replaced."""
    plant(press.output, {"mine.txt": b"mine", ".git/objects/ef/gh": b"blob", ".git/late": None})
    (press.output / ".git/HEAD").unlink()
    plant(press.output, {"new": b"other"})
    (press.output / "new").replace(press.output / "CNAME")
    (press.output / "empty/folder").rmdir()
    plant(press.output, {"empty/full/x": b"x"})
    shutil.rmtree(press.output / "turned")
    shutil.rmtree(press.output / "gone")
    (press.output / "turned back").unlink()
    plant(press.output, {"turned": b"a file", "turned back": None})


LATE = {
    "mine.txt": b"mine",
    ".git/objects/ef/gh": b"blob",
    ".git/late": None,
    "CNAME": b"other",
    "empty/full/x": b"x",
    "turned": b"a file",
}
GONE = (".git/HEAD", "turned/file", "turned back", "gone/one")


@pytest.mark.skipif(not CAN_EXCHANGE, reason="this system cannot exchange folders")
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("route", ["twin", "tree"])
def test_what_others_do_while_all_is_made_ready(
    shared: Press, monkeypatch: pytest.MonkeyPatch, route: str, moment: str
) -> None:
    """It takes seconds on a large site: what comes until the folders are exchanged goes along."""
    shared.publish(STEPS["several files"])
    shared.publish(STEPS["all files"])
    if route == "tree":
        shutil.rmtree(shared.twin)
    theirs = _files(_foreign(shared) | LATE)
    for path in GONE:
        del theirs[path]

    def exchanged(one: Path, other: Path) -> bool:
        monkeypatch.undo()
        _late(shared)
        return exchange.exchanged(one, other)

    def linked(*_: object) -> None:
        monkeypatch.undo()
        _late(shared)

    if moment == "after":  # they were looked at
        for module in ("kawaraban.publish.exchange", "kawaraban.publish.twin"):
            monkeypatch.setattr(f"{module}.exchanged", exchanged)
    elif route == "tree":
        monkeypatch.setattr("kawaraban.publish.refuse_anothers", linked)
    else:
        monkeypatch.setattr("kawaraban.publish.twin._refuse_links", linked)
    for step in ("several files", "all files", "several files"):
        change = shared.publish(STEPS[step])
        assert _files(_foreign(shared)) == theirs
        assert (shared.output / ".git/late").is_dir()
        assert (shared.output / "turned back").is_dir()
        assert not any((shared.output / path).exists() for path in ("empty/folder", "gone"))
        assert {*theirs, ".git/late", "turned back"} <= {*change.foreign}
        assert not {*change.foreign}.intersection(GONE[:2])
    shared.assert_tidy()


def _replace(press: Press) -> None:
    plant(press.output, {"later": b"later"})
    (press.output / "later").replace(press.output / "CNAME")


# What others do, and what must then be in the output folder (None: no file of that name).
LAST: dict[str, tuple[Callable[[Press], object], Mapping[str, bytes | None]]] = {
    "replaced": (_replace, {"CNAME": b"later", "later": None}),
    "added": (lambda press: plant(press.output, {"fresh": b"f"}), {"fresh": b"f"}),
    "added again": (lambda press: plant(press.output, {"mine.txt": b"m"}), {"mine.txt": b"m"}),
    "deleted": (lambda press: (press.output / "turned/file").unlink(), {"turned/file": None}),
    "filled": (
        lambda press: plant(press.output, {"empty/folder/new": b"x"}),
        {"empty/folder/new": b"x"},
    ),
}
ALONE = tuple(LAST.values())
LAST["all"] = (
    lambda press: [do(press) for do, _ in ALONE],
    {name: data for _, found in ALONE for name, data in found.items()},
)


@pytest.mark.skipif(not CAN_EXCHANGE, reason="this system cannot exchange folders")
@pytest.mark.parametrize("is_late", [True, False])
@pytest.mark.parametrize("route", ["twin", "tree"])
@pytest.mark.parametrize("what", LAST)
def test_what_others_do_right_after_the_exchange_is_the_last_word(
    shared: Press, monkeypatch: pytest.MonkeyPatch, what: str, route: str, *, is_late: bool
) -> None:
    """It is not undone by what is found in the old tree, and is known from the next build on."""
    do, expected = LAST[what]
    shared.publish(STEPS["several files"])
    shared.publish(STEPS["all files"])
    if route == "tree":
        shutil.rmtree(shared.twin)

    def exchanged(one: Path, other: Path) -> bool:
        monkeypatch.undo()
        if is_late:
            plant(shared.output, {"mine.txt": b"mine", "late": b"late"})
            plant(shared.output, {"new": b"other"})
            (shared.output / "new").replace(shared.output / "CNAME")
        assert exchange.exchanged(one, other)
        do(shared)
        return True

    for module in ("kawaraban.publish.exchange", "kawaraban.publish.twin"):
        monkeypatch.setattr(f"{module}.exchanged", exchanged)
    for step in ("several files", "all files", "several files", "several files"):
        shared.publish(STEPS[step])
        found = _files(_foreign(shared))
        assert {name: found.get(name) for name in expected} == expected
        assert ("late" in found) == is_late
    shared.assert_tidy()


def test_what_deletes_the_cache_deletes_nothing_that_is_published(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin is out of its reach before it is looked at."""
    from kawaraban.publish import twin  # noqa: PLC0415 - its function is replaced

    def brought_up(*arguments: object) -> None:
        shutil.rmtree(press.cache)
        monkeypatch.undo()
        twin._brought_up(*arguments)  # type: ignore[arg-type] # noqa: SLF001

    press.publish(STEPS["several files"])
    monkeypatch.setattr(twin, "_brought_up", brought_up)
    for step in ("all files", "several files", "one removed"):
        press.publish(STEPS[step])
        assert press.published() == STEPS[step]
        press.assert_tidy()


@pytest.mark.usefixtures("older")
@pytest.mark.parametrize("step", ["several files", "one removed"])
def test_what_others_spoil_during_a_build_is_mended_by_the_next(press: Press, step: str) -> None:
    """A file that stays, and was changed after it was looked at, is not taken for ours."""
    page = press.output / "a/b/index.html"
    files = STEPS[step] | {"a/b/index.html": b"b"}
    page.unlink()
    assert press.publish(SITE).written == ("a/b/index.html",)
    _publish_while(press, files, lambda: page.write_bytes(b"spoilt"))
    press.publish(files)
    assert press.published() == files


def test_what_others_do_right_after_publishing_is_noticed(press: Press) -> None:
    """What changes between publishing and the end of the build is nothing of ours."""
    stage = Stage(press.output, press.known())
    digests = {path: stage.put(path, data) for path, data in SITE.items()}
    change = publish(digests, stage, press.cache)
    time.sleep(0.03)
    plant(press.output, {"a/mine.txt": b"mine"})
    press.remember(digests, change)
    assert press.publish(STEPS["several files"]).foreign == ("a/mine.txt",)


def test_what_is_deleted_right_after_publishing_is_made_again(press: Press) -> None:
    """A file that is not there when the build is remembered is not what it left."""
    stage = Stage(press.output, press.known())
    digests = {path: stage.put(path, data) for path, data in SITE.items()}
    change = publish(digests, stage, press.cache)
    (press.output / "a/b/index.html").unlink()
    press.remember(digests, change)
    assert press.publish(SITE).written == ("a/b/index.html",)
    assert press.published() == SITE


@pytest.mark.usefixtures("older")
def test_an_output_that_is_taken_away_during_a_build_is_made_whole(press: Press) -> None:
    """What was known of it holds no more."""
    known = press.known()
    shutil.rmtree(press.output)
    press.publish(SITE | {"index.html": b"anew"}, known)
    assert press.published() == SITE | {"index.html": b"anew"}


@pytest.mark.skipif(sys.platform == "win32", reason="links ask for a privilege there")
@pytest.mark.usefixtures("older")
@pytest.mark.parametrize("cached", [True, False])
def test_nothing_is_deleted_through_a_link(press: Press, tmp_path: Path, *, cached: bool) -> None:
    """Also where a page that was published there is published no more."""
    elsewhere = tmp_path / "elsewhere"
    plant(elsewhere, {"index.html": b"theirs"})
    shutil.rmtree(press.output / "a/b")
    (press.output / "a/b").symlink_to(elsewhere)
    files = {p: d for p, d in SITE.items() if p != "a/b/index.html"}
    press.publish(files, cached=cached)
    assert (elsewhere / "index.html").read_bytes() == b"theirs"
    assert press.published() == files


@pytest.mark.skipif(not CAN_EXCHANGE, reason="this system cannot exchange folders")
@pytest.mark.usefixtures("older")
@pytest.mark.parametrize("spoilt", ["a file too many", "a link"])
def test_a_twin_that_was_touched_takes_over_no_file(
    press: Press, tmp_path: Path, spoilt: str
) -> None:
    """An edit of one file does not make it a twin that is trusted again."""
    if spoilt == "a link":
        press.twin.rename(tmp_path / "away")
        press.twin.symlink_to(tmp_path / "away")
    else:
        time.sleep(0.03)
        plant(press.twin, {"extra": b"extra"})
    away = tree(tmp_path / "away") if spoilt == "a link" else None
    assert press.publish(SITE | {"index.html": b"1"}).written == ("index.html",)
    press.publish(SITE | {"index.html": b"2", "a/index.html": b"3"})
    assert press.published() == SITE | {"index.html": b"2", "a/index.html": b"3"}
    assert away is None or tree(tmp_path / "away") == away


@pytest.mark.skipif(sys.platform == "win32", reason="names and modes of POSIX")
@pytest.mark.parametrize("sign", ["\n", "\x0b", "\x85", "\u2028"])
def test_a_name_with_a_line_end_is_one_name(press: Press, sign: str) -> None:
    """What another name in it says is not taken for ours."""
    press.publish(SITE | {f"x{sign}notes.txt": b"ours"})
    plant(press.output, {"notes.txt": b"mine"})
    press.publish(SITE, Known())
    assert press.published() == SITE | {"notes.txt": b"mine"}


@pytest.mark.skipif(sys.platform == "win32", reason="names and modes of POSIX")
@pytest.mark.parametrize("cached", [True, False])
def test_folders_whose_files_all_change_keep_their_modes(press: Press, *, cached: bool) -> None:
    """Whichever tree is published."""
    (press.output / "a").chmod(0o711)
    for number in range(4):
        press.publish(dict.fromkeys(SITE, b"%d" % number), cached=cached)
        assert (press.output / "a").stat().st_mode & 0o777 == 0o711


@pytest.mark.skipif(sys.platform == "win32", reason="names and modes of POSIX")
def test_a_folder_of_another_user_is_not_put_aside(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could not be swept away, and would stand in the way of every later build."""
    access, folder = os.access, press.output / "a"

    def refused(path: Path, mode: int) -> bool:
        return path != folder and access(path, mode)

    monkeypatch.setattr(os, "access", refused)
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    with pytest.raises(PermissionError, match="output/a"):
        press.publish(SITE | {"index.html": b"1", "a/index.html": b"2"}, cached=False)
    assert press.published() == SITE
    press.assert_tidy()


@pytest.mark.skipif(sys.platform == "win32", reason="names and modes of POSIX")
def test_folders_keep_their_modes(press: Press) -> None:
    """Those of others, and the output folder's own."""
    plant(press.output, {"mine/x": b"mine"})
    (press.output / "mine").chmod(0o700)
    press.output.chmod(0o750)
    for files in (STEPS["several files"], SITE, STEPS["all files"]):
        press.publish(files)
        modes = [path.stat().st_mode & 0o777 for path in (press.output, press.output / "mine")]
        assert modes == [0o750, 0o700]


@pytest.mark.skipif(sys.platform != "linux", reason="file systems that take any name")
def test_a_foreign_name_that_is_no_text_is_named(desk: Desk) -> None:
    """Before and after: the build and the next one are whole ones."""
    desk.write({"content/posts/a.md": post("文。"), "content/posts/b.md": post("文。")})
    output = desk.build().output
    Path(os.fsdecode(os.fsencode(output) + b"/\xff.txt")).write_bytes(b"mine")
    for text in ("二つ目", "三つ目"):
        desk.write({"content/posts/a.md": post(text)})
        built = desk.build()
        assert (built.status, built.err.count("Traceback")) == (0, 0)
        assert "[foreign-file]" in built.out
        assert text in built.page("posts/a/")


def test_another_disk_in_the_output_stops_the_build(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its folder it would be put aside, and emptied later."""
    plant(press.output, {"media/film": b"film"})
    stat = Path.stat

    def mounted(path: Path, **how: bool) -> os.stat_result:
        found = stat(path, **how)
        if path.name != "media":
            return found
        return os.stat_result((*found[:2], found.st_dev + 1, *found[3:10]))

    monkeypatch.setattr(Path, "stat", mounted)
    with pytest.raises(OSError, match="media"):
        press.publish(STEPS["several files"])
    monkeypatch.undo()
    assert (press.output / "media/film").read_bytes() == b"film"


def _fails(*_args: object, **_kwargs: object) -> None:
    raise OSError


def _unavailable(*_args: object, **_kwargs: object) -> None:
    raise NotImplementedError


@pytest.mark.parametrize("link", [_fails, _unavailable])
def test_without_hard_links(
    press: Press, monkeypatch: pytest.MonkeyPatch, link: Callable[..., None]
) -> None:
    """The whole tree is copied, with its times, and there is no twin."""
    plant(press.output, FOREIGN)
    (press.output / "link").symlink_to("CNAME")
    others, was = _foreign(press), (press.output / "x/f.css").stat().st_mtime_ns
    monkeypatch.setattr(os, "link", link)
    for number in range(3):
        files = SITE | {"index.html": b"%d" % number, "a/index.html": b"%d" % number}
        press.publish(files)
        assert _foreign(press) == others
        assert {p: press.published()[p] for p in files} == files
        assert (press.output / "x/f.css").stat().st_mtime_ns == was
        assert not press.twin.exists()
        press.assert_tidy()


@pytest.mark.usefixtures("older")
def test_where_folders_cannot_be_exchanged(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old folder is renamed away and the new one into its place."""
    monkeypatch.setattr(exchange, "exchanged", lambda _one, _other: False)
    monkeypatch.setattr("kawaraban.publish.twin.exchanged", lambda _one, _other: False)
    for number in range(3):
        files = SITE | {"index.html": b"%d" % number, "a/index.html": b"%d" % number}
        press.publish(files)
        assert press.published() == files
        press.assert_tidy()


def test_where_no_library_has_the_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`ctypes.CDLL(None)` is a TypeError on Windows, where folders cannot be exchanged."""

    def on_windows(name: str | None, **_: object) -> None:
        "/" in name  # type: ignore[operator]  # noqa: B015 - as ctypes looks at a path there

    monkeypatch.setattr("ctypes.CDLL", on_windows)
    monkeypatch.setattr(sys, "platform", "win32")
    assert not exchange.exchanged(tmp_path, tmp_path)


@pytest.mark.usefixtures("older")
@pytest.mark.parametrize("twin", [True, False])
def test_leftovers_of_killed_builds_are_swept(press: Press, *, twin: bool) -> None:
    """Half a stage and half a twin are no part of the next site."""
    for folder in (press.output.with_name(".output.new"), press.cache / "twin.open"):
        plant(folder, {"index.html": b"half", "half/page.html": b"half", "empty": None})
    if not twin:
        shutil.rmtree(press.twin)
    files = SITE | {"index.html": b"1", "a/index.html": b"2"}
    press.publish(files)
    assert press.published() == files
    press.assert_tidy()


@pytest.fixture
def flags(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Give folders the flags of ext4, whatever the file system; the flags that are set."""
    if sys.platform != "linux":
        pytest.skip("the flags are those of Linux")
    calls: list[bytes] = []

    def ioctl(_opened: int, request: int, argument: bytes | bytearray) -> None:
        if request == _GET_FLAGS and isinstance(argument, bytearray):
            argument[:] = _EXTENTS.to_bytes(8, sys.byteorder)
        elif request == _SET_FLAGS:
            calls.append(bytes(argument))

    monkeypatch.setattr("fcntl.ioctl", ioctl)
    return calls


def test_a_stage_is_laid_where_files_are_made_fast(
    press: Press, monkeypatch: pytest.MonkeyPatch, flags: list[bytes]
) -> None:
    """Of some places in a folder that is marked as a top; of the others nothing is left."""
    made: dict[int, int] = {}

    def made_in(folder: Path) -> int:
        assert flags
        folder.mkdir()
        taken = (30, 10, 20, 40)[len(made)]
        made[taken] = folder.stat().st_ino
        return taken

    monkeypatch.setattr(apart, "_made_in", made_in)
    stage = Stage(press.output, Known())
    stage.put("new.html", b"new")
    stage.put("a/new.html", b"new")
    assert flags == [(_EXTENTS | _TOP).to_bytes(8, sys.byteorder)]
    folder = Path(stage.at("new.html")).parent
    assert list(stage.folder.iterdir()) == [folder]
    assert folder.stat().st_ino == made[10]
    assert len(made) == 4
    stage.discard()
    press.assert_tidy()


def test_processes_put_into_one_place(
    press: Press, monkeypatch: pytest.MonkeyPatch, flags: list[bytes]
) -> None:
    """It is made before they are forked; none of them looks for another."""
    stage = Stage(press.output, Known())
    stage.make_ready()
    there = Path(stage.at("x")).parent.stat().st_ino
    monkeypatch.setattr(apart, "_made_in", _fails)
    other = copy(stage)
    other.put("x", b"x")
    stage.put("y/z", b"z")
    assert Path(other.at("y/z")).parent.stat().st_ino == there
    assert len(flags) == 1


def test_for_a_few_files_no_place_is_looked_for(press: Press, flags: list[bytes]) -> None:
    """An author waits for them."""
    stage = Stage(press.output, Known(), takes_few=True)
    stage.put("new.html", b"new")
    assert flags == []
    assert Path(stage.at("new.html")).read_bytes() == b"new"


@pytest.mark.parametrize("refused", ["ioctl", "mkdir"])
def test_where_a_stage_cannot_be_laid_apart(
    press: Press, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    """Most file systems refuse the flag; everything is published as ever."""
    if refused == "ioctl":
        monkeypatch.setattr(pytest.importorskip("fcntl"), "ioctl", _fails)
    else:
        monkeypatch.setattr(apart, "_made_in", _fails)
    for files in (SITE, SITE | {"index.html": b"1", "a/index.html": b"2"}):
        press.publish(files)
        assert press.published() == files
        press.assert_tidy()


def test_an_old_folder_in_the_way_is_swept(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that was killed between two renames leaves the old site under another name."""
    monkeypatch.setattr(exchange, "exchanged", lambda _one, _other: False)
    monkeypatch.setattr("kawaraban.publish.twin.exchanged", lambda _one, _other: False)
    plant(press.output.with_name(".output.old"), {"index.html": b"old"})
    files = SITE | {"index.html": b"1", "a/index.html": b"2"}
    press.publish(files)
    assert press.published() == files
    press.assert_tidy()


def test_the_twin_is_brought_up_as_a_whole_or_not_at_all(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills up while the twin is changed leaves the output as it shall be."""
    link, calls = os.link, 0

    def limited(*args: object, **kwargs: object) -> None:
        nonlocal calls
        calls += 1
        if calls % 3 == 0:
            raise OSError(28, "No space left on device")
        link(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "link", limited)
    for number in range(6):
        files = SITE | {path: b"%d %d" % (number, len(path)) for path in list(SITE)[:3]}
        press.publish(files)
        assert press.published() == files
        assert not press.twin.exists() or press.twin_is_second()
        press.assert_tidy()


@pytest.mark.usefixtures("older")
def test_an_output_that_is_a_link(press: Press, tmp_path: Path) -> None:
    """The folder that it leads to is written, and the link stays one."""
    (tmp_path / "elsewhere").mkdir()
    real = tmp_path / "elsewhere" / "site"
    press.output.rename(real)
    press.output.symlink_to(real)
    for number in range(3):
        files = SITE | {"index.html": b"%d" % number, "a/index.html": b"%d" % number}
        press.publish(files)
        press.publish(files | {"x/f.css": b"%d" % number})
        assert press.output.is_symlink()
        assert {p: (real / p).read_bytes() for p in SITE} == files | {"x/f.css": b"%d" % number}
        assert [p.name for p in (tmp_path / "elsewhere").iterdir()] == ["site"]


def test_a_file_that_may_not_be_written(press: Press) -> None:
    """A read-only file in the output is replaced like any other."""
    for step in (SITE | {"x/f.css": b"1"}, SITE | {"x/f.css": b"2", "index.html": b"2"}):
        (press.output / "x/f.css").chmod(0o400)
        press.publish(step)
        assert press.published() == step


def test_a_link_in_the_place_of_a_file(press: Press, tmp_path: Path) -> None:
    """What it leads to is never written; the link is replaced by the page."""
    (tmp_path / "mine").write_bytes(b"mine")
    (press.output / "a/index.html").unlink()
    (press.output / "a/index.html").symlink_to(tmp_path / "mine")
    press.publish(SITE)
    assert press.published() == SITE
    assert not (press.output / "a/index.html").is_symlink()
    assert (tmp_path / "mine").read_bytes() == b"mine"


def test_a_folder_in_the_place_of_a_file(press: Press) -> None:
    """An empty one gives way."""
    (press.output / "a/index.html").unlink()
    (press.output / "a/index.html").mkdir()
    press.publish(SITE)
    assert press.published() == SITE


def _known(press: Press) -> Known:
    files = [*SITE, MARK]
    stamps, folders = taken(f"{press.output}/", [*files, *folders_of(files)]).parted(len(files))
    digests, since = {p: digest(d) for p, d in SITE.items()}, time.time_ns()
    return Known(digests=digests, stamps=stamps, folders=folders, foreign=(), since=since)


SOME: dict[str, tuple[Files, tuple[str, ...]]] = {
    "nothing": ({}, ()),
    "the same": ({"index.html": b"home"}, ()),
    "one": ({"index.html": b"1"}, ()),
    "two": ({"index.html": b"1", "a/index.html": b"2"}, ()),
    "one new": ({"new.html": b"1"}, ()),
    "one gone": ({}, ("x/f.css",)),
    "one for another": ({"x/g.css": b"1"}, ("x/f.css",)),
    "all of it": ({"x/g.css": b"1", "index.html": b"1", "a/index.html": b"2"}, ("x/f.css",)),
}


@pytest.mark.usefixtures("older")
@pytest.mark.parametrize("name", SOME)
@pytest.mark.parametrize("twin", [True, False])
def test_some_are_published(press: Press, name: str, *, twin: bool) -> None:
    """Where all else is known, only what was made and what is gone is touched."""
    made, gone = SOME[name]
    files = {p: d for p, d in (SITE | made).items() if p not in gone}
    if not twin:
        shutil.rmtree(press.twin)
    stood, stage = standing_files(press.output), Stage(press.output, _known(press))
    own = {path: stage.put(path, data) for path, data in made.items()}
    digests = {path: digest(data) for path, data in files.items()}
    change = publish_some(digests, own, gone, stage, press.cache)
    assert press.published() == files
    assert (press.output / MARK).read_text().split() == sorted(files)
    changed = {p for p in made if SITE.get(p) != made[p]}
    assert {*change.written} - {MARK} == changed
    more = "twin" if twin and CAN_EXCHANGE else "tree"
    assert change.route == (more if gone or len(change.written) > 1 else "file")
    if change.route != "file":
        assert {*change.written, *change.kept} == {*files, MARK}
    _others_stand(stood, press, *changed, *gone, MARK)
    press.assert_tidy()


@pytest.mark.parametrize("path", ["a/index.html", "index.html"])
def test_what_others_put_beside_one_file_is_seen_by_the_next(press: Press, path: str) -> None:
    """The moment of its folder is then that of the renaming, which tells nothing."""
    mine = (press.output / path).with_name("mine.txt")
    stage, files = Stage(press.output, _known(press)), SITE | {path: b"another"}
    own = {path: stage.put(path, b"another")}
    mine.write_bytes(b"mine")
    digests = {path: digest(data) for path, data in files.items()}
    change = publish_some(digests, own, (), stage, press.cache)
    assert change.route == "file"
    press.remember(digests, change)
    for step in (files, STEPS["several files"], SITE):
        assert press.publish(step).foreign == (mine.relative_to(press.output).as_posix(),)
        assert mine.read_bytes() == b"mine"


def test_a_page_that_was_deleted_meanwhile_is_said(press: Press) -> None:
    """What is known and yet not there ends the build, and leaves the rest as it was."""
    stage = Stage(press.output, _known(press))
    shutil.rmtree(press.twin)
    (press.output / "x/f.css").unlink()
    own = {path: stage.put(path, b"anew") for path in ("index.html", "a/index.html")}
    digests = {path: digest(data) for path, data in SITE.items()} | own
    with pytest.raises(FileNotFoundError):
        publish_some(digests, own, (), stage, press.cache)
    assert (press.output / "index.html").read_bytes() == b"home"
    press.assert_tidy()


@pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be locked there")
@pytest.mark.parametrize("cached", [True, False])
def test_two_builds_at_once(desk: Desk, tmp_path: Path, *, cached: bool) -> None:
    """The second waits for the first, which it says; both publish a whole site."""
    switches = () if cached else ("--no-cache",)
    _texts(desk, 0)
    assert desk.build(*switches).status == 0
    has_waited = False
    for number in range(1, 5):
        _texts(desk, number)
        both = [_begun(desk, *switches) for _ in range(2)]
        said = [build.communicate(timeout=60)[1] for build in both]
        assert [build.returncode for build in both] == [0, 0], said
        has_waited |= any(WAITS in one for one in said)
        assert not (desk.folder / ".output.new").exists()
        shutil.copytree(desk.folder / "content", tmp_path / f"cold{number}/content")
        cold = Desk(tmp_path / f"cold{number}").write({"site.toml": SETTINGS}).build(*switches)
        assert tree(desk.folder / "output") == tree(cold.output)
        stood = standing(desk.folder / "output")
        assert desk.build(*switches).status == 0
        assert standing(desk.folder / "output") == stood
    assert has_waited


def _texts(desk: Desk, number: int) -> None:
    """Write the texts of a round; every other one has a post more or less."""
    words = {f"content/posts/p{n}.md": post(f"本文{n}、{number}。" * 40) for n in range(30)}
    desk.write(words | {f"content/posts/of{number % 2}.md": post("増減。")})
    (desk.folder / f"content/posts/of{(number + 1) % 2}.md").unlink(missing_ok=True)


def _begun(desk: Desk, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, PROJECT / "build.py", "--site", desk.folder, "--now", NOW]
    return subprocess.Popen(
        [*command, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )


@pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be locked there")
def test_two_builds_into_one_folder_that_is_not_there_yet(desk: Desk, tmp_path: Path) -> None:
    """The first makes the folders above it, and holds them."""
    _texts(desk, 0)
    output = tmp_path / "not/there/yet"
    stage = Stage(output, Known())
    try:
        second = _begun(desk, "--output", str(output))
        assert second.stderr is not None
        assert WAITS in second.stderr.readline()
        stage.put("index.html", b"first")
        publish({"index.html": digest(b"first")}, stage, None)
    finally:
        lock.release()
    assert (second.communicate(timeout=60)[0], second.returncode) == ("", 0)
    assert tree(output) == tree(desk.build("--no-cache").output)


@pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be locked there")
def test_the_lock_of_a_dead_build_is_no_obstacle(desk: Desk) -> None:
    """A build that is killed locks nobody out."""
    _texts(desk, 0)
    for pause in (0.05, 0.2, 0.4):
        build = _begun(desk)
        time.sleep(pause)
        build.kill()
        build.communicate()
        built = desk.build()
        assert built.status == 0
        assert WAITS not in built.err


def test_put_says_what_it_took(press: Press) -> None:
    """A file is staged only where it is not there yet, wherever it lies."""
    stage = Stage(press.output, Known())
    assert stage.put("index.html", b"home") == digest(b"home")
    assert not stage.holds("index.html")
    assert stage.put("deep/er/new.html", b"new") == digest(b"new")
    assert stage.holds("deep/er/new.html")
    stage.put("deep/er/new.html", b"n")
    assert Path(stage.at("deep/er/new.html")).read_bytes() == b"n"
    assert not stage.folder.joinpath("deep").exists()  # only a new tree has folders to make
    tree = stage.tree(["deep/er/new.html"])
    assert (tree / "deep/er/new.html").read_bytes() == b"n"
    stage.discard()
    assert not stage.folder.exists()
    press.assert_tidy()


def test_a_folder_that_cannot_be_deleted_is_not_published(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the twin keeps an empty folder that should go, the whole tree is made anew."""
    press.publish(SITE)
    press.publish(SITE | {"gone/index.html": b"gone"})
    changed = SITE | {"index.html": b"home anew", "a/index.html": b"a anew"}
    rmdir = os.rmdir

    def refused(path: str, **keys: int) -> None:
        if "twin.open" in str(path):
            raise OSError(errno.EROFS, "read-only", path)
        rmdir(path, **keys)

    monkeypatch.setattr(os, "rmdir", refused)
    press.publish(changed)
    assert not (press.output / "gone").exists()
    assert (press.output / "index.html").read_bytes() == b"home anew"


def test_a_mark_that_cannot_be_written_leaves_no_stage(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever fails, what was staged is swept away, and the site stands."""
    press.publish(SITE)
    put = Stage.put

    def full(stage: Stage, path: str, content: Content) -> bytes:
        if path == MARK:
            raise OSError(errno.ENOSPC, path)
        return put(stage, path, content)

    monkeypatch.setattr(Stage, "put", full)
    with pytest.raises(OSError, match=MARK):
        press.publish(SITE | {"new/index.html": b"new"})
    assert [path.name for path in press.folder.iterdir() if "new" in path.name] == []
    assert not (press.output / "new").exists()
