"""What a scan finds, and what it refuses."""

import unicodedata
from pathlib import Path

import pytest

from kawaraban.read.files import read_bytes, scan


def write(root: Path, *paths: str) -> None:
    """Write files that hold their own path."""
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path, "utf-8")


def rules(root: Path) -> list[tuple[str, str]]:
    """Give what is wrong with a folder: rules and paths."""
    return [(d.rule, d.source.path) for d in scan(root)[1]]


def link(at: Path, to: Path) -> None:
    """Make a symbolic link, where the system allows it."""
    try:
        at.symlink_to(to)
    except OSError:
        pytest.skip("this system makes no symbolic links")


def test_files_are_listed_in_order(tmp_path: Path) -> None:
    """All files at any depth, sorted, with sizes and times; nothing of other folders."""
    write(tmp_path, "content/posts/b.md", "content/posts/a/index.md", "content/a.yaml", "site.toml")
    entries, found = scan(tmp_path)
    assert found == ()
    assert [e.path for e in entries] == [
        "content/a.yaml", "content/posts/a/index.md", "content/posts/b.md",
    ]  # fmt: skip
    assert entries[0].size == len("content/a.yaml")
    assert entries[0].mtime_ns == (tmp_path / "content/a.yaml").stat().st_mtime_ns
    assert read_bytes(entries[0]) == (b"content/a.yaml", ())


def test_a_missing_folder_is_empty(tmp_path: Path) -> None:
    """A site without content has no files, and that is no mistake."""
    assert scan(tmp_path) == ((), ())


@pytest.mark.parametrize(
    "name", [".git/x", ".a.md", "a.md~", ".a.md.swp", "#a.md#", "Thumbs.db", ".DS_Store", "~$a.md"]
)
def test_leftovers_are_passed_over(tmp_path: Path, name: str) -> None:
    """Hidden files and what editors leave behind are not content."""
    write(tmp_path, f"content/{name}")
    assert scan(tmp_path) == ((), ())


def test_names_are_composed(tmp_path: Path) -> None:
    """A name that the disk decomposes is the name that the author types."""
    write(tmp_path, "content/" + unicodedata.normalize("NFD", "がぞう.md"))
    entries, _ = scan(tmp_path)
    assert [e.path for e in entries] == ["content/がぞう.md"]
    assert read_bytes(entries[0])[0] is not None


def test_two_spellings_of_one_name_are_an_error(tmp_path: Path) -> None:
    """Two names that are equal in NFC cannot both be published."""
    write(tmp_path, "content/が.md", "content/" + unicodedata.normalize("NFD", "が.md"))
    if len(list((tmp_path / "content").iterdir())) == 1:
        pytest.skip("this disk knows one spelling only")
    assert rules(tmp_path) == [("same-name", "content/が.md")]
    assert len(scan(tmp_path)[0]) == 1


def test_a_link_out_of_the_site_is_refused(tmp_path: Path) -> None:
    """Files and folders outside the site are refused by the link's name."""
    write(tmp_path, "secret/a.md", "site/content/b.md")
    link(tmp_path / "site/content/out", tmp_path / "secret")
    link(tmp_path / "site/content/out.md", tmp_path / "secret/a.md")
    entries, _ = scan(tmp_path / "site")
    assert [e.path for e in entries] == ["content/b.md"]
    assert sorted(rules(tmp_path / "site")) == [
        ("outside-site", "content/out"),
        ("outside-site", "content/out.md"),
    ]


def test_a_link_inside_the_site_is_a_file(tmp_path: Path) -> None:
    """A link that stays inside the site is what it points at."""
    write(tmp_path, "shared/a.png", "content/b.md")
    link(tmp_path / "content/a.png", tmp_path / "shared/a.png")
    entries, found = scan(tmp_path)
    assert found == ()
    assert [e.path for e in entries] == ["content/a.png", "content/b.md"]


@pytest.mark.parametrize("target", ["content", "content/posts", "content/posts/a.md", "."])
def test_no_link_leads_into_the_content(tmp_path: Path, target: str) -> None:
    """What lies in another folder is published as it is: a draft would be, too."""
    write(tmp_path, "content/posts/a.md", "assets/b.md")
    link(tmp_path / "assets/in.md", tmp_path / target)
    entries, found = scan(tmp_path, "assets")
    assert [e.path for e in entries] == ["assets/b.md"]
    assert [(d.rule, d.source.path) for d in found] == [("unfit-link", "assets/in.md")]


def test_a_folder_that_is_the_content_is_refused(tmp_path: Path) -> None:
    """Where assets are a link to the content, nothing of it is an asset."""
    write(tmp_path, "content/a.md")
    link(tmp_path / "assets", tmp_path / "content")
    entries, found = scan(tmp_path, "assets")
    assert (entries, [d.rule for d in found]) == ((), ["unfit-link"])


def test_hidden_files_are_found_where_they_are_asked_for(tmp_path: Path) -> None:
    """Hosts look for some; a link to another hidden file stays refused."""
    write(tmp_path, "assets/.well-known/a.txt", "assets/.env", "assets/.htaccess")
    link(tmp_path / "assets/b", tmp_path / "assets/.env")
    entries, found = scan(tmp_path, "assets", {".well-known", ".htaccess"})
    assert [e.path for e in entries] == ["assets/.htaccess", "assets/.well-known/a.txt"]
    assert [d.source.path for d in found] == ["assets/b"]


def test_loops_of_links_end(tmp_path: Path) -> None:
    """A folder that holds a link to itself is walked once."""
    write(tmp_path, "content/a/b.md")
    link(tmp_path / "content/a/loop", tmp_path / "content")
    entries, found = scan(tmp_path)
    assert found == ()
    assert [e.path for e in entries] == ["content/a/b.md"]


def test_a_link_to_nothing_is_named(tmp_path: Path) -> None:
    """A link whose target is gone, or that points at itself, is an error by its name."""
    (tmp_path / "content").mkdir()
    link(tmp_path / "content/a.md", tmp_path / "content/gone.md")
    link(tmp_path / "content/b.md", tmp_path / "content/b.md")
    assert sorted(rules(tmp_path)) == [
        ("unreadable-file", "content/a.md"),
        ("unreadable-file", "content/b.md"),
    ]


def test_what_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    """A file that has gone since the scan, and one that is too large, are errors."""
    write(tmp_path, "content/a.md", "content/b.md")
    (gone, large), _ = scan(tmp_path)
    (tmp_path / "content/a.md").unlink()
    assert [d.rule for d in read_bytes(gone)[1]] == ["unreadable-file"]
    assert [d.rule for d in read_bytes(large, limit=3)[1]] == ["file-too-large"]
