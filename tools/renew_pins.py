#!/usr/bin/env python3
"""Renew requirements.txt and requirements-dev.txt from pyproject.toml, with all hashes.

    python3 -m venv pins && pins/bin/pip install -q uv && pins/bin/python tools/renew_pins.py

Each file pins every library for every platform, with the hashes of all of its files, so that pip
refuses what is not what was tested. Versions are the newest that pyproject.toml allows.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
COMPILE = (
    "-m", "uv", "pip", "compile", "--quiet", "--upgrade", "--universal", "--generate-hashes",
    "--no-header", "--no-annotate",
)  # fmt: skip
FILES = {"requirements.txt": (), "requirements-dev.txt": ("--extra", "dev")}

if __name__ == "__main__":
    for name, extra in FILES.items():
        command = [sys.executable, *COMPILE, *extra, "--output-file", name, "pyproject.toml"]
        subprocess.run(command, cwd=PROJECT, check=True)  # noqa: S603 - our own words
