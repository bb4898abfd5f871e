"""Builds with little memory."""

from __future__ import annotations

import os
import random
import subprocess
import sys

import pytest
from PIL import Image

from tests.desk import NOW, PROJECT, Built, Desk

GIB = 1 << 30
LIMITED = (
    "import os, resource, sys\n"
    f"resource.setrlimit(resource.RLIMIT_AS, ({GIB}, {GIB}))\n"
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])\n"
)
WEIGHED = (
    "import resource, subprocess, sys\n"
    "status = subprocess.call([sys.executable, *sys.argv[1:]])\n"
    "peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
    f"sys.exit(status or (peak > {GIB >> 10} and f'{{peak}} KiB'))\n"
)
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits address space")


def noise(size: tuple[int, int], seed: int = 1) -> Image.Image:
    """Give random pixels, which no format packs well."""
    dice = random.Random(seed)  # noqa: S311
    return Image.frombytes("RGB", size, dice.randbytes(size[0] * size[1] * 3))


def limited(desk: Desk, *arguments: str, wrapper: str = LIMITED) -> Built:
    """Build with a gibibyte of address space, or (WEIGHED) fail with more memory in use."""
    command = [sys.executable, "-c", wrapper] if sys.platform == "linux" else [sys.executable]
    done = subprocess.run(
        [*command, PROJECT / "build.py", "--site", desk.folder, "--now", NOW, *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    return Built(done.returncode, done.stdout, done.stderr, desk.folder / "output")
