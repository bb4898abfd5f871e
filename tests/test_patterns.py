"""Patterns that were compiled before: the same patterns, whatever the file says."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desk import PROJECT, SETTINGS, Desk, post

SOURCES = [
    r"(?P<year>\d{4})-(?P<month>\d\d)", r"[ぁ-ん]+|[ァ-ヶー]+", r"(?i)straße|ſ", r"(?<!a)b(?=c)",
    r"(a)|(b)(?(1)c|d)", r"(?s:.)*?x++", r"[^\W\d_]{2,}(?>z|zz)",
]  # fmt: skip
USE = """
import json, re, sys
from kawaraban.patterns import Patterns
patterns = Patterns(sys.argv[1])
patterns.lend()
import re._compiler as compiler
calls = []
plainly = patterns._plainly
patterns._plainly = lambda *given: (calls.append(given[0]), plainly(*given))[1]
made = [re.compile(source, flags) for source in json.loads(sys.argv[2]) for flags in (0, 10)]
made += [re.compile(source.encode()) for source in json.loads(sys.argv[2])[-1:]]
patterns.keep()
text = "2025-08 b bc ひらがなカナ STRASSE ac bd axx ..\\nx Éz zz xyz"
found = [
    [m.span() for m in one.finditer(text if isinstance(one.pattern, str) else text.encode())]
    for one in made
]
told = [(str(one.pattern), one.flags, one.groups, dict(one.groupindex)) for one in made]
print(json.dumps([told, found]))
print(len(calls))
"""


def _around(*, beside: Path | None) -> dict[str, str]:
    """Give the surroundings of a Python that keeps what it has compiled in a folder, or nowhere."""
    return {**os.environ, "PYTHONPYCACHEPREFIX": str(beside or PROJECT / "README.md")}


def _file(folder: Path) -> Path:
    """Give the file that lies in a folder of the site, or beside the modules."""
    return next(path for path in folder.rglob("patterns*") if path.suffix not in {".pyc", ".py"})


def _used(folder: Path, *, beside: Path | None = None) -> tuple[str, int]:
    """Compile and use the patterns in a fresh Python; give what came, and how many were new."""
    command = [sys.executable, "-c", USE, folder, json.dumps(SOURCES)]
    around = _around(beside=beside)
    done = subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, check=True, env=around
    )
    told, _, calls = done.stdout.strip().rpartition("\n")
    return told, int(calls)


@pytest.mark.parametrize("is_beside", [False, True], ids=["of the site", "beside the modules"])
def test_a_kept_pattern_is_the_pattern(tmp_path: Path, *, is_beside: bool) -> None:
    """It finds the same, and is not compiled again: beside the modules, for no other site."""
    beside = tmp_path / "beside" if is_beside else None
    first, fresh = _used(tmp_path, beside=beside)
    second, again = _used(tmp_path / "other" if is_beside else tmp_path, beside=beside)
    assert first == second
    assert (fresh, again) == (2 * len(SOURCES) + 1, 0)
    assert (tmp_path / "patterns").exists() is not is_beside
    assert _used(tmp_path / "elsewhere") == (first, fresh)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("is_beside", [False, True], ids=["of the site", "beside the modules"])
def test_damage_gives_the_pattern(tmp_path: Path, seed: int, *, is_beside: bool) -> None:
    """A file that is cut short, flipped or of another version is as if it were not there."""
    beside = tmp_path / "beside" if is_beside else None
    first, fresh = _used(tmp_path, beside=beside)
    file, dice = _file(tmp_path), random.Random(seed)  # noqa: S311 - for a test
    data = bytearray(file.read_bytes())
    if seed % 3 == 0:
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    elif seed % 3 == 1:
        del data[dice.randrange(len(data)) :]
    else:
        data[:1] = b"0"
    file.write_bytes(data)
    assert _used(tmp_path, beside=beside) == (first, fresh)
    assert _used(tmp_path, beside=beside) == (first, 0)


def test_where_nothing_can_be_kept(tmp_path: Path) -> None:
    """No folder is made for it."""
    assert _used(tmp_path / "none") == _used(tmp_path / "none")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("is_beside", [False, True], ids=["of the site", "beside the modules"])
def test_what_is_compiled_is_kept_beside_the_modules(desk: Desk, *, is_beside: bool) -> None:
    """Patterns and templates are, for all sites, or in the site's own memory; pages are the same.

    The second build has them all, and writes none.
    """
    desk.write({"content/posts/a.md": post("本文。")})
    plain = desk.build("--no-cache").everything()
    beside = desk.folder.parent / "beside"
    around = _around(beside=beside if is_beside else None)
    assert desk.build(env=around).everything() == plain
    kept = {path.name.partition(".")[0] for path in beside.rglob("*") if path.suffix != ".pyc"}
    assert {"patterns", "templates"} <= kept if is_beside else not beside.exists()
    assert (desk.folder / ".cache/patterns").exists() is not is_beside
    files = [_file(desk.folder.parent), *beside.rglob("templates.c*[0-9]")]
    before = [(file.stat().st_mtime_ns, file.read_bytes()) for file in files]
    shutil.rmtree(desk.folder / "output")
    assert desk.build(env=around).everything() == plain
    assert [(file.stat().st_mtime_ns, file.read_bytes()) for file in files] == before


@pytest.mark.parametrize("options", [(), ("-B",)], ids=["plain", "-B"])
def test_the_program_is_compiled_once(tmp_path: Path, options: tuple[str, ...]) -> None:
    """As pip would have done, whatever Python's variable says; `-B` stops it."""
    product = tmp_path / "product"
    for name in ("kawaraban", "templates", "assets"):
        unwanted = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT / name, product / name, ignore=unwanted)
    shutil.copy(PROJECT / "build.py", product)
    desk = Desk(tmp_path / "site").write({"site.toml": SETTINGS, "content/posts/a.md": post("あ")})
    command = [sys.executable, *options, product / "build.py", "--site", desk.folder]
    plain = {n: v for n, v in os.environ.items() if n != "PYTHONPYCACHEPREFIX"}
    variable = "" if options else "1"
    subprocess.run(command, check=True, env={**plain, "PYTHONDONTWRITEBYTECODE": variable})
    beside = {file.name.partition(".")[0] for file in product.rglob("__pycache__/*")}
    wanted = {"start", "press", "patterns", "templates"}
    assert wanted <= beside if not options else not beside
    assert (desk.folder / ".cache/patterns").exists() is bool(options)


