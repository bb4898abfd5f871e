"""`doctor`, and what a command says where a library is missing."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.desk import PROJECT, Desk, three_posts

NEEDED = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a site of three posts."""
    return three_posts(tmp_path)


def run(*arguments: str | Path, code: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """Run Python on the command, or on some code, without an error for its status."""
    program = ["-c", code] if code else arguments
    return subprocess.run(
        [sys.executable, *program],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", **env},
        check=False,
    )


def test_all_is_well(desk: Desk) -> None:
    """Each thing has its line, with marks of one width; nothing is written."""
    before = sorted(desk.folder.rglob("*"))
    done = desk.build("doctor", now="")
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    assert {line[:8] for line in lines} <= {"OK      ", "注意    "}
    named = {line[8:].partition(" ")[0] for line in lines}
    names = {text.partition(">")[0] for text in NEEDED if "win32" not in text}
    if os.uname().machine != "ARM64":
        assert names <= named
    assert {"サイト", "書き込み", "時計", "タイムゾーン", "画像の形式", "出力先"} <= named
    assert sorted(desk.folder.rglob("*")) == before


def test_every_library_is_read() -> None:
    """No line of the dependencies is passed over because of its form."""
    done = run(PROJECT / "build.py", "doctor", "--site", PROJECT)
    assert done.stdout.count(" (>= ") >= len([text for text in NEEDED if "win32" not in text])


def test_in_english(desk: Desk) -> None:
    """It speaks the site's language, and the computer's where there is no site."""
    text = (desk.folder / "site.toml").read_text("utf-8")
    desk.write({"site.toml": 'language = "en"\n' + text})
    assert "OK    clock " in desk.build("doctor", now="").out
    (desk.folder / "site.toml").unlink()
    done = run(PROJECT / "build.py", "doctor", "--site", desk.folder, LC_ALL="C.UTF-8")
    assert done.returncode == 1
    assert "\nFIX   site " in done.stdout
    assert "python build.py init DIR" in done.stdout


def test_without_libraries(desk: Desk) -> None:
    """It runs on a bare Python, and says how to get what is missing."""
    done = run("-S", PROJECT / "build.py", "doctor", "--site", desk.folder)
    assert (done.returncode, done.stderr) == (1, "")
    missing = [line for line in done.stdout.splitlines() if line.startswith("要対応")]
    assert len(missing) >= 12
    assert all("-m pip install -r " in line and "requirements.txt" in line for line in missing)


@pytest.mark.parametrize("command", ["build", "check", "ads"])
def test_a_missing_library_is_one_line(desk: Desk, command: str) -> None:
    """Any other command names the library and the remedy, in one line."""
    done = run("-S", PROJECT / "build.py", command, "--site", desk.folder)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "-m pip install -r " in done.stderr
    assert not (desk.folder / "output").exists()


def test_an_old_library(desk: Desk) -> None:
    """A library that is older than what the project needs is named."""
    code = (
        "import sys; from importlib import metadata; known = metadata.version\n"
        "metadata.version = lambda name: '9.5.0' if name == 'pillow' else known(name)\n"
        "from kawaraban.cli.main import run\n"
        f"sys.exit(run({str(PROJECT / 'build.py')!r}, ['doctor', '--site', {str(desk.folder)!r}]))"
    )
    done = run(code=code, PYTHONPATH=str(PROJECT))
    assert done.returncode == 1
    assert "要対応  pillow 9.5.0 (>= 12): " in done.stdout


def test_an_old_python() -> None:
    """A Python that is too old is one line too, before anything is imported."""
    code = (
        "import sys; sys.version_info = (3, 9, 6)\n"
        f"import runpy; runpy.run_path({str(PROJECT / 'build.py')!r}, run_name='__main__')"
    )
    done = run(code=code)
    assert done.returncode == 1
    assert done.stderr == "build.py: Python 3.11 以降が必要です / Python 3.11 or newer is needed\n"


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ('timezone = "Asia/Tokio"\n', "要対応  タイムゾーン Asia/Tokio: "),
        ("x = [\n", f"OK    Python {platform.python_version()}"),
    ],
)
def test_settings_with_mistakes(desk: Desk, setting: str, expected: str) -> None:
    """An unknown time zone is named; what cannot be read is the build's to say."""
    text = (desk.folder / "site.toml").read_text("utf-8")
    desk.write({"site.toml": setting + text})
    done = desk.build("doctor", now="")
    assert done.status == int("要対応" in expected)
    assert expected in done.out


def test_an_output_of_others(desk: Desk, tmp_path: Path) -> None:
    """A folder that no build made is no output."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/a.txt").write_text("x")
    done = desk.build("doctor", "--output", str(tmp_path / "mine"), now="")
    assert done.status == 1
    assert f"要対応  出力先 {tmp_path / 'mine'}: " in done.out


def test_what_is_not_essential_is_a_note(desk: Desk, tmp_path: Path) -> None:
    """Without a font or much room on the disk a site can be built."""
    code = (
        "import shutil, sys; from types import SimpleNamespace as Usage\n"
        "shutil.disk_usage = lambda _: Usage(free=1_000_000)\n"
        "from kawaraban.images.cards import fonts; fonts._font_folders = lambda: ()\n"
        "from kawaraban.cli.main import run\n"
        f"sys.exit(run({str(PROJECT / 'build.py')!r}, ['doctor', '--site', {str(desk.folder)!r}]))"
    )
    done = run(code=code, PYTHONPATH=str(PROJECT), HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "注意    ディスクの空き 1 MB: " in done.stdout
    assert "注意    共有カードの書体 -: " in done.stdout


def test_a_codec_that_fails(desk: Desk) -> None:
    """A picture format that this Pillow cannot write is named."""
    code = (
        "import sys; from PIL import Image; Image.init(); Image.SAVE.pop('AVIF')\n"
        "from kawaraban.cli.main import run\n"
        f"sys.exit(run({str(PROJECT / 'build.py')!r}, ['doctor', '--site', {str(desk.folder)!r}]))"
    )
    done = run(code=code, PYTHONPATH=str(PROJECT))
    assert done.returncode == 1
    assert "要対応  画像の形式 AVIF: " in done.stdout
    assert "OK      画像の形式 WEBP" in done.stdout
