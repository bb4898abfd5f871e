"""What another process does ahead of an edit's pages: the same, or nothing, never a hindrance."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kawaraban.incremental.ahead import Ahead
from kawaraban.incremental.manifest import MARK
from kawaraban.system import signals
from tests.desk import NOW, PROJECT, SETTINGS, Desk, post

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is forked")
PATH = "content/posts/a.md"
LARGE = 300_000  # bytes: more than a pipe holds
NOTHING = ("", {}, b"")


def _plain(site: str, paths: list[str]) -> Iterator[Any]:
    yield "nonce", {path: (site, b"light", bytes(LARGE)) for path in paths}, b"code"
    yield {"card.png": bytes(LARGE), "process": str(os.getpid()).encode()}


def _broken(site: str, paths: list[str]) -> Iterator[Any]:
    yield from ()
    raise OSError(site, paths)


def _killed(_site: str, _paths: list[str]) -> Iterator[Any]:
    yield "nonce", {}, b""
    os.kill(os.getpid(), signal.SIGKILL)


def _endless(_site: str, _paths: list[str]) -> Iterator[Any]:
    yield "nonce", {}, b""
    time.sleep(600)


def test_texts_and_cards_come_from_another_process() -> None:
    """Whole, in order, and the cards as often as they are asked for."""
    ahead = Ahead("site", [PATH, "content/posts"], _plain)
    assert ahead.texts() == ("nonce", {PATH: ("site", b"light", bytes(LARGE))}, b"code")
    cards = ahead.cards()
    assert cards["card.png"] == bytes(LARGE)
    assert int(cards["process"]) != os.getpid()
    assert ahead.cards() is cards
    signals.end_workers()


@pytest.mark.parametrize(
    "edited",
    [
        [],
        ["content/posts"],
        [f"content/posts/{number}.md" for number in range(11)],
    ],
    ids=str,
)
def test_nothing_is_begun_for_other_edits(edited: list[str]) -> None:
    """None, or more than one process should parse."""
    ahead = Ahead("site", edited, _plain)
    assert not signals.WORKERS
    assert (ahead.texts(), ahead.cards(), ahead.disturbed()) == (NOTHING, {}, None)


def test_nothing_is_begun_with_one_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would only wait."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    assert Ahead("site", [PATH], _plain).texts() == NOTHING


def test_nothing_is_begun_where_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """The build does it then, and no pipe stays open."""

    def refused() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refused)
    count = len(list(Path("/proc/self/fd").iterdir()))
    assert Ahead("site", [PATH], _plain).texts() == NOTHING
    assert len(list(Path("/proc/self/fd").iterdir())) == count


def test_a_process_that_fails_has_told_nothing() -> None:
    """Whatever it dies of; what it had told before holds."""
    broken, killed = Ahead("site", [PATH], _broken), Ahead("site", [PATH], _killed)
    assert (broken.texts(), broken.cards(), broken.disturbed()) == (NOTHING, {}, None)
    assert (killed.texts(), killed.cards()) == (("nonce", {}, b""), {})
    assert killed.disturbed() is None
    assert not signals.WORKERS


def test_nobody_waits_for_what_is_not_wanted() -> None:
    """A process at work is ended with the build."""
    ahead = Ahead("site", [PATH], _endless)
    assert ahead.texts() == ("nonce", {}, b"")
    (worker,) = signals.WORKERS
    signals.end_workers()
    assert not Path(f"/proc/{worker}").exists()


def test_a_killed_build_leaves_nobody_behind(desk: Desk) -> None:
    """Nor its lock: whoever works ahead of it notices, and holds none."""
    words = "段落の、**ことば**です。\n\n" * 600
    texts = {f"content/posts/p{n}.md": post(words, title=f"題{n}") for n in range(6)}
    desk.write(texts).build()
    desk.write({path: f"{text}もう一つ。\n" for path, text in texts.items()})
    command = [sys.executable, PROJECT / "build.py", "--site", desk.folder, "--now", NOW]
    build = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    children = Path(f"/proc/{build.pid}/task/{build.pid}/children")
    while not (found := children.read_text().split()) and build.poll() is None:
        time.sleep(0.001)
    build.kill()
    build.wait()
    built = desk.build()
    assert (built.status, "待っています" in built.err) == (0, False)
    deadline = time.monotonic() + 30
    while any(_is_alive(worker) for worker in found) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not [worker for worker in found if _is_alive(worker)]


def _is_alive(process: str) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


# What the other process may tell or do, and what must come out of it: the site as it is.
_FAILURES = {
    "nothing": "yield from ()",
    "death": "import os; os._exit(1); yield",
    "an error": "raise ValueError; yield",
    "another build": "yield 'other', dict.fromkeys(paths, ('', b'', b'')), b''; yield {}",
    "an older text": "n, t, c = next(real(site, paths)); "
    "yield n, {p: ('0' * 64, b'', b'') for p in t}, c; yield {}",
    "broken code": "n, t, _ = next(real(site, paths)); yield n, t, b'?'; yield {}",
    "no card": "yield next(real(site, paths)); import os; os._exit(1)",
}


@pytest.mark.parametrize("failure", _FAILURES.values(), ids=_FAILURES)
def test_a_build_does_what_was_not_done_ahead(desk: Desk, failure: str) -> None:
    """The output is that of a build from nothing."""
    desk.write({f"content/posts/p{n}.md": post(f"本文{n}。", title=f"題{n}") for n in range(3)})
    desk.build()
    desk.write({"content/posts/p1.md": post("別の本文。", title="別の題")})
    script = f"""\
