"""What every run of the command loads and compiles, before it starts; forked runs share it.

One build has been made too, so that patterns, typefaces and readers are ready: half of what a
small build takes.
"""

from __future__ import annotations

import gc
import pkgutil
import shutil
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jinja2 import Environment
from phonenumbers import PhoneMetadata

import kawaraban
from kawaraban.builder import Builder
from kawaraban.cli.arguments import parse_arguments
from kawaraban.render.templates import environment
from tests.command import PROJECT

_OTHERS = (
    "PIL.AvifImagePlugin", "PIL.Image", "PIL.ImageFont", "PIL.WebPImagePlugin", "budoux",
    "concurrent.futures.thread", "encodings.cp932", "encodings.unicode_escape",
    "encodings.utf_8_sig", "frontmatter", "html.parser", "isal.isal_zlib",
    "markdown.extensions.attr_list", "pygments", "xml.parsers.expat", "yaml",
)  # fmt: skip
_compile = Environment.compile
_COMPILED: dict[tuple[str, str | None, str | None], Any] = {}


def _compiled(self: Environment, source: Any, *names: str | None, **options: Any) -> Any:
    """Compile a template, unless it is one of the theme's, whose code never differs."""
    found = None if options else _COMPILED.get((source, *names))
    return found or _compile(self, source, *names, **options)


def _load() -> None:
    modules = pkgutil.walk_packages(kawaraban.__path__, "kawaraban.")
    for name in (*_OTHERS, *(m.name for m in modules if ".cli.import" not in m.name)):
        import_module(name)
    PhoneMetadata.load_all()
    templates = environment(PROJECT / "no site", PROJECT)
    for name in templates.list_templates(["html", "xml"]):
        source, file, _ = templates.loader.get_source(templates, name)
        _COMPILED[source, name, file] = _compile(templates, source, name, file)
    Environment.compile = _compiled


def _build_once() -> None:
    """Build the sample site; what goes wrong with it is for its own tests to tell."""
    with TemporaryDirectory() as folder, suppress(Exception):
        shutil.copytree(PROJECT / "content", Path(folder, "content"))
        shutil.copy(PROJECT / "site.toml", folder)
        words = ("--site", folder, "--no-cache", "--jobs", "1", "--now", "2026-06-01")
        Builder(parse_arguments(words, PROJECT)).build()


_load()
_build_once()
gc.collect()
gc.freeze()
