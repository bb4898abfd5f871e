"""The command: what it builds, prints and refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.desk import Desk, post


def test_builds_a_post(desk: Desk) -> None:
    """One file becomes one page at its address, with its text."""
    built = desk.write({"content/posts/2026-05-01-first.md": post("本文です。")}).build()
    assert (built.status, built.out) == (0, "")
    assert "本文です。" in built.page("posts/first/")


def test_summary_names_the_next_change(desk: Desk) -> None:
    """The summary says when the content next changes by date."""
    desk.write({"content/posts/a.md": post("あ", date="2026-07-01T09:30")})
    built = desk.build()
    assert "2026-07-01 09:30+09:00" in built.err
    assert "1" in built.err


def test_every_mistake_of_every_file_in_one_run(desk: Desk) -> None:
    """All files are read to their end, and each mistake has its own line and column."""
    built = desk.write(
        {
            "content/posts/a.md": post("[先](none.md)\n\n![](x.png)", draft="falce"),
            "content/posts/b.md": "---\ntitle: あ\ndate: 2026-05-01\ncategry: い\n---\n本文\n",
            "content/contacts.yaml": "a:\n  name: 窓口\n",
        }
    ).build()
    assert built.status == 1
    paths = set(
        re.findall(
            r"^(content/\S+?):\d+:\d+: error: .+; .+ \[[a-z0-9-]+\]$", built.out, re.MULTILINE
        )
    )
    assert paths == {"content/posts/a.md", "content/posts/b.md", "content/contacts.yaml"}
    assert re.search(r"^content/posts/b\.md:4:1: error: .*category", built.out, re.MULTILINE)
    assert re.search(r"^content/posts/a\.md:7:", built.out, re.MULTILINE), (
        "the body of a broken file too"
    )


def test_mistakes_leave_the_output_as_it_was(desk: Desk) -> None:
    """A build with mistakes touches nothing."""
    before = desk.write({"content/posts/a.md": post("あ")}).build().everything()
    built = desk.write({"content/posts/b.md": post("い", date="いつか")}).build()
    assert built.status == 1
    assert built.everything() == before


def test_messages_in_english(desk: Desk) -> None:
    """The messages are in the site's language."""
    settings = (desk.folder / "site.toml").read_text("utf-8") + 'language = "en"\n'
    desk.write({"site.toml": 'language = "en"\n' + settings.replace('language = "en"\n', "")})
    built = desk.write({"content/posts/a.md": post("[x](none.md)")}).build()
    assert "error: there is no file 'none.md'" in built.out


def test_json_diagnostics(desk: Desk) -> None:
    """`--format json` gives one object a line."""
    built = desk.write({"content/posts/a.md": post("[x](none.md)")}).build("--format", "json")
    found = [json.loads(line) for line in built.out.splitlines()]
    assert [(d["path"], d["line"], d["column"], d["rule"]) for d in found] == [
        ("content/posts/a.md", 6, 1, "missing-file")
    ]


def test_github_annotations(desk: Desk) -> None:
    """`--format github` gives workflow commands."""
    built = desk.write({"content/posts/a.md": post("[x](none.md)")}).build("--format", "github")
    assert built.out.startswith("::error file=content/posts/a.md,line=6,col=1,title=missing-file::")


def test_strict_stops_at_warnings(desk: Desk) -> None:
    """With `--strict` a warning is as bad as an error."""
    desk.write(
        {"content/posts/a.md": post("[x](b.md)"), "content/posts/b.md": post("い", draft="true")}
    )
    assert desk.build().status == 0
    assert desk.build("--strict", "--output", str(desk.folder / "strict")).status == 1
    assert not (desk.folder / "strict").exists()


def test_wrong_use(desk: Desk) -> None:
    """Wrong arguments end with status 2."""
    assert desk.build("--nonsense").status == 2
    assert desk.build("--jobs", "0").status == 2
    assert desk.build(now="きのう").status == 2
    for epoch in ("x", "999999999999", "9" * 30):
        assert desk.build(now="", env={"SOURCE_DATE_EPOCH": epoch}).status == 2


def test_source_date_epoch_is_the_moment(desk: Desk) -> None:
    """Without `--now`, SOURCE_DATE_EPOCH fixes the moment."""
    desk.write({"content/posts/a.md": post("あ", date="2001-09-09T10:46:40")})
    early = desk.build(now="", env={"SOURCE_DATE_EPOCH": "999999999"})
    assert not (early.output / "posts/a").exists()
    late = desk.build(now="", env={"SOURCE_DATE_EPOCH": "1000000000"})
    assert (late.output / "posts/a").exists()


def test_base_url_from_the_command_line(desk: Desk) -> None:
    """`--base-url` stands in place of the setting."""
    built = desk.write({"content/posts/a.md": post("あ")}).build(
        "--base-url", "https://example.org/x"
    )
    assert '<link rel="canonical" href="https://example.org/x/posts/a/">' in built.page("posts/a/")


@pytest.mark.parametrize("output", ["content", "content/x", ".", "..", "templates", "/"])
def test_refuses_a_source_folder_as_output(desk: Desk, output: str) -> None:
    """The output is never the sources, their parent, or the root."""
    desk.write({"content/posts/a.md": post("あ")})
    target = Path(output) if output == "/" else desk.folder / output
    before = sorted(desk.folder.rglob("*"))
    assert desk.build("--output", str(target)).status == 2
    assert sorted(desk.folder.rglob("*")) == before


def test_refuses_a_folder_that_it_did_not_make(desk: Desk, tmp_path: Path) -> None:
    """A folder with somebody's files is not taken for an output."""
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/a.txt").write_text("mine")
    built = desk.write({"content/posts/a.md": post("あ")}).build(
        "--output", str(tmp_path / "photos")
    )
    assert built.status == 2
    assert (tmp_path / "photos/a.txt").read_text() == "mine"


def test_carries_foreign_files_over(desk: Desk) -> None:
    """A file that somebody put into the output stays, and a warning names it."""
    built = desk.write({"content/posts/a.md": post("あ")}).build()
    (built.output / "verify.txt").write_text("x")
    second = desk.write({"content/posts/b.md": post("い")}).build()
    assert (second.output / "verify.txt").read_text() == "x"
    assert "verify.txt" in second.out
    assert "[foreign-file]" in second.out


def test_without_settings(tmp_path: Path) -> None:
    """A folder without site.toml is named, not traced."""
    built = Desk(tmp_path).build()
    assert built.status == 1
    assert "site.toml:1:1: error" in built.out
    assert "Traceback" not in built.err


@pytest.mark.parametrize("sign", ["\n", "\r", "\x1b", "\x85", "\u2028", "\u202e"])
def test_a_message_is_one_line(desk: Desk, sign: str) -> None:
    """Whatever signs the name of a file holds."""
    desk.write({f"content/posts/a{sign}b.md": post("[題](nai.md)")})
    name = f"content/posts/a\\u{ord(sign):04x}b.md:"
    assert all(line.startswith(name) for line in desk.build().out.splitlines())
    for line in desk.build("--format", "json").out.splitlines():
        assert json.loads(line)["path"] == f"content/posts/a{sign}b.md"
