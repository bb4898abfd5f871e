"""A hostile text is done or named in five seconds, and hides nothing of the other posts."""

from __future__ import annotations

import os
import re

from tests.desk import SETTINGS, Built, Desk, post
from tests.promises.amounts import cases
from tests.promises.hostile import HOSTILE

_PROGRAMMES = '[affiliate.amazon]\ntag = "example-22"\n[affiliate.a8]\nids = ["A+B"]\n'
_LIMIT = 5.0  # seconds of a processor, so that a busy machine is no fault
_SAID = re.compile(r"content/posts/(\w+)\.md:\d+:\d+: (?:error|warning): [^;]+; .+ \[[a-z0-9-]+\]")


def _timed(desk: Desk) -> tuple[Built, float]:
    """Build from nothing; give the seconds that the processor was at work."""
    before = os.times()
    built = desk.build("--no-cache")
    after = os.times()
    begin, end = (t.children_user + t.children_system for t in (before, after))
    return built, end - begin


@cases("hostile Markdown", full=len(HOSTILE), sample=3)
def test_a_hostile_text_is_done_or_named(seed: int, desk: Desk) -> None:
    """With a mistake in another post, which is told; and without it."""
    name, text = HOSTILE[seed % len(HOSTILE)]
    wrong = desk.folder / "content/posts/wrong.md"
    posts = {"hostile": text, "good": "よい", "wrong": "[a](無い.md)"}
    desk.write({f"content/posts/{slug}.md": post(body) for slug, body in posts.items()})
    desk.write({"site.toml": SETTINGS + _PROGRAMMES})

    stopped, first = _timed(desk)
    wrong.unlink()
    built, second = _timed(desk)

    assert max(first, second) < _LIMIT, name
    assert stopped.status == 1
    assert "content/posts/wrong.md:6:1: error:" in stopped.out
    assert "Traceback" not in stopped.err + built.err
    said = [_SAID.fullmatch(line) for line in built.out.splitlines()]
    assert {found[1] for found in said if found} <= {"hostile"}
    assert None not in said
    if built.status == 0:
        assert "よい" in built.page("posts/good")
        assert built.page("posts/hostile")
    else:
        assert built.status == 1
        assert "hostile.md:" in built.out
        assert ": error: " in built.out
        assert not built.output.exists()
