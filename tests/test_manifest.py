"""What the last build has left: read back whole or not at all, answered from only if it fits."""

from __future__ import annotations

import errno
import marshal
import os
import random
import shutil
import subprocess
import sys
import time
from binascii import crc32
from pathlib import Path

import pytest

from kawaraban.builder import afterwards
from kawaraban.incremental import manifest
from kawaraban.incremental.fingerprints import Stamps, taken
from kawaraban.incremental.manifest import Manifest
from tests.desk import NOW, PROJECT, SETTINGS, Built, Desk, post
from tests.laws.world import standing

# Looked at in a process of its own: what `marshal` makes of damage may end the interpreter.
LOADED = """\
import sys
from kawaraban.incremental import manifest
print(*(manifest.load(folder) is not None for folder in sys.argv[1:]), sep="")
"""
# What an unchanged build may load beyond what Python itself has loaded.
ANSWERED = (
    "kawaraban kawaraban.builder kawaraban.builder.start kawaraban.incremental kawaraban.system "
    "kawaraban.system.lock kawaraban.incremental.before kawaraban.incremental.manifest "
    "kawaraban.incremental.stored kawaraban.incremental.fingerprints kawaraban.system.signals "
    "kawaraban.system.terminal"
)
SPARE = 6
HEAVY = (
    "msgspec", "jinja2", "markdown", "yaml", "typing", "pathlib", "re", "json", "argparse",
    "datetime", "dataclasses", "collections", "sqlite3", "hashlib", "kawaraban.cli.main",
)  # fmt: skip


def a_manifest(root: str) -> Manifest:
    """Give a manifest of two files."""
    stamps = taken(root, ["", "紙\udc80.md"])
    return Manifest(
        asked=["3", "", "--now", "2026"],
        output="output",
        real="elsewhere/output",
        nonce="0123",
        since=5,
        until=9,
        said=("警告\n", "1ページ、{seconds}秒"),
        read=[("site", stamps), ("", Stamps([], [], {}))],
        made=Stamps(["a"], [1, 2, 3, 2**63], {0: b"\0" * 16}),
        digests={"a": b"\1" * 16},
        foreign=["b"],
    )


def plain(found: Manifest) -> dict[str, object]:
    """Give all that a manifest holds as values that can be compared."""
    values = {name: getattr(found, name) for name in found._fields}
    for_all = [(root, s.paths, s.numbers, s.fresh) for root, s in found.read]
    made = (found.made.paths, found.made.numbers, found.made.fresh)
    return values | {"read": for_all, "made": made}


def saved(folder: Path) -> bytes:
    """Save a manifest in a folder; give its bytes."""
    manifest.save(a_manifest(f"{folder}/"), str(folder))
    return (folder / "manifest").read_bytes()


def test_what_a_killed_build_has_left_of_it_is_swept(desk: Desk) -> None:
    """By the next build that has something to do."""
    desk.write({"content/posts/a.md": post("本文。")})
    assert desk.build().status == 0
    for text in ("本文。", "本文を直す。"):
        for name in ("manifest.new", "patterns.new"):
            (desk.folder / ".cache" / name).write_bytes(b"half")
        desk.write({"content/posts/a.md": post(text)})
        assert desk.build().status == 0
        assert [path for path in (desk.folder / ".cache").iterdir() if path.suffix == ".new"] == []


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    """All of it comes back, also names that are no text and numbers beyond 64 bits."""
    folder = tmp_path / "deep" / "folder"
    written = a_manifest(f"{tmp_path}/")
    manifest.save(written, str(folder))
    loaded = manifest.load(str(folder))
    assert loaded is not None
    assert plain(loaded) == plain(written)
    assert [path.name for path in folder.iterdir()] == ["manifest"]


def test_where_nothing_can_be_saved_nothing_is(tmp_path: Path) -> None:
    """A folder that takes nothing costs the next build its answer, and no more."""
    (tmp_path / "file").write_text("in the way")
    manifest.save(a_manifest(f"{tmp_path}/"), str(tmp_path / "file"))
    assert manifest.load(str(tmp_path / "file")) is None
    (tmp_path / "manifest").mkdir()
    manifest.save(a_manifest(f"{tmp_path}/"), str(tmp_path))
    assert manifest.load(str(tmp_path)) is None


