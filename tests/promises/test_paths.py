"""No path leads a build out of its site or its output: each is refused by name."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.desk import SETTINGS, Desk, post
from tests.promises.amounts import cases
from tests.promises.paths import KEPT, OUTSIDE, PATHS, Case

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="such names and links need POSIX")


def _lay(case: Case, desk: Desk) -> None:
    """Put the site, what lies beside it, and the links."""
    parent = desk.folder.parent
    beside = Desk(parent).write({path: post(KEPT) for path in OUTSIDE})
    beside.write({"home/mine.txt": KEPT, "site-evil/site.toml": f"# {KEPT}\n{SETTINGS}"})
    if not case.links.keys() & {"content", "content/posts/a.md"}:
        desk.write({"content/posts/ok.md": post("よい")})
    desk.write(case.files)
    for at, target in case.links.items():
        link = desk.folder / at
        link.unlink(missing_ok=True)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(target.format(tmp=parent))


def _there(folder: Path, *ours: Path) -> dict[Path, bytes]:
    """Give all files but those of the build's own folders."""
    files = (f for f in folder.rglob("*") if f.is_file() and not f.is_symlink())
    return {f: f.read_bytes() for f in files if not any(f.is_relative_to(own) for own in ours)}


@cases("paths that lead out", full=len(PATHS), sample=6)
def test_a_path_that_leads_out_is_refused_by_name(seed: int, desk: Desk) -> None:
    """With its rule, or as wrong use; nothing is read or written that is not the site's."""
    case = PATHS[seed * 37 % len(PATHS)]
    parent = desk.folder.parent
    _lay(case, desk)
    ours = (desk.folder / "output", desk.folder / ".cache")
    before = _there(parent, *ours)
    arguments = [argument.format(tmp=parent) for argument in case.arguments]
    built = desk.build(
        *arguments, env={"HOME": case.home.format(tmp=parent)} if case.home else None
    )

    assert "Traceback" not in built.err, case
    assert built.status == (1 if case.rule else 2), (case, built.out, built.err)
    if case.rule:
        said = rf".+:\d+:\d+: error: .+; .+ \[{case.rule}\]"
        assert any(re.fullmatch(said, line) for line in built.out.splitlines()), built.out
    assert _there(parent, *ours) == before
    assert not built.output.exists()
    assert KEPT not in built.out
