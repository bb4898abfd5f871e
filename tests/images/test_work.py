"""The work of pictures is done once, and comes out the same every way."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kawaraban.incremental.cache import OURS
from tests.desk import NOW, PROJECT, Desk, post
from tests.images import files
from tests.images.files import good, saved, site
from tests.images.limits import noise
from tests.images.test_refusals import whole_files


def several(count: int, size: tuple[int, int] = (360, 216)) -> dict[str, bytes]:
    """Give pictures that take a moment each."""
    made = {f"p{n}.png": saved(noise(size, n), "PNG", compress_level=1) for n in range(count)}
    return made | {
        "alone.gif": dict(whole_files())["moving.gif"],
        "flat.png": saved(files.flat(), "PNG"),
    }


def old(desk: Desk) -> Desk:
    """Wait until a change to a file must show in its times."""
    time.sleep(0.1)
    return desk


@pytest.mark.skipif(not os.environ.get("CI") and shutil.which("strace") is None, reason="no strace")
def test_unchanged_pictures_are_not_opened(desk: Desk, tmp_path: Path) -> None:
    """A second build opens none of the pictures, nor does one after the text has changed."""
    built = good(old(site(desk, several(2, (200, 120)))).build())
    for text in (
        None,
        "文が変わりました。\n\n![p0.png](p0.png)\n\n![p1.png](p1.png)\n\n![f](flat.png)",
    ):
        if text:
            desk.write({"content/posts/a/index.md": post(text)})
        log = tmp_path / "opened"
        subprocess.run(
            ["strace", "-f", "-qq", "-o", log, "-e", "trace=open,openat,openat2", sys.executable,
             PROJECT / "build.py", "--site", desk.folder, "--now", NOW],
            check=True, capture_output=True,
        )  # fmt: skip
        opened = log.read_text("utf-8", "replace")
        assert "manifest" in opened
        assert not re.findall(r'content/posts/a/[^"]+\.(?:png|gif)"', opened)
    assert "変わりました" in built.page("posts/a/")


def test_killed_work_is_not_repeated(desk: Desk) -> None:
    """What a killed build had finished is neither made nor written by the next."""
    site(desk, several(6))
    command = [
        sys.executable,
        PROJECT / "build.py",
        "--site",
        desk.folder,
        "--now",
        NOW,
        "--jobs",
        "1",
    ]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while running.poll() is None and len(earlier_outputs(desk)) < 6:
        time.sleep(0.01)
    running.kill()
    running.wait()
    before = earlier_outputs(desk)
    assert len(before) >= 6
    assert not (desk.folder / "output").exists()
    built = good(desk.build())
    after = earlier_outputs(desk)
    # The last one may have been written without what says that it is finished.
    repeated = [name for name, changed in before.items() if after.get(name) not in {changed, None}]
    assert len(repeated) <= 6, (len(repeated), len(before))
    assert {p.name for p in (desk.folder / ".cache").iterdir()} <= OURS
    everything = built.everything()
    fresh = Desk(desk.folder.parent / "fresh")
    assert good(site(fresh, several(6)).build()).everything() == everything


def earlier_outputs(desk: Desk) -> dict[bytes, int]:
    """Give the number of each picture that is remembered: made anew, it has another."""
    return {name: number for name, number, data in files.entries(desk) if len(data) > 2000}


def test_the_same_bytes_come_out_every_way(desk: Desk) -> None:
    """The output is the same with and without a cache, and with any number of workers."""
    site(desk, several(3, (200, 120)))
    whole = good(desk.build("--jobs", "1")).everything()
    assert good(desk.build()).everything() == whole
    assert good(desk.build("--no-cache", "--jobs", "4")).everything() == whole
    shutil.rmtree(desk.folder / "output")
    assert good(desk.build()).everything() == whole
    shutil.rmtree(desk.folder / "output")
    shutil.rmtree(desk.folder / ".cache")
    assert good(desk.build("--jobs", "4")).everything() == whole


def flip(data: bytes) -> bytes:
    """Give bytes of which one in the middle has changed."""
    at = len(data) // 2
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


DAMAGES: Mapping[str, Callable[[bytes], bytes]] = {
    "cut": lambda data: data[: len(data) // 2],
    "flipped": flip,
    "empty": lambda _: b"",
    "other": lambda _: b"x" * 500,
}


def test_a_damaged_cache_gives_the_same(desk: Desk) -> None:
    """Damaged entries of the cache, and a missing cache, give the same output."""
    site(desk, several(1, (200, 120)))
    whole = good(desk.build()).everything()
    cache = desk.folder / ".cache"
    damages = tuple(DAMAGES.values())
    for turn in range(2):
        for number, file in enumerate(sorted(cache.iterdir())):
            file.write_bytes(damages[(number + turn) % len(damages)](file.read_bytes()))
        shutil.rmtree(desk.folder / "output")
        assert good(desk.build()).everything() == whole, turn
    shutil.rmtree(cache)
    cache.write_text("a file where the folder should be")
    shutil.rmtree(desk.folder / "output")
    assert good(desk.build()).everything() == whole


def test_a_damaged_output_is_mended(desk: Desk) -> None:
    """A published picture that was cut or deleted by others is corrected."""
    site(desk, several(1, (200, 120)))
    built = good(desk.build())
    whole = built.everything()
    cut, gone = list(files.published(built))[:2]
    (built.output / cut).write_bytes(whole[cut][:50])
    (built.output / gone).unlink()
    assert good(desk.build()).everything() == whole