def _spoiled(data: bytes, chance: random.Random) -> list[bytes]:
    """Give a manifest cut, flipped, lengthened, of another Python, of another layout."""
    head = data.index(b"\n") + 1
    cuts = {0, 1, head - 1, head, head + 1, head + 3, head + 4, head + 5, len(data) - 1}
    cuts |= {chance.randrange(len(data)) for _ in range(20)}
    flipped = [bytearray(data) for _ in range(60)]
    for one in flipped:
        one[chance.randrange(len(one))] ^= 1 << chance.randrange(8)
    return [
        *(data[:cut] for cut in cuts),
        *map(bytes, flipped),
        data + b"\0",
        data.replace(b"3 '3", b"3 '4", 1),
        data.replace(b"3 '", b"4 '", 1),
        b"\0" * len(data),
        b"\n" * 40,
        chance.randbytes(4000),
    ]


def _sealed(value: object, data: bytes) -> bytes:
    body = marshal.dumps(value)
    return data[: data.index(b"\n") + 1] + crc32(body).to_bytes(4, "big") + body


def test_damage_gives_nothing(tmp_path: Path) -> None:
    """Whatever has happened to the file, there is none then: no error, and no end of Python."""
    data = saved(tmp_path / "whole")
    own, read, made = marshal.loads(data[data.index(b"\n") + 5 :])  # noqa: S302 - our own
    fewer = {name: value for name, value in own.items() if name != "since"}
    others = [
        *_spoiled(data, random.Random(3)),  # noqa: S311 - no secret
        *(
            _sealed(value, data)
            for value in (
                None, 7, (), (own, read), (own, read, made, made), (fewer, read, made),
                (own | {"more": 1}, read, made), (own, read, (*made, 1)), (own, [1], made),
                ([], read, made), (own, None, made), (own, read, None),
            )
        ),
    ]  # fmt: skip
    for number, spoiled in enumerate(others):
        (tmp_path / f"{number:03}").mkdir()
        (tmp_path / f"{number:03}" / "manifest").write_bytes(spoiled)
    folders = [f"{tmp_path}/{number:03}" for number in range(len(others))]
    done = _python("-c", LOADED, f"{tmp_path}/whole", *folders)
    assert done.returncode == 0, done.stderr
    assert done.stdout.replace("True", "1").replace("False", "0").strip() == "1" + "0" * len(others)


@pytest.mark.parametrize(
    ("since", "until", "moment", "holds"),
    [
        (0, 0, 0, True),
        (0, 0, 10**19, True),
        (5, 9, 4, False),
        (5, 9, 5, True),
        (5, 9, 8, True),
        (5, 9, 9, False),
        (5, 0, 10**19, True),
    ],
)
def test_it_holds_for_a_while(
    tmp_path: Path, since: int, until: int, moment: int, *, holds: bool
) -> None:
    """From a moment on, and before another one."""
    one = a_manifest(f"{tmp_path}/")
    one.since, one.until = since, until
    assert one.holds(moment) is holds


def test_settling_writes_only_where_something_was_fresh(tmp_path: Path) -> None:
    """What has rested loses its digests once; after that the file stays as it is."""
    folder = str(tmp_path / "cache")
    manifest.save(a_manifest(f"{tmp_path}/"), folder)
    time.sleep(0.06)
    for stands in (False, True):
        before, last = Path(folder, "manifest").stat().st_ino, manifest.load(folder)
        assert last is not None
        manifest.settle(last, folder, time.time_ns())
        assert (Path(folder, "manifest").stat().st_ino == before) is stands


def test_a_late_settling_keeps_its_digests(tmp_path: Path) -> None:
    """What was fresh when it was looked at stays so, however long the answer took."""
    folder = str(tmp_path / "cache")
    written = a_manifest(f"{tmp_path}/")
    manifest.save(written, folder)
    seen = time.time_ns()
    time.sleep(0.06)
    manifest.settle(written, folder, seen)
    last = manifest.load(folder)
    assert last is not None
    assert set(last.read[0][1].fresh) == {0}


