"""`build.py init DIR`: begin a site of one's own, which knows where the product is."""

import locale
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import convert

from kawaraban.builder.moment import build_moment
from kawaraban.core.messages import phrase
from kawaraban.core.model import Frozen
from kawaraban.core.options import Options, UsageError
from kawaraban.core.settings import Language
from kawaraban.system import terminal

_FILES = Path(__file__).with_name("new_site")  # `both/`, and what is in one language
_SCHEMAS = "docs/schema"
_ZONES: dict[Language, str] = {"ja": "Asia/Tokyo", "en": "UTC"}
_AS_IT_IS = ".png"
_TEMPLATE = ".txt"  # a file that would mean something where it lies: `.gitignore`, `build.py`
# What GitHub and macOS put into a folder that its owner calls empty.
_NOBODY_S = frozenset({".git", ".DS_Store"})
_NEAR = 2  # folders between the site and what it shares with the product


class _Arguments(Frozen, frozen=True, kw_only=True):
    folder: str
    language: Language | None = None


def run(options: Options) -> int:
    """Write a new site, and say what to type next; return the exit status."""
    arguments = convert(options.own, type=_Arguments)
    language = arguments.language or _language_of_locale()
    folder = Path(arguments.folder)
    entries = [*folder.iterdir()] if folder.is_dir() else [folder]
    if any(one.name not in _NOBODY_S and os.path.lexists(one) for one in entries):
        raise UsageError(phrase("taken-folder", folder=folder).in_language(language))
    home = Path(os.path.realpath(folder))
    values = {
        "$product": repr(_path_between(options.product, home)),
        "$timezone": _ZONES[language],
        "$today": f"{build_moment(options.now, ZoneInfo(_ZONES[language])):%Y-%m-%d}",
    }
    for source in ("both", language):
        _write_files(_FILES / source, home, values)
    shutil.copytree(options.product / _SCHEMAS, home / ".vscode/schema")  # for editors
    python = "python" if shutil.which("python") else "python3"
    quoted = f'"{folder}"' if re.search(r"\s", f"{folder}") else folder  # as all shells take it
    terminal.write_output(phrase("new-site", folder=quoted, python=python).in_language(language))
    return 0


def is_sample(page: Path) -> bool:
    """Return whether a page is as a new site has it: nobody's words."""
    samples = (_FILES / language / "content/pages" / page.name for language in _ZONES)
    return any(one.is_file() and one.read_bytes() == page.read_bytes() for one in samples)


def _language_of_locale() -> Language:
    """Return the author's language; Japanese, the settings' own default, where none is said."""
    spoken = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), None)
    name = re.split(r"[._@]", spoken or locale.getlocale()[0] or "")[0]
    return "ja" if name in {"", "C", "POSIX"} or name.lower().startswith("ja") else "en"


def _path_between(product: Path, site: Path) -> str:
    """Return the path from a site to the product, in full where they are far from each other."""
    try:
        path = Path(os.path.relpath(product, site))
    except ValueError:  # on another drive of Windows
        return product.as_posix()
    return (path if path.parts.count("..") <= _NEAR else product).as_posix()


def _write_files(source: Path, folder: Path, values: Mapping[str, str]) -> None:
    """Write all files of a folder into a new site, with values for their placeholders."""
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        target = folder / file.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == _AS_IT_IS:
            shutil.copyfile(file, target)
            continue
        text = file.read_text("utf-8")
        for placeholder, value in values.items():
            text = text.replace(placeholder, value)
        target.with_name(target.name.removesuffix(_TEMPLATE)).write_bytes(text.encode())