import runpy, sys
from kawaraban.builder import again
real = again.done_again
def fake(site, paths):
    {failure}
again.done_again = fake
sys.argv = ["build.py", "--site", {str(desk.folder)!r}, "--now", {NOW!r}]
runpy.run_path("build.py", run_name="__main__")
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    warm = {p: p.read_bytes() for p in (desk.folder / "output").rglob("*") if p.is_file()}
    desk.build("--no-cache", "--output", str(desk.folder / "cold"))
    cold = {p: p.read_bytes() for p in (desk.folder / "cold").rglob("*") if p.is_file()}
    assert {p.relative_to(desk.folder / "output"): data for p, data in warm.items()} == {
        p.relative_to(desk.folder / "cold"): data for p, data in cold.items()
    }
    assert "別の題" in (desk.folder / "output/posts/p1/index.html").read_text("utf-8")


@pytest.mark.parametrize(("jobs", "times"), [("2", 1), ("1", 1)])
def test_an_edit_loads_what_it_needs_once(desk: Desk, jobs: str, times: int) -> None:
    """What parses and what makes pages is loaded by one process each, or by the only one."""
    desk.write({"content/posts/p.md": post("本文。", title="題")})
    desk.build("--jobs", jobs)
    desk.write({"content/posts/p.md": post("別の本文。", title="別の題")})
    told = desk.build("--jobs", jobs, env={"PYTHONPROFILEIMPORTTIME": "1"})
    assert told.status == 0
    for module in ("kawaraban.markdown.engine", "markdown.core", "jinja2.environment", "PIL.Image"):
        assert told.err.count(f" {module}\n") == times
    assert told.err.count(" kawaraban.markdown.stored\n") == int(jobs)


@pytest.mark.parametrize(
    "more",
    [
        {"site.toml": f"{SETTINGS}bio = '筆者です。'\n"},
        {"content/notices/accuracy.md": "確かめています。\n"},
        {"templates/elements/toc.html": ""},
    ],
    ids=str,
)
def test_nothing_is_begun_where_more_was_edited(desk: Desk, more: dict[str, str]) -> None:
    """The whole site is made then, by as many processes as that is worth."""
    files = {"content/posts/p.md": post("本文。", title="題")}
    desk.write(files).build()
    desk.write({"content/posts/p.md": post("別の本文。", title="題"), **more})
    told = desk.build(env={"PYTHONPROFILEIMPORTTIME": "1"})
    assert told.status == 0
    assert "kawaraban.cli.main" in told.err
    assert "kawaraban.builder.again" not in told.err


@pytest.mark.parametrize("arguments", [[], ["--no-cache"]], ids=str)
def test_a_large_site_is_looked_at_by_two_processes(desk: Desk, arguments: list[str]) -> None:
    """And built whole by others after that, none of which ends the one that looks."""
    desk.write({f"content/posts/p{n}.md": post(f"本文{n}。", title=f"題{n}") for n in range(200)})
    desk.build()
    desk.write({"site.toml": SETTINGS.replace("title = ", "title = '別の' # ")})
    script = f"""\
import runpy, sys
import kawaraban.incremental.before
kawaraban.incremental.before._MANY = 20
more = {arguments!r}
sys.argv = ["build.py", "--site", {str(desk.folder)!r}, "--now", {NOW!r}, "--jobs", "2", *more]
runpy.run_path("build.py", run_name="__main__")
"""
    command = [sys.executable, "-c", script]
    for _ in range(2):
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_an_edit_leaves_nothing_beside_an_output_that_is_refused(desk: Desk) -> None:
    """Whoever took the mark away took the output for something else."""
    desk.write({f"content/posts/p{n}.md": post(f"本文{n}。") for n in range(2)}).build()
    (desk.folder / "output" / MARK).unlink()
    before = {path.name for path in desk.folder.iterdir()}
    desk.write({"content/posts/p1.md": post("別の本文。")})
    assert desk.build().status == 2
    assert {path.name for path in desk.folder.iterdir()} == before