@pytest.mark.parametrize(
    ("output", "real", "leads"),
    [
        ("output", "output", True),
        ("link", "output", True),
        ("link/", "output", True),
        ("output", "site", False),
        ("link", "link", False),
        ("nowhere", "nowhere", True),
        ("loop", "output", False),
    ],
)
def test_it_says_where_its_output_lies(
    tmp_path: Path, output: str, real: str, *, leads: bool
) -> None:
    """A link that leads elsewhere than it did has another output folder."""
    (tmp_path / "output").mkdir()
    (tmp_path / "link").symlink_to("output")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "site link").symlink_to(tmp_path)
    one = a_manifest(f"{tmp_path}/")
    one.output, one.real = output, real
    assert one.leads_to(str(tmp_path)) is leads
    assert one.leads_to(str(tmp_path / "site link")) is leads
    one.output, one.real = str(tmp_path / output), str(tmp_path / real)
    assert one.leads_to(str(tmp_path)) is leads


def _python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=PROJECT,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )


def _is_answered(desk: Desk, *arguments: str, now: str = NOW, **env: str) -> bool:
    """Say whether a build is answered from the manifest: it imports no more then."""
    env = {"PYTHONPROFILEIMPORTTIME": "1", **env}
    built = desk.build(*arguments, now=now, env=env)
    assert built.status == 0, built
    return "msgspec" not in built.err


@pytest.fixture
def small(desk: Desk) -> Desk:
    """Give a site of three posts that has been built and has rested."""
    desk.write({f"content/posts/p{n}.md": post(f"本文{n}。", title=f"題{n}") for n in range(3)})
    desk.build()
    time.sleep(0.06)
    return desk


def test_an_unchanged_build_loads_nearly_nothing(small: Desk) -> None:
    """Every module counts: the answer takes a hundredth of a second."""
    command = [f"{PROJECT}/build.py", "--site", str(small.folder), "--now", NOW]
    small.build()  # the copy of the manifest in which nothing is fresh
    bare, loaded = _imported("-c", ""), _imported(*command)
    assert set(ANSWERED.split()) <= loaded
    assert len(loaded - bare - set(ANSWERED.split())) <= SPARE, sorted(loaded - bare)
    assert (loaded - bare).isdisjoint(HEAVY)


def _imported(*arguments: str) -> set[str]:
    """Give the names of the modules that Python imports for its arguments."""
    done = _python("-X", "importtime", *arguments)
    assert done.returncode == 0, done.stderr
    told = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
    return {line.rpartition("|")[2].strip() for line in told}


def test_the_same_is_answered(small: Desk) -> None:
    """As long as nothing has changed, whoever asks, and nothing is touched."""
    stood = standing(small.folder)
    assert _is_answered(small)
    assert standing(small.folder) | {".cache": 0, ".cache/manifest": 0} == (
        stood | {".cache": 0, ".cache/manifest": 0}
    )


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
def test_another_wish_is_not_answered(small: Desk, arguments: tuple[str, ...]) -> None:
    """A manifest answers what its build was asked, to the letter."""
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
    told = {}
    for name in ("one", "two", "one", "two"):
        done = subprocess.run(
            [sys.executable, PROJECT / "build.py", "--site", "site", "--output", "out"],
            cwd=tmp_path / name,
            capture_output=True,
            check=True,
        )
        assert b"\n" in done.stderr
        told[name] = (tmp_path / name / "out/posts/p/index.html").read_text("utf-8")
    assert "本文one。" in told["one"]
    assert "本文two。" in told["two"]
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


def _crafted(desk: Desk, since: int, until: int) -> None:
    """Let a site's manifest hold for another span of the clock."""
    folder = str(desk.folder / ".cache")
    last = manifest.load(folder)
    assert last is not None
    last.since, last.until = since, until
    manifest.save(last, folder)


