"""An import that is killed at any moment and run again leaves what one does that is not."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.cli.importers.exports import Item, picture, wxr
from tests.cli.importers.test_import import FIRST, uploads
from tests.command import PROJECT
from tests.desk import SETTINGS
from tests.processes import begun

BAD = "<p>文</p><object data='x.swf'>動く絵</object>"
EXPORT = wxr(
    FIRST,
    *(Item(n, f"記事{n}", f"{BAD}<table><tr><td>{n}</td></tr></table>") for n in range(50, 80)),
    picture(11, "2024/01/a.png", 1, "画面"),
)


def _import(folder: Path, kill_after: float = 0) -> float:
    """Import the export into a site, and kill that after so many seconds; give its time."""
    program, media = [sys.executable, PROJECT / "build.py"], folder.parent / "uploads"
    source = folder.parent / "export.xml"
    start = time.monotonic()
    process = begun([*program, "import", source, "--media", media, "--site", folder])
    if kill_after:
        time.sleep(kill_after)
        os.killpg(process.pid, signal.SIGKILL)
    out = process.communicate()
    assert kill_after or process.returncode == 0, out
    return time.monotonic() - start


def _contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file() and ".cache" not in file.parts)
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


@pytest.mark.skipif(sys.platform == "win32", reason="no process groups")
def test_a_killed_import_is_made_whole(tmp_path: Path) -> None:
    """The posts, data files, pictures, pages and the report are those of an unkilled import."""
    (tmp_path / "export.xml").write_text(EXPORT, "utf-8")
    uploads(tmp_path)
    for name in ("whole", "killed"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "site.toml").write_text(SETTINGS, "utf-8")
    duration = _import(tmp_path / "whole")
    for share in (0.35, 0.55, 0.7, 0.85):  # of a time that is never the same
        _import(tmp_path / "killed", duration * share)
    _import(tmp_path / "killed")
    whole = _contents(tmp_path / "whole")
    assert _contents(tmp_path / "killed") == whole
    assert b'"error"' in whole["import-report.json"]
