"""`build.py doctor`: say whether this computer has what a build needs, and how to get the rest.

It runs where libraries are missing: what needs one is imported late, when all are there. What
it says stands in `doctor.toml`.
"""

import locale
import os
import platform
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from importlib import metadata
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kawaraban.core.options import Options
from kawaraban.incremental.manifest import MARK
from kawaraban.system import terminal
from kawaraban.system.regex import lazy_pattern

_NEEDED = lazy_pattern(r"([\w-]+)>=([\d.]+)(?:; (\w+) ([!=]=) '(\w+)')?")
_LEAST_DISK = 500_000_000
_YEARS = range(2025, 2100)
_FORMATS = ("AVIF", "WEBP", "JPEG", "PNG")
_INESSENTIAL = {"disk", "fonts"}
_LOCALE = locale.setlocale(locale.LC_CTYPE)  # as the system says it
Finding = tuple[str, str, bool]
"""What was looked at, by its name in `doctor.toml`, what was found, and whether it is good."""


def run(options: Options) -> int:
    """Print what was looked at, a line each; return 1 where something essential is not good."""
    settings = _read(options.site / "site.toml")
    language = _language(settings)
    needed = _read(options.product / "pyproject.toml").get("project", {}).get("dependencies", ())
    found = [("python", platform.python_version(), True), *_libraries(needed)]
    has_libraries = all(is_good for _, _, is_good in found)
    found += (*_folders(options), *_clock(str(settings.get("timezone", "Asia/Tokyo"))))
    if has_libraries:
        found += _pictures(language)
    words = _read(Path(__file__).with_suffix(".toml"))[language]
    pip, pins = f'"{sys.executable}" -m pip', f'"{options.product / "requirements.txt"}"'
    status = 0
    for name, text, is_good in found:
        mark = "good" if is_good else "note" if name in _INESSENTIAL else "bad"
        what, remedy = (line.format(text, pip=pip, pins=pins) for line in words[name])
        line = what if is_good else f"{what}: {remedy}"
        terminal.write_output(f"{words[mark]}  {line}\n")
        status |= mark == "bad"
    return status


def _language(settings: dict[str, Any]) -> str:
    """Return the site's language, else the computer's."""
    spoken = "ja" if settings or _LOCALE.lower().startswith("ja") else "en"
    return "en" if settings.get("language", spoken) == "en" else "ja"


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError):  # the site's: a build says what is wrong with it
        return {}


def _libraries(needed: list[str]) -> Iterator[Finding]:
    """Compare the libraries that are installed with what the project asks for."""
    here = {"platform_machine": platform.machine(), "sys_platform": sys.platform}
    for name, least, key, sign, value in _NEEDED.findall("\n".join(needed)):
        if not key or (here[key] == value) == (sign == "=="):
            try:
                version = metadata.version(name)
            except metadata.PackageNotFoundError:
                version = "-"
            yield "library", f"{name} {version} (>= {least})", _numbers(version) >= _numbers(least)


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def _folders(options: Options) -> Iterator[Finding]:
    site, output = os.path.realpath(options.site), str(options.output)
    yield "site", site, os.path.isfile(f"{site}/site.toml")
    for folder in filter(os.path.exists, (site, f"{site}/.cache")):
        yield "writing", folder, os.access(folder, os.W_OK)
    is_new = not os.path.isdir(output) or not os.listdir(output)
    yield "output", output, is_new or os.path.isfile(f"{output}/{MARK}")
    free = shutil.disk_usage(site).free
    yield "disk", f"{free // 1_000_000:,} MB", free >= _LEAST_DISK


def _clock(zone: str) -> Iterator[Finding]:
    now, is_known = datetime.now(UTC), False
    with suppress(LookupError, ValueError, OSError):
        now, is_known = now.astimezone(ZoneInfo(zone)), True
    yield "zone", zone, is_known
    yield "clock", now.isoformat(" ", "minutes"), now.year in _YEARS


def _pictures(language: str) -> Iterator[Finding]:
    """Write and read a picture in each format, and look for the fonts of sharing cards."""
    from PIL import Image  # noqa: PLC0415 - needs a library

    from kawaraban.images.cards.fonts import find_faces  # noqa: PLC0415 - likewise

    for name in _FORMATS:
        data, is_good = BytesIO(), False
        with suppress(OSError, KeyError, ValueError):
            Image.new("RGB", (8, 8)).save(data, name)
            Image.open(data, formats=[name]).load()
            is_good = True
        yield "formats", name, is_good
    names = dict.fromkeys(face.path.name for face in find_faces(None, language))
    yield "fonts", ", ".join(names) or "-", bool(names)
