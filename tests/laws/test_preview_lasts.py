"""A preview that is used for long: every kind of save, no restart, no growth, no wrong page."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.laws.differences import difference
from tests.laws.first_site import settle
from tests.laws.test_preview_is_build import edit_for_preview, published
from tests.laws.world import START, Tree, World
from tests.preview.served import PATIENCE, Served, serve, without_bar

_SECONDS_A_SAVE = 0.15
_SAVES_A_COMPARISON = 10
_GROWTH, _WARM_UP = 1.1, 60  # once the first tenth of the comparisons, and so many, are over
_MOST = 1.25  # so many times the first files, else memory grows with the site


@pytest.mark.parametrize(
    "minutes", [0.1, pytest.param(60, marks=pytest.mark.heavy)], ids=["short", "an hour"]
)
def test_the_preview_lasts(minutes: float, tmp_path: Path) -> None:
    """After each few saves its pages are compared with a build, and its memory is measured."""
    world = World(tmp_path, 7)
    settle(world)
    world.switches = {"--drafts": ""}
    world.keep_as_sound()
    first = world.sound
    end, step, sizes = time.monotonic() + 60 * minutes, 0, []
    with serve(world.site, "--port", "8750", "--now", START) as served:
        while time.monotonic() < end:
            for _ in range(_SAVES_A_COMPARISON):
                step += 1
                edit_for_preview(world, f"long {step}", mend=step % 3 == 0)
                time.sleep(_SECONDS_A_SAVE)
            built = world.build_anew()
            if built.status:
                world.repair()
                built = world.build_anew()
            assert not built.status, built.said
            world.keep_as_sound()
            _await_pages(served, published(world), step)
            assert served.process.poll() is None
            sizes.append(_memory(served))
            if len(world.everything()) > _MOST * len(first[0]):
                world.sound = first
                world.repair()
    assert not world.output.exists()
    settled = sizes[max(len(sizes) // 10, _WARM_UP) :]
    assert minutes < 1 or max(settled) <= _GROWTH * settled[0], sizes


def _await_pages(served: Served, wanted: Tree, step: int) -> None:
    """Wait until every page is as a build makes it."""
    end = time.monotonic() + PATIENCE
    wrong = "nothing was asked"
    while wrong:
        shown = {path: _file(served, path) for path in wanted}
        wrong = difference(shown, wanted)
        assert not wrong or time.monotonic() < end, f"after {step} saves: {wrong}"


def _file(served: Served, path: str) -> bytes:
    status, data = served.ask(quote(f"/{path}"))
    assert status in {200, 404}
    return without_bar(data.decode()).encode() if path.endswith(".html") else data


def _memory(served: Served) -> int:
    """Return the resident memory of the preview in KiB; 0 where the system does not say."""
    if sys.platform != "linux":
        return 0
    text = Path(f"/proc/{served.process.pid}/status").read_text("utf-8")
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1])
