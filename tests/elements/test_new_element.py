"""A new element needs its own files alone: module, template, style and golden cases."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.desk import NOW, PROJECT, SETTINGS, Desk, post

MODULE = '''\
"""A film that another site plays.

```film
id: abc     →  <iframe class="film" src="https://films.example/abc">
"""

from __future__ import annotations

from kawaraban.core.model import Frozen, Grants, Slot
from kawaraban.core.settings import Settings
from kawaraban.core.syntax import DataBlock, Decoded
from kawaraban.elements import Element
from kawaraban.read.blocks import read_name
from kawaraban.site.context import PageContext


class Film(Slot, frozen=True, kw_only=True):
    """A film by its id."""

    film: str


class FilmView(Frozen, frozen=True, kw_only=True):
    """What the template is given."""

    src: str


def read(block: DataBlock, settings: Settings) -> Decoded:
    """Read the YAML of a block."""
    named, found = read_name("id", block, settings.zone)
    return Decoded(Film(source=named.source, film=named.name) if named.name else None, found)


def view(slot: Film, context: PageContext) -> FilmView:
    """Return the film's address."""
    return FilmView(src=f"https://films.example/{slot.film}")


def grants(slot: Film, context: PageContext) -> Grants:
    """Return what the film needs of a browser."""
    return (("frame-src", "https://films.example"),)


ELEMENT = Element("film", Film, view, read=read, grants=grants)
'''
FILES = {
    "kawaraban/elements/film.py": MODULE,
    "templates/elements/film.html": '<iframe class="film" src="{{ src }}" title="film"></iframe>\n',
    "assets/elements/film.css": ".film { background: url(film.svg); }\n",
    "assets/elements/film.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "tests/elements/film.md": """\
# film

## A film

~~~~markdown
```film
id: abc
```
~~~~

~~~~html
<iframe class="film" src="https://films.example/abc" title="film"></iframe>
~~~~
""",
}
FILM = post("導入です。\n\n```film\nid: abc\n```\n\n終わりです。")
PLAIN = post("導入です。\n\n終わりです。")


class Product(NamedTuple):
    """A copy of the product with one element more, and a site."""

    folder: Path
    site: Desk

    def build(self) -> Path:
        """Build the site and give its output."""
        done = subprocess.run(
            [sys.executable, self.folder / "build.py", "--site", self.site.folder, "--now", NOW],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return self.site.folder / "output"


@pytest.fixture
def product(tmp_path: Path) -> Product:
    """Give a copy of the product with the files of one element more."""
    folder = tmp_path / "product"
    no_caches = shutil.ignore_patterns("__pycache__")
    for name in ("kawaraban", "templates", "assets", "tests/elements", "tests/promises"):
        shutil.copytree(PROJECT / name, folder / name, ignore=no_caches)
    tests = ("tests/command.py", "tests/desk.py", "tests/conftest.py")
    for name in ("build.py", "pyproject.toml", *tests):
        shutil.copy(PROJECT / name, folder / name)
    Desk(folder).write(FILES)
    site = Desk(tmp_path / "site").write({"site.toml": SETTINGS})
    return Product(folder, site)


def _policy(page: Path) -> str:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', page.read_text("utf-8"))
    assert found
    return found[1]


def _styles(output: Path) -> list[str]:
    return [file.read_text("utf-8") for file in output.glob("assets/style.*.css")]


def test_the_page_of_a_new_element_is_built(product: Product) -> None:
    """Its frame is granted on its own page alone, its style is in one stylesheet."""
    product.site.write({"content/posts/film.md": FILM, "content/posts/plain.md": PLAIN})
    output = product.build()
    assert 'class="film" src="https://films.example/abc"' in (
        output / "posts/film/index.html"
    ).read_text("utf-8")
    with_frames = [page for page in output.rglob("*.html") if "frame-src" in _policy(page)]
    assert with_frames == [output / "posts/film/index.html"]
    assert "frame-src https://films.example" in _policy(with_frames[0])
    (picture,) = output.glob("assets/elements/film.*.svg")
    own = f'.film{{background:url("elements/{picture.name}")}}'
    assert sum(own in style for style in _styles(output)) == 1


def test_the_style_follows_the_last_use(product: Product) -> None:
    """A site that no longer uses the element has its style no longer, in a warm build too."""
    product.site.write({"content/posts/film.md": FILM, "content/posts/plain.md": PLAIN})
    product.build()
    (product.site.folder / "content/posts/film.md").unlink()
    output = product.build()
    assert not any(".film" in style for style in _styles(output))


def test_golden_cases_hold_and_undeclared_loads_fail(product: Product) -> None:
    """The element's golden file is run with the others; a frame that is not declared fails it."""
    # In the common folder it would tidy up after other runs, which takes a minute.
    own = ("--basetemp", product.folder.parent / "inner", "-p", "no:cacheprovider")
    cases = ("tests/elements/test_elements.py", "-k", "film or files")
    command = [sys.executable, "-m", "pytest", *own, *cases]
    done = subprocess.run(command, cwd=product.folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
    module = product.folder / "kawaraban/elements/film.py"
    module.write_text(MODULE.replace(", grants=grants", ""), "utf-8")
    done = subprocess.run(command, cwd=product.folder, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"test_grants_are_what_is_loaded[film: A film]" in done.stdout
