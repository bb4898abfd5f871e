"""What the command loads: next to nothing where nothing has changed, and else what sites need."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from tests.desk import NOW, PROJECT, Desk, post

# All that an unchanged build may load of our own.
NO_OP = {
    "kawaraban",
    "kawaraban.cli",
    "kawaraban.cli.arguments",
    "kawaraban.cli.main",
    "kawaraban.core",
    "kawaraban.core.options",
    "kawaraban.incremental",
    "kawaraban.incremental.fingerprints",
    "kawaraban.incremental.manifest",
    "kawaraban.incremental.no_op",
    "kawaraban.incremental.state_file",
    "kawaraban.system",
    "kawaraban.system.lock",
    "kawaraban.system.signals",
    "kawaraban.system.terminal",
}
HEAVY = {
    "PIL", "concurrent.futures", "dataclasses", "datetime", "inspect", "jinja2", "json", "logging",
    "markdown", "msgspec", "multiprocessing", "sqlite3", "subprocess", "tempfile", "tomllib",
    "yaml", "zoneinfo",
}  # fmt: skip
# Of the standard library: argparse, pathlib, typing, and what they load.
MOST_STANDARD = 48
LIBRARIES = "import argparse, jinja2, msgspec, selectolax.lexbor, sqlite3"
CHAIN = """\
import build
from kawaraban import checks, elements
from kawaraban.builder import Builder
from kawaraban.render import pages
from kawaraban.core.discovery import modules
elements.all_elements()
[*modules(checks.__name__, checks.__path__), *modules(pages.__name__, pages.__path__)]
"""
# Each is a package with all that is in it.
RARE = (
    "PIL",
    "asyncio",
    "bs4",
    "budoux",
    "calendar",
    "concurrent",
    "ctypes",
    "difflib",
    "rapidfuzz",
    "email",
    "frontmatter",
    "http",
    "httpx",
    "kawaraban.cli.ads",
    "kawaraban.cli.check",
    "kawaraban.cli.doctor",
    "kawaraban.cli.import_posts",
    "kawaraban.cli.importers",
    "kawaraban.cli.online",
    "kawaraban.cli.redact",
    "kawaraban.images.photo.encode",
    "kawaraban.images.photo.opening",
    "kawaraban.images.svg",
    "kawaraban.markdown.engine",
    "kawaraban.read.settings_file",
    "kawaraban.read.toml",
    "kawaraban.system.excerpts",
    "kawaraban.preview.redact",
    "kawaraban.preview.server",
    "latex2mathml",
    "markdown",
    "markdownify",
    "multiprocessing",
    "phonenumbers",
    "pygments",
    "secrets",
    "socket",
    "ssl",
    "subprocess",
    "tomllib",
    "urllib.request",
    "xml.sax",
    "yaml",
)
# Of our own, and of the standard library beyond what the libraries load by themselves.
# Python 3.13 loads six more, of `pathlib` above all.
MOST_OWN, MOST_OTHERS = 190, 26 if sys.version_info < (3, 12) else 32


def _loaded(code: str) -> set[str]:
    """Return the names of the modules that a fresh interpreter has after running `code`."""
    code += "\nimport sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def _imported(*arguments: str) -> set[str]:
    """Return the names of the modules that Python imports for its arguments."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        cwd=PROJECT,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=True,
    )
    lines = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
    return {line.rpartition("|")[2].strip() for line in lines}


def test_an_unchanged_build_loads_nearly_nothing(desk: Desk) -> None:
    """Every module counts where a build takes a few hundredths of a second."""
    desk.write({f"content/posts/p{n}.md": post(f"本文{n}。", title=f"題{n}") for n in range(3)})
    command = [f"{PROJECT}/build.py", "--site", str(desk.folder), "--now", NOW]
    time.sleep(0.06)
    assert "kawaraban.builder" in _imported(*command)
    loaded = _imported(*command) - _imported("-c", "")
    assert {name for name in loaded if name.partition(".")[0] == "kawaraban"} == NO_OP
    assert loaded.isdisjoint(HEAVY), sorted(loaded & HEAVY)
    standard = {name for name in loaded - NO_OP if not name.startswith("_")}
    assert len(standard) <= MOST_STANDARD, sorted(standard)


@pytest.fixture(scope="module")
def chain() -> set[str]:
    """Return what every build loads, its elements, rules and pages with it."""
    return _loaded(CHAIN)


@pytest.mark.parametrize("name", RARE)
def test_what_few_sites_need_is_not_loaded(name: str, chain: set[str]) -> None:
    """Neither the module nor anything in it is there before something needs it."""
    assert [m for m in chain if m == name or m.startswith(f"{name}.")] == []


def test_what_is_rare_exists() -> None:
    """No name above is misspelt or gone, which would make its test say nothing."""
    assert set(RARE) <= _loaded(f"import {', '.join(RARE)}")


def test_few_modules_are_loaded(chain: set[str]) -> None:
    """Each module costs every build a tenth of a millisecond or more."""
    own = {name for name in chain if name.startswith("kawaraban")}
    assert len(own) <= MOST_OWN, sorted(own)
    others = chain - own - _loaded(LIBRARIES)
    assert len(others) <= MOST_OTHERS, sorted(others)
