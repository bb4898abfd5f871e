# ruff: noqa: INP001 - a part of a script that a developer runs, not of a package
"""What the figures were made on: versions, cores, the day; and the font of the screenshots."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime

import PIL
from sites import OURS, PROJECT, Maker

sys.path.insert(0, str(PROJECT))

# The build's own answers: on how many CPUs it works, and which fonts it finds.
from kawaraban.core.options import usable_cpus
from kawaraban.images.cards.fonts import find_faces


def said(makers: Iterable[Maker]) -> str:
    """Give one line: the day, the versions, the machine."""
    day = datetime.now().astimezone().date()
    here = f"{usable_cpus()} cores, {platform.system()} {platform.machine()}"
    return f"{day.isoformat()}: {', '.join((*_versions(makers), here))}"


def _versions(makers: Iterable[Maker]) -> Iterator[str]:
    yield f"Python {platform.python_version()}"
    yield f"Pillow {PIL.__version__}"
    for maker in makers:
        if maker.name != OURS:
            yield f"{maker.name} {_version(maker)}"


def _version(maker: Maker) -> str:
    command = (maker.command[0], *maker.asks_version)
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    number = re.search(r"\d+(\.\d+)+", shown)
    edition = " extended" if "+extended" in shown else ""
    return f"{number[0] if number else '?'}{edition}"


def font() -> str:
    """Give the first Japanese font that the build finds; leave with a remedy without one."""
    faces = find_faces(None, "ja")
    if not faces:
        sys.exit("no Japanese font: install one (fonts-noto-cjk), or leave images out")
    return str(faces[0].path)
