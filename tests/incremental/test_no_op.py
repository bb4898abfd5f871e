"""The no-op check: where nothing has changed, the manifest is the answer, and else not."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kawaraban.incremental import manifest
from kawaraban.incremental.no_op import find_last_build
from tests.desk import NOW, PROJECT, SETTINGS, Desk, post
from tests.laws.world import standing


def _is_answered(desk: Desk, *arguments: str, now: str = NOW, **env: str) -> bool:
    """Return whether a build finds nothing to do: it imports no more then."""
    env = {"PYTHONPROFILEIMPORTTIME": "1", **env}
    built = desk.build(*arguments, now=now, env=env)
    assert built.status == 0, built
    return "kawaraban.builder" not in built.err


@pytest.fixture
def small(desk: Desk) -> Desk:
    """Return a site of three posts that has been built and was not changed lately."""
    desk.write({f"content/posts/p{n}.md": post(f"本文{n}。", title=f"題{n}") for n in range(3)})
    desk.build()
    time.sleep(0.06)
    return desk


def test_the_same_is_answered(small: Desk) -> None:
    """As long as nothing has changed, and nothing is touched."""
    stood = standing(small.folder)
    assert _is_answered(small)
    assert standing(small.folder) == stood


@pytest.mark.parametrize(
    "arguments",
    [
        ("--drafts",),
        ("--strict",),
        ("--format", "json"),
        ("--format=text",),
        ("--jobs", "1"),
        ("--no-cache",),
        ("--base-url", "https://example.org/"),
        ("--output", "../other"),
        ("build",),
        ("ads",),
    ],
    ids=" ".join,
)
def test_another_request_is_not_answered(small: Desk, arguments: tuple[str, ...]) -> None:
    """A manifest answers what its build was asked for, to the letter."""
    arguments = tuple(a.replace("..", str(small.folder.parent)) for a in arguments)
    assert not _is_answered(small, *arguments)
    # What was built last, and with memory, is answered from then on.
    time.sleep(0.06)
    assert _is_answered(small, *arguments) is ({"--no-cache", "ads"}.isdisjoint(arguments))


def test_another_moment_is_not_answered(small: Desk) -> None:
    """Neither another `--now`, nor the clock, nor a moment that the surroundings give."""
    assert not _is_answered(small, now="2026-06-01T12:01")
    assert not _is_answered(small, now="")
    assert not _is_answered(small, now="", SOURCE_DATE_EPOCH="1780000000")
    time.sleep(0.06)
    assert _is_answered(small, now="", SOURCE_DATE_EPOCH="1780000000")
    assert not _is_answered(small, now="", SOURCE_DATE_EPOCH="1780000001")


def test_the_order_of_arguments_counts(small: Desk) -> None:
    """Of two that contradict each other the later one wins."""
    json, text = ("--format", "json"), ("--format", "text")
    assert not _is_answered(small, *json, *text)
    assert not _is_answered(small, *text, *json)


def test_paths_are_relative_to_where_the_author_stands(tmp_path: Path) -> None:
    """The same words from another folder mean another site, or another output folder."""
    for name in ("one", "two"):
        site = Desk(tmp_path / name / "site").write({"site.toml": SETTINGS})
        site.write({"content/posts/p.md": post(f"本文{name}。")})
    pages = {}
    for name in ("one", "two", "one", "two"):
        done = subprocess.run(
            [sys.executable, PROJECT / "build.py", "--site", "site", "--output", "out"],
            cwd=tmp_path / name,
            capture_output=True,
            check=True,
        )
        assert b"\n" in done.stderr
        pages[name] = (tmp_path / name / "out/posts/p/index.html").read_text("utf-8")
    assert "本文one。" in pages["one"]
    assert "本文two。" in pages["two"]
    shutil.move(tmp_path / "one" / "out", tmp_path / "elsewhere")
    here = tmp_path / "one" / "site"
    command = [sys.executable, PROJECT / "build.py", "--site", tmp_path / "one/site"]
    subprocess.run([*command, "--output", "../out"], cwd=here, check=True, capture_output=True)
    (here / "deep").mkdir()
    subprocess.run(
        [*command, "--output", "../out"], cwd=here / "deep", check=True, capture_output=True
    )
    assert (here / "out" / "index.html").exists()


def test_a_copied_manifest_answers_for_no_other_site(small: Desk, tmp_path: Path) -> None:
    """The memory of another site in this one's folder gives this site all the same."""
    other = Desk(tmp_path / "other").write({"site.toml": SETTINGS})
    other.write({"content/posts/p0.md": post("別の本文。", title="別の題")})
    alone = other.build("--no-cache").everything()
    (other.folder / ".cache").mkdir(exist_ok=True)
    shutil.copy(small.folder / ".cache/manifest", other.folder / ".cache/manifest")
    assert other.build().everything() == alone
    shutil.rmtree(other.folder / ".cache")
    shutil.copytree(small.folder / ".cache", other.folder / ".cache")
    assert other.build().everything() == alone


