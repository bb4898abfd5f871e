"""The command, run in a process of its own that is forked from one with all loaded (`loaded`).

Most of a small build is the start of Python and its imports; the tests make thousands.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parent.parent
_READ_AT_THE_START = ("PYTHON", "LANG", "LC_")
_ASK = "import sys; print(*sys.path[1:], sep=chr(10))"
_PATH: list[str] = []


class Done(NamedTuple):
    """What a run of the command gave: its exit status, and what it wrote."""

    status: int
    out: str
    err: str


def run(arguments: Sequence[str | os.PathLike[str]], environment: Mapping[str, str]) -> Done:
    """Run `build.py` with some arguments and more variables; it shares nothing with this process.

    Python itself reads some variables as it starts, so with any of them it is started anew.
    """
    words = tuple(map(os.fspath, arguments))
    if any(name.startswith(_READ_AT_THE_START) for name in environment):
        return _start(words, environment)
    has_fork = "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if has_fork else "spawn")
    context.set_forkserver_preload(["tests.command", "tests.loaded"])
    with TemporaryDirectory() as folder:
        said = Path(folder, "out"), Path(folder, "err")
        given = (words, said, Path.cwd(), {**os.environ, **environment}, _path())
        process = context.Process(target=_run, args=given)
        process.start()
        process.join()
        out, err = (file.read_text("utf-8", "backslashreplace") for file in said)
    return Done(process.exitcode or 0, out, err)


def _start(words: tuple[str, ...], environment: Mapping[str, str]) -> Done:
    done = subprocess.run(
        [sys.executable, PROJECT / "build.py", *words],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", **environment},
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def _path() -> list[str]:
    """Give the folders that Python looks for modules in when it runs `build.py`."""
    if not _PATH:
        found = subprocess.check_output([sys.executable, "-c", _ASK], text=True)
        _PATH.extend((str(PROJECT), *found.splitlines()))
    return _PATH


def _run(
    words: tuple[str, ...],
    said: tuple[Path, Path],
    folder: Path,
    environment: dict[str, str],
    path: list[str],
) -> None:
    for number, file in enumerate(said, 1):
        opened = os.open(file, os.O_WRONLY | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdout, sys.stderr = (os.fdopen(n, "w", encoding="utf-8") for n in (1, 2))
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    if sys.platform != "win32":
        time.tzset()
    sys.path[:] = path
    sys.argv = [str(PROJECT / "build.py"), *words]
    runpy.run_path(sys.argv[0], run_name="__main__")
