"""Wrong use of the command, a full stream, names that steer a terminal."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kawaraban.cli.arguments import parse_arguments
from tests.desk import LINUX, NOW, PROJECT, SETTINGS, Desk, post, three_posts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a site of three posts."""
    return three_posts(tmp_path)


@LINUX
def test_a_full_stream_stops_no_build(desk: Desk) -> None:
    """The site is built whether or not anybody can hear of it."""
    command = f'exec "$0" "$1" --site "$2" --now {NOW} 2>/dev/full'
    for number in range(3):
        desk.write({"content/posts/p1.md": post(f"回{number // 2}。", title="題1")})
        done = subprocess.run(
            ["/bin/sh", "-c", command, sys.executable, PROJECT / "build.py", desk.folder],
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stdout, b"Traceback" in done.stderr) == (0, b"", False)
    assert "回1。" in (desk.folder / "output/posts/p1/index.html").read_text("utf-8")


@pytest.mark.parametrize("now", ["9999-06-01", "9999-12-31"])
def test_a_moment_at_the_end_of_time_is_wrong_use(desk: Desk, now: str) -> None:
    """A moment in the last year that Python counts is refused."""
    built = desk.build(now=now)
    assert (built.status, "Traceback" in built.err) == (2, False)


@LINUX
@pytest.mark.parametrize("output", ["content/out", "texts/out", ".git/out"])
def test_an_output_inside_a_source_is_refused(desk: Desk, output: str) -> None:
    """An output inside a source folder is refused, also where `content` is a link."""
    (desk.folder / "content").rename(desk.folder / "texts")
    (desk.folder / "content").symlink_to("texts")
    assert desk.build("--output", str(desk.folder / output)).status == 2


def test_the_command_needs_no_arguments(tmp_path: Path) -> None:
    """`python build.py` builds the site in the program's own folder, as the README says."""
    for name in ("kawaraban", "templates", "assets"):
        shutil.copytree(PROJECT / name, tmp_path / name)
    shutil.copy(PROJECT / "build.py", tmp_path)
    desk = Desk(tmp_path).write({"site.toml": SETTINGS, "content/posts/a.md": post("文")})
    for text in ("文", "べつの文", "べつの文"):
        desk.write({"content/posts/a.md": post(text)})
        done = subprocess.run(
            [sys.executable, "build.py"], cwd=tmp_path, check=False, capture_output=True
        )
        assert done.returncode == 0, done.stderr.decode()
        assert text in (tmp_path / "output/posts/a/index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "site", "output"),
    [
        ([], "here", "here/output"),
        (["--site=a"], "a", "a/output"),
        (["--site", "a", "--output=b"], "a", "b"),
        (["--output", "b", "--site=a", "--site", "c"], "c", "b"),
    ],
)
def test_the_output_is_in_the_site_unless_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], site: str, output: str
) -> None:
    """The site is the program's own folder; of two that are named, the second one."""
    monkeypatch.chdir(tmp_path)
    for name in ("a", "c", "here"):
        Path(name).mkdir()
    options = parse_arguments(arguments, Path("here"))
    assert (options.site, options.output) == (Path(site), Path(output))


def test_an_option_without_its_value_is_wrong_use(desk: Desk) -> None:
    """`--site` without a folder does not build the program's own folder."""
    built = desk.build("--site")
    assert (built.status, "--site" in built.err) == (2, True)


@LINUX
def test_control_characters_of_names_are_escaped(desk: Desk) -> None:
    """A control character in a file name is escaped in every format of the messages."""
    desk.write({"content/posts/a\x1b[31mb.md": "文"})
    for form in ("text", "json", "github"):
        built = desk.build("--format", form)
        assert (built.status, "\x1b" in built.out) == (1, False)