def test_by_the_clock_it_holds_until_the_content_changes(small: Desk) -> None:
    """A build of the moment is answered up to the moment at which the date counts."""
    small.build(now="")
    last = manifest.load(str(small.folder / ".cache"))
    assert last is not None
    now = time.time_ns()
    assert now - 60 * 10**9 < last.since <= now < last.until
    time.sleep(0.06)
    assert _is_answered(small, now="")
    _crafted(small, 0, time.time_ns())
    assert not _is_answered(small, now="")
    time.sleep(0.06)
    assert _is_answered(small, now="")
    _crafted(small, time.time_ns() + 3600 * 10**9, 0)
    assert not _is_answered(small, now="")


def test_a_post_of_tomorrow_ends_the_answer(small: Desk) -> None:
    """What is dated ahead is when the manifest holds no more."""
    ahead = time.strftime("%Y-%m-%d %H:%M", time.gmtime(time.time() + 86400))
    settings = SETTINGS.replace("\n", '\ntimezone = "UTC"\n', 1)
    small.write({"site.toml": settings, "content/posts/p9.md": post("明日。", date=ahead)})
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


def test_a_warning_is_said_again(small: Desk) -> None:
    """An answered build says all that the last one said, in its format, but for its time."""
    small.write({"content/posts/p0.md": post("[ここ](https://example.com/posts/p1/)")})
    for arguments in ((), ("--format", "json"), ("--format", "github")):
        first = small.build(*arguments)
        time.sleep(0.06)
        again = small.build(*arguments)
        assert again.out == first.out
        assert "own-address" in again.out
        assert again.err.split("、")[:3] == first.err.split("、")[:3]


def test_an_output_link_that_leads_elsewhere_is_followed(small: Desk, tmp_path: Path) -> None:
    """An output folder that is a link is written where it leads now."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "one")
    first: Built = small.build("--output", str(link))
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
def test_a_font_of_the_machine_is_seen_to_change_in_its_place(small: Desk) -> None:
    """No folder tells of that."""
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
def test_a_folder_that_is_gone_is_no_place_to_stand(small: Desk, tmp_path: Path) -> None:
    """The command works, or says in one line why not, where its working folder was deleted."""
    (tmp_path / "gone").mkdir()
    line = f"cd gone && rmdir ../gone && {sys.executable} {PROJECT}/build.py --site {small.folder}"
    done = subprocess.run(
        ["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr


def test_what_comes_while_a_site_is_looked_at_is_known(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be published, and then be in no folder that anybody looks into."""
    desk.write({"content/posts/p1.md": post("文")})

    def late(root: str, paths: list[str]) -> Stamps:
        if not (desk.folder / "templates").exists():
            desk.write({"content/posts/p2.md": post("後の文"), "templates/x/y.html": "後"})
        return taken(root, paths)

    monkeypatch.setattr(afterwards, "taken", late)
    stamps = dict(afterwards.about_to_read(desk.folder, PROJECT))["site"]
    assert {"content/posts/p2.md", "templates", "templates/x/y.html"} <= {*stamps.paths}
    assert stamps.changed(f"{desk.folder}/") == []


def test_a_folder_that_could_not_be_listed_once_is_known(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build may read it a moment later."""
    desk.write({"content/posts/q/index.md": post("文")})
    real, left = os.scandir, [True]

    def scandir(path: str) -> object:
        if path.endswith("/posts") and left:
            left.pop()
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    stamps = dict(afterwards.about_to_read(desk.folder, PROJECT))["site"]
    desk.write({"content/posts/q/index.md": post("もう一つの文")})
    assert stamps.changed(f"{desk.folder}/") != []


def test_a_site_that_does_not_come_to_rest_is_not_answered_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something comes again and again."""
    count = iter(range(100))

    def late(root: str, paths: list[str]) -> Stamps:
        desk.write({f"content/x/{next(count)}.txt": "後"})
        return taken(root, paths)

    monkeypatch.setattr(afterwards, "taken", late)
    stamps = dict(afterwards.about_to_read(desk.folder, PROJECT))["site"]
    assert stamps.changed(f"{desk.folder}/") == stamps.paths