def _set_span(desk: Desk, since: int, until: int) -> None:
    """Let the manifest of a site hold for another span of the clock."""
    folder = str(desk.folder / ".cache")
    last = manifest.load(folder)
    assert last is not None
    manifest.save(last._replace(since=since, until=until), folder)


def test_by_the_clock_it_holds_until_the_content_changes(small: Desk) -> None:
    """A build of the moment is answered up to the moment at which the date counts."""
    small.build(now="")
    last = manifest.load(str(small.folder / ".cache"))
    assert last is not None
    now = time.time_ns()
    assert now - 60 * 10**9 < last.since <= now < last.until
    time.sleep(0.06)
    assert _is_answered(small, now="")
    _set_span(small, 0, time.time_ns())
    assert not _is_answered(small, now="")
    time.sleep(0.06)
    assert _is_answered(small, now="")
    _set_span(small, time.time_ns() + 3600 * 10**9, 0)
    assert not _is_answered(small, now="")


def test_a_post_of_tomorrow_ends_the_answer(small: Desk) -> None:
    """The manifest holds until the moment of the next post."""
    tomorrow = time.strftime("%Y-%m-%d %H:%M", time.gmtime(time.time() + 86400))
    settings = SETTINGS.replace("\n", '\ntimezone = "UTC"\n', 1)
    small.write({"site.toml": settings, "content/posts/p9.md": post("明日。", date=tomorrow)})
    small.build(now="")
    last = manifest.load(str(small.folder / ".cache"))
    assert last is not None
    assert 86400 - 120 < last.until / 10**9 - time.time() <= 86400


@pytest.mark.parametrize("spoil", [b"", b"\0" * 900, None])
def test_a_spoiled_manifest_costs_nothing_but_time(small: Desk, spoil: bytes | None) -> None:
    """The site is built then, and touches nothing that is right."""
    stood, file = standing(small.folder / "output"), small.folder / ".cache/manifest"
    file.write_bytes(file.read_bytes()[:-1] if spoil is None else spoil)
    assert not _is_answered(small)
    assert standing(small.folder / "output") == stood
    time.sleep(0.06)
    assert _is_answered(small)


def test_a_warning_is_printed_each_time(small: Desk) -> None:
    """A build with nothing to do prints what the last one printed, but for its time."""
    small.write({"content/posts/p0.md": post("[ここ](https://example.com/posts/p1/)")})
    for arguments in ((), ("--format", "json"), ("--format", "github")):
        first = small.build(*arguments)
        time.sleep(0.06)
        second = small.build(*arguments)
        assert second.out == first.out
        assert "own-address" in second.out
        assert second.err.split("、")[:3] == first.err.split("、")[:3]


