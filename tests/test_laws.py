"""What holds for every site: twice is once, moved is the same, any jobs give one result."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import unquote

from tests.desk import PROJECT, Desk, post


def _some_posts(desk: Desk) -> Desk:
    texts = {
        f"content/posts/p{i:02}.md": post(
            f"[前の記事](p{max(i - 1, 0):02}.md) と **「強調」** です。\n\n## 見出し\n\n本文{i}。",
            title=f"記事 {i}",
            tags=f"[偶奇{i % 2}, 共通]",
            category="記録",
            date=f"2026-04-{i + 1:02}",
        )
        for i in range(25)
    }
    return desk.write(texts)


def _times(folder: Path) -> dict[str, int]:
    return {p.as_posix(): p.stat().st_mtime_ns for p in folder.rglob("*")}


def test_twice_is_once(desk: Desk) -> None:
    """A second build of the same texts touches no file and no folder."""
    first = _some_posts(desk).build()
    times = _times(first.output)
    second = desk.build()
    assert second.everything() == first.everything()
    assert _times(second.output) == times


def test_unchanged_pages_keep_their_time(desk: Desk) -> None:
    """An edit rewrites the pages that show it, and leaves the others' times alone."""
    first = _some_posts(desk).build()
    before = _times(first.output)
    desk.write({"content/posts/p03.md": post("別の本文。", title="記事 3", date="2026-04-04")})
    after = _times(desk.build().output)
    page = (first.output / "posts/p20/index.html").as_posix()
    assert after[page] == before[page]
    edited = (first.output / "posts/p03/index.html").as_posix()
    assert after[edited] != before[edited]


def test_jobs_do_not_change_the_result(desk: Desk) -> None:
    """One process or two give the same bytes."""
    _some_posts(desk)
    for i in range(130):
        desk.write({f"content/posts/q{i}.md": post(f"短い記事{i}。", title=f"短い {i}")})
    one = desk.build("--jobs", "1", "--output", str(desk.folder / "one"))
    two = desk.build("--jobs", "2", "--output", str(desk.folder / "two"))
    assert one._replace(output=desk.folder / "one").everything() == (
        two._replace(output=desk.folder / "two").everything()
    )


def test_moved_is_the_same(desk: Desk, tmp_path: Path) -> None:
    """The site's folder can stand anywhere; nothing of its path reaches the output."""
    first = _some_posts(desk).build().everything()
    shutil.copytree(desk.folder, tmp_path / "別の 場所", ignore=shutil.ignore_patterns("output"))
    assert Desk(tmp_path / "別の 場所").build().everything() == first


def test_links_stay_inside_the_folder(desk: Desk) -> None:
    """No link starts at the domain's root, except in 404.html."""
    for path, data in _some_posts(desk).build().everything().items():
        if path.endswith(".html") and path != "404.html":
            assert not re.search(rb'(?:href|src)="/', data), path


def test_links_lead_to_files(desk: Desk) -> None:
    """Every relative link of every page leads to a file of the output."""
    built = _some_posts(desk).build()
    for path, data in built.everything().items():
        if not path.endswith(".html") or path == "404.html":
            continue
        for href in re.findall(r'(?:href|src)="([^":#]+)(?:#[^"]*)?"', data.decode()):
            target = (built.output / path).parent / unquote(href)
            assert (target / "index.html" if target.is_dir() else target).is_file(), (path, href)


def test_the_command_itself_is_a_story() -> None:
    """`build.py` fits on one screen."""
    assert len((PROJECT / "build.py").read_text("utf-8").splitlines()) < 80
