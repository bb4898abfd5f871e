"""The command: its arguments, what it prints, and its exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kawaraban.builder.options import Options, UsageError, usable_cpus
from kawaraban.builder.report import BUILT, MISTAKES, Report, tell
from kawaraban.publish.output import OutputError
from kawaraban.read.source import site_settings
from kawaraban.system import terminal

if TYPE_CHECKING:
    import argparse


_COMMANDS = "ads: list the ads; redact: cover what a picture must not show"
WRONG_USE = 2
INTERRUPTED = 130  # as shells say of a program that Ctrl-C ended


def run(
    build: Callable[[Options], Report], product: Path, arguments: Sequence[str] | None = None
) -> int:
    """Run a build as a command; give its exit status (0 built, 1 mistakes, 2 wrong use)."""
    options = parsed(arguments, product)
    if options.command == "redact":
        return _redact(options)
    try:
        return tell(build(options), options.format)
    except (UsageError, OutputError) as wrong:
        sys.stderr.write(f"build.py: {wrong}\n")
        return WRONG_USE
    except KeyboardInterrupt:
        terminal.write_error(terminal.INTERRUPTED)
        return INTERRUPTED
    except OSError as failed:
        terminal.write_error(terminal.describe_error(failed))
        return MISTAKES


def parsed(arguments: Sequence[str] | None, product: Path) -> Options:
    """Give the options; wrong ones end the program with status 2, as argparse does."""
    parser = _parser(product)
    given = vars(parser.parse_args(arguments))
    if (given["command"] == "redact") != bool(given["picture"]):
        parser.error("redact takes a PICTURE, and no other command does")
    site: Path = given["site"]
    given["output"] = given["output"] or site / "output"
    return Options(product=product, arguments=tuple(arguments or ()), **given)


def _parser(product: Path) -> argparse.ArgumentParser:
    import argparse  # noqa: PLC0415 - not always needed

    parser = argparse.ArgumentParser(
        prog="build.py",
        description="Build the site: content/ and site.toml to output/.",
        allow_abbrev=False,  # `kawaraban.incremental.before` reads `--site` too, and whole
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
    if not os.path.isdir(text):  # noqa: PTH112 - of a name too long, `Path.is_dir` raises
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
    import argparse  # noqa: PLC0415 - not always needed

    return argparse.ArgumentTypeError(f"{text!r}: {why}")


def _line(text: str) -> None:
    terminal.write_output(f"{text}\n")


def _redact(options: Options) -> int:
    """Let the author draw over a picture until Ctrl-C."""
    from kawaraban.preview.redact import RedactError, redact  # noqa: PLC0415 - not always needed

    settings, _ = site_settings(options.site)
    try:
        redact(
            _picture(options),
            settings.language,
            options.product,
            _line,
        )
    except RedactError as wrong:
        sys.stderr.write(f"build.py: {wrong.why.in_language(settings.language)}\n")
        return MISTAKES
    except KeyboardInterrupt:
        return BUILT
    except OSError as failed:
        terminal.write_error(terminal.describe_error(failed))
    return MISTAKES


def _picture(options: Options) -> Path:
    """Give the picture as typed, from where the author stands, else from the site's folders."""
    typed = Path(options.picture)
    places = (typed, options.site / typed, options.site / "content" / typed)
    return next((place for place in places if place.is_file()), typed)