def test_without_a_cache_there_is_no_file(desk: Desk) -> None:
    """`--no-cache` keeps nothing."""
    desk.write({"content/posts/a.md": post("本文。")})
    assert desk.build("--no-cache").status == 0
    assert not (desk.folder / ".cache/patterns").exists()


RACE = """
import sys, threading
from kawaraban.patterns import Patterns
patterns = Patterns(sys.argv[1])
patterns.lend()
import re
sys.setswitchinterval(1e-6)
def compile_some(first):
    for n in range(first, 900, 3):
        re.compile(f"x{n}(?:y{n}|z{n})")
threads = [threading.Thread(target=compile_some, args=(n,)) for n in range(3)]
[thread.start() for thread in threads], [thread.join() for thread in threads]
class Text(str): pass
re.compile(Text("t+"))
patterns.keep()
again = Patterns(sys.argv[1])
again.lend()
re.purge()
assert all(re.compile(f"x{n}(?:y{n}|z{n})").fullmatch(f"x{n}z{n}") for n in range(900))
assert re.compile(Text("t+")).fullmatch("tt")
assert not again._kept._grown
"""


def test_threads_keep_their_patterns_apart(tmp_path: Path) -> None:
    """Pictures are made in threads; and what is no plain text is compiled as ever."""
    command = [sys.executable, "-c", RACE, tmp_path]
    done = subprocess.run(
        command,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        env=_around(beside=None),
    )
    assert done.returncode == 0, done.stderr


def test_the_compiler_is_where_it_was() -> None:
    """What is private in Python is still there: else every pattern would be compiled again."""
    from re import _compiler  # noqa: PLC0415 - is the test

    assert callable(_compiler.compile)
    assert callable(_compiler._sre.compile)  # noqa: SLF001 - is the test
    assert re.compile("a").match("a")


OURS = """
import pkgutil, re, sys
import kawaraban
for module in pkgutil.walk_packages(kawaraban.__path__, "kawaraban."):
    __import__(module.name)
for name, module in sorted(sys.modules.items()):
    if name.startswith("kawaraban"):
        print([one.pattern for one in vars(module).values() if isinstance(one, re.Pattern)])
"""


def test_patterns_are_the_same_whatever_the_order_of_sets() -> None:
    """One made in the order of a set would be compiled anew by every build."""
    told = {
        subprocess.run(
            [sys.executable, "-c", OURS],
            cwd=PROJECT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1
