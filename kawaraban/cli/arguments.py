"""The arguments of the command line."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from kawaraban.core.options import Options, usable_cpus

_COMMANDS = "ads: list the ads; redact: cover what a picture must not show"


def parse_arguments(arguments: Sequence[str], product: Path) -> Options:
    """Parse arguments; wrong ones end the program with status 2, as argparse does."""
    parser = _parser(product)
    given = vars(parser.parse_args(arguments))
    if (given["command"] == "redact") != bool(given["picture"]):
        parser.error("redact takes a PICTURE, and no other command does")
    site: Path = given["site"]
    given["output"] = given["output"] or site / "output"
    return Options(product=product, arguments=tuple(arguments), **given)


def _parser(product: Path) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="build.py",
        description="Build the site: content/ and site.toml to output/.",
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("command", nargs="?", choices=("build", "ads", "redact"), default="build", help=_COMMANDS)
    add("picture", nargs="?", default="", metavar="PICTURE", help="the picture to redact")
    add("--site", type=_folder, default=product, metavar="DIR", help="the site's folder")
    add("--output", type=Path, metavar="DIR", help="the output folder (SITE/output)")
    add("--now", default="", metavar="MOMENT", help="build as of a moment: 2025-08-25T12:00")
    add("--drafts", action="store_true", help="show drafts and future posts")
    add("--strict", action="store_true", help="let warnings stop the build")
    add("--format", choices=("text", "json", "github"), default="text", help="of diagnostics")
    add("--jobs", type=_jobs, default=usable_cpus(), metavar="N", help="work in N processes")
    add("--no-cache", dest="cache", action="store_false", help="remember nothing")
    add("--base-url", type=_base_url, default="", metavar="URL", help="in place of base_url")
    return parser


def _folder(text: str) -> Path:
    if not os.path.isdir(text):
        raise _unusable(text, "not a folder")
    return Path(text)


def _base_url(text: str) -> str:
    if not text:
        return text
    from kawaraban.read.settings_file import bad_base_url  # noqa: PLC0415 - not always needed

    reason = bad_base_url(text)
    if reason is not None:
        raise _unusable(text, reason.en)
    return text


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise _unusable(text, "not a number of processes")
    return int(text)


def _unusable(text: str, why: str) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(f"{text!r}: {why}")
