"""The speed table: a small run gives every line, and wrong output gives none."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path

import pytest

from kawaraban.images.cards.fonts import find_faces
from tests.desk import PROJECT

_POSTS = 44
_SCENARIOS = ["cold", "nothing", "post", "title", "template", "memory", "images"]
_MARKS = "<!-- speed: written by bench/speed.py -->", "<!-- speed: end -->"


@pytest.fixture(autouse=True)
def _bench_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(PROJECT / "bench")


def _lines(text: str) -> dict[tuple[str, str], list[str]]:
    """Give the cells of the table's lines by scenario (its last word in English) and tool."""
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return {(row[0], row[2]): [cell.strip() for cell in row] for row in rows[1:]}


def test_a_small_run_gives_every_line(tmp_path: Path) -> None:
    """Every scenario gives a line, only what changed is written, and every post has its page.

    Hugo joins where it is installed, or where HUGO names it.
    """
    wanted = _SCENARIOS if find_faces(None, "ja") else _SCENARIOS[:-1]
    given = ["--hugo", os.environ["HUGO"]] if "HUGO" in os.environ else []
    page = tmp_path / "page.md"
    page.write_text("before\n{}{}after\n".format(*_MARKS))
    done = subprocess.run(
        [
            *(sys.executable, PROJECT / "bench/speed.py", "--posts", str(_POSTS), "--runs", "1"),
            *("--scenarios", ",".join(wanted), "--into", tmp_path / "sites", "--write", page),
            *given,
        ],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = _lines(done.stdout)
    tools = {tool for _, tool in lines}
    assert {"ours"} <= tools <= {"ours", "Hugo", "Eleventy"}
    ours = {name: cells[-1] for (name, tool), cells in lines.items() if tool == "ours"}
    assert len(ours) == len(wanted)
    output = tmp_path / f"sites/ours-{_POSTS}/output"
    assert len(list(output.glob("posts/*/index.html"))) == _POSTS
    assert ours["変更なし nothing changed"] == "0"
    assert ours["本文を直す one post"] == "1"
    pages = len(list(output.rglob("*.html")))
    assert 1 < int(ours["題を直す a title"]) < pages
    assert int(ours["テンプレートを直す a template"]) == pages
    before, table, after = re.split("|".join(_MARKS), page.read_text("utf-8"))
    assert (before, table.strip(), after) == ("before\n", done.stdout.strip(), "after\n")


_CAREFUL = """
import pathlib, time
line = pathlib.Path("line.txt").read_text("utf-8")
for text in sorted(pathlib.Path("posts").iterdir()):
    page = pathlib.Path("out/posts", text.stem, "index.html")
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text.read_text("utf-8") + line, "utf-8")
"""
_RESTLESS = 'pathlib.Path("out/index.html").write_text(str(time.time_ns()))'


@pytest.mark.parametrize(
    ("program", "measured"),
    [
        (_CAREFUL, ["cold", "nothing", "post", "title", "template", "memory"]),
        (f"{_CAREFUL}page.unlink()", []),
        (f"{_CAREFUL}{_RESTLESS}", ["cold"]),
        (_CAREFUL.replace("page.write", "page.exists() or page.write"), ["cold", "nothing"]),
        (_CAREFUL.replace("+ line", ""), ["cold", "nothing", "post", "title"]),
    ],
    ids=["careful", "loses a page", "restless", "stale", "blind to the template"],
)
def test_wrong_output_gives_no_figure(tmp_path: Path, program: str, measured: list[str]) -> None:
    """A generator that loses a page or an edit, or changes too much, stops at that scenario."""
    outputs, scenarios, sites = map(import_module, ("outputs", "scenarios", "sites"))
    maker = sites.Maker(
        name="careless",
        command=(sys.executable, "-c", program),
        output="out",
        caches=(),
        posts="posts",
        pictures="pictures",
        shown_as="",
        template="line.txt",
        skeleton={"line.txt": "REVISION"},
        front_matter=lambda _: {},
    )
    found = []
    stops = nullcontext() if program is _CAREFUL else pytest.raises(outputs.WrongOutputError)
    with stops:
        for line in scenarios.of_texts(_SCENARIOS, [sites.Site(maker, tmp_path / "site", 3)], 1):
            found.append(line.scenario)  # noqa: PERF401 - kept where the next one stops
    assert found == measured


def test_a_failing_build_is_told(tmp_path: Path) -> None:
    """A command that fails is named with its status and its last words."""
    measure = import_module("measure")
    with pytest.raises(measure.FailedError, match=r"(?s)status 3 .*out of ink"):
        measure.once(
            (sys.executable, "-c", "print('out of ink'); exit(3)"), tmp_path, tmp_path / "log"
        )