def test_an_output_link_that_leads_elsewhere_is_followed(small: Desk, tmp_path: Path) -> None:
    """An output folder that is a link is written where it leads now."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "one")
    first = small.build("--output", str(link))
    assert first.status == 0
    link.unlink()
    link.symlink_to(tmp_path / "two")
    small.build("--output", str(link))
    assert (tmp_path / "two" / "index.html").exists()


def test_a_font_of_the_site_is_looked_at(small: Desk) -> None:
    """A font that `site.toml` names may lie anywhere in the site's folder."""
    fonts = sorted(Path("/usr/share/fonts").rglob("*.ttf"))
    if len(fonts) < 2:
        pytest.skip("there are no two fonts")
    small.write({"site.toml": f'{SETTINGS}[sharing]\nfont = "own.ttf"\n'})
    shutil.copy(fonts[0], small.folder / "own.ttf")
    small.build()
    shutil.copy(fonts[-1], small.folder / "own.ttf")
    time.sleep(0.06)
    assert not _is_answered(small)


@pytest.mark.skipif(sys.platform != "linux", reason="where Linux keeps a user's fonts")
def test_a_font_of_the_machine_may_change(small: Desk) -> None:
    """The file is replaced; no folder changes."""
    fonts = sorted(Path("/usr/share/fonts").rglob("*Serif*.ttc")) or sorted(
        Path("/usr/share/fonts").rglob("*.ttf")
    )
    if len(fonts) < 2:
        pytest.skip("there are no two fonts")
    home = small.folder.parent / "home"
    own = home / ".local/share/fonts/NotoSerifCJK-Bold.ttc"
    own.parent.mkdir(parents=True)
    built = []
    for font in (fonts[0], fonts[-1]):
        own.write_bytes(font.read_bytes())
        built.append(small.build(env={"HOME": str(home)}).everything())
        new = small.build("--no-cache", "--output", str(home / font.name), env={"HOME": str(home)})
        assert new.status == 0
        files = (path for path in (home / font.name).rglob("*") if path.is_file())
        assert sorted(built[-1]) == sorted(
            p.relative_to(home / font.name).as_posix() for p in files
        )
    assert built[0].keys() != built[1].keys()


def test_no_folder_of_the_site_is_passed_over(small: Desk) -> None:
    """Python leaves folders of a certain name beside its own modules, an author anywhere."""
    small.write({"assets/root/__pycache__/a.txt": "1"})
    small.build()
    built = small.write(
        {
            "assets/root/__pycache__/a.txt": "2",
            "content/posts/__pycache__/b.md": post("文。", title="二"),
        }
    ).build()
    assert built.everything()["__pycache__/a.txt"] == b"2"
    assert "posts/b/index.html" in built.everything()


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use cannot be deleted")
def test_the_working_folder_may_be_gone(small: Desk, tmp_path: Path) -> None:
    """The command works, or says in one line why not, where its working folder was deleted."""
    (tmp_path / "gone").mkdir()
    line = f"cd gone && rmdir ../gone && {sys.executable} {PROJECT}/build.py --site {small.folder}"
    done = subprocess.run(
        ["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr


def test_the_last_build_and_what_has_changed_since(small: Desk) -> None:
    """The check itself: what was published, whether it is current, what is disturbed."""
    site, asked = str(small.folder), ["--site", str(small.folder), "--now", NOW]
    last = find_last_build(site, asked, str(PROJECT))
    assert last is not None
    assert (last.is_current, last.changed_outputs()) == (True, [])
    assert "posts/p0/index.html" in last.manifest.digests
    other = find_last_build(site, [*asked, "--drafts"], str(PROJECT))
    assert other is not None
    assert not other.is_current
    page = small.folder / "output/posts/p0/index.html"
    page.write_text("edited")
    disturbed = find_last_build(site, asked, str(PROJECT))
    assert disturbed is not None
    assert disturbed.changed_outputs() == ["posts/p0/index.html"]
    shutil.rmtree(small.folder / ".cache")
    assert find_last_build(site, asked, str(PROJECT)) is None


@pytest.mark.parametrize("name", [".output.new", ".output.old"])
def test_what_a_killed_build_has_left_is_not_answered(small: Desk, name: str) -> None:
    """A build puts it in order, and leaves nothing beside the output folder."""
    (small.folder / name).mkdir()
    assert not _is_answered(small)
    assert not (small.folder / name).exists()
    assert _is_answered(small)
