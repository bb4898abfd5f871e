"""What a build loads before it has seen the site: nothing that few sites need."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.desk import PROJECT

LIBRARIES = "import jinja2, markdown, msgspec, selectolax.lexbor"
CHAIN = """\
import build
from kawaraban import checks, elements, pages
elements.all_elements(), checks._rules(), pages._kinds()
"""
# Each is a package with all that is in it.
RARE = (
    "PIL",
    "argparse",
    "budoux",
    "calendar",
    "concurrent",
    "ctypes",
    "difflib",
    "email",
    "frontmatter",
    "gettext",
    "http",
    "kawaraban.builder.ads_report",
    "kawaraban.images.photo.encode",
    "kawaraban.images.photo.opening",
    "kawaraban.images.svg",
    "kawaraban.read.settings_file",
    "kawaraban.read.toml",
    "kawaraban.preview.redact",
    "kawaraban.preview.server",
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
MOST_OWN, MOST_OTHERS = 173, 20 if sys.version_info < (3, 12) else 26


def _loaded(code: str) -> set[str]:
    """Give the names of the modules that a fresh interpreter has after running `code`."""
    code += "\nimport sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.fixture(scope="module")
def chain() -> set[str]:
    """Give what the whole chain of a build loads, its elements, rules and pages with it."""
    return _loaded(CHAIN)


@pytest.mark.parametrize("name", RARE)
def test_what_few_sites_need_is_not_loaded(name: str, chain: set[str]) -> None:
    """Neither the module nor anything in it is there before something needs it."""
    assert [m for m in chain if m == name or m.startswith(f"{name}.")] == []


def test_what_is_rare_exists() -> None:
    """No name above is misspelt or gone, which would make its test say nothing."""
    assert set(RARE) <= _loaded(f"import {', '.join(RARE)}")


def test_few_modules_are_loaded(chain: set[str]) -> None:
    """Each module costs a start of the command a tenth of a millisecond or more."""
    own = {name for name in chain if name.startswith("kawaraban")}
    assert len(own) <= MOST_OWN, sorted(own)
    others = chain - own - _loaded(LIBRARIES)
    assert len(others) <= MOST_OTHERS, sorted(others)
