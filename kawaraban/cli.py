"""The command: its arguments, what it prints, and its exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kawaraban import terminal
from kawaraban.dates import parse_moment
from kawaraban.diagnostics import Diagnostic, Format, Words, ordered, show
from kawaraban.model import Frozen
from kawaraban.publish.places import OutputError
from kawaraban.read.source import site_settings
from kawaraban.settings import Settings

if TYPE_CHECKING:
    import argparse

    from kawaraban.ads_report import AdsReport

_COMMANDS = "ads: list the ads; redact: cover what a picture must not show"
BUILT, MISTAKES, WRONG_USE = 0, 1, 2
SECONDS = "{seconds}"  # stands for the time taken, in what is remembered
INTERRUPTED = 130  # as shells say of a program that Ctrl-C ended


class Options(Frozen, frozen=True, kw_only=True):
    """The arguments of one build. `now` is as typed, or empty for the clock."""

    site: Path
    product: Path
    output: Path
    arguments: tuple[str, ...] = ()
    command: Literal["build", "ads", "redact"] = "build"
    picture: str = ""
    now: str = ""
    drafts: bool = False
    strict: bool = False
    format: Format = "text"
    jobs: int = 1
    cache: bool = True
    base_url: str = ""


class Report(Frozen, frozen=True, kw_only=True):
    """What a build found and did; nothing is `published` where mistakes stopped it.

    `record` remembers the build, given what it says.
    """

    settings: Settings
    diagnostics: tuple[Diagnostic, ...]
    published: bool = False
    pages: int = 0
    pictures: int = 0
    next_change: datetime | None = None
    ads: AdsReport | None = None
    record: Callable[[tuple[str, str]], None] | None = None


class UsageError(Exception):
    """An argument cannot be followed: its name, what was given, what it should be."""

    def __str__(self) -> str:
        """Give one line for the terminal."""
        return "{}: {!r} is not {}".format(*self.args)


def run(
    build: Callable[[Options], Report], product: Path, arguments: Sequence[str] | None = None
) -> int:
    """Run a build as a command; give its exit status (0 built, 1 mistakes, 2 wrong use)."""
    terminal.lenient()
    options = parsed(arguments, product)
    if options.command == "redact":
        return _redact(options)
    try:
        report = build(options)
    except (UsageError, OutputError) as wrong:
        sys.stderr.write(f"build.py: {wrong}\n")
        return WRONG_USE
    except KeyboardInterrupt:
        sys.stderr.write("build.py: 中断しました / interrupted\n")
        return INTERRUPTED
    except OSError as failed:
        sys.stderr.write(f"build.py: {failed}\n")
        return MISTAKES
    return _told(report, options)


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
        prog="build.py", description="Build the site: content/ and site.toml to output/."
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
    folder = Path(text)
    if not folder.is_dir():
        raise _unusable(text, "not a folder")
    return folder


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


def usable_cpus() -> int:
    """Give the number of CPUs that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def is_by_clock(options: Options) -> bool:
    """Say whether a build is of the moment at which it is made."""
    return not options.now and not os.environ.get("SOURCE_DATE_EPOCH")


def moment(options: Options, settings: Settings) -> datetime:
    """Give the moment of the build: `--now`, else SOURCE_DATE_EPOCH, else the clock.

    Source of SOURCE_DATE_EPOCH: reproducible-builds.org, seconds since 1970 in UTC.
    """
    if options.now:
        parsed_now = parse_moment(options.now, settings.zone)
        if parsed_now is None:
            raise UsageError("--now", options.now, "a date or time")
        return parsed_now.at
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        try:
            return datetime.fromtimestamp(int(epoch), UTC).astimezone(settings.zone)
        except (ValueError, OverflowError, OSError) as reason:
            raise UsageError("SOURCE_DATE_EPOCH", epoch, "a number of seconds") from reason
    return datetime.now(settings.zone)


def _line(text: str) -> None:
    terminal.say(f"{text}\n")


def _redact(options: Options) -> int:
    """Let the author draw over a picture until Ctrl-C."""
    from kawaraban.redact import RedactError, redact  # noqa: PLC0415 - not always needed

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
        sys.stderr.write(f"build.py: {failed}\n")
    return MISTAKES


def _picture(options: Options) -> Path:
    """Give the picture as typed, from where the author stands, else from the site's folders."""
    typed = Path(options.picture)
    places = (typed, options.site / typed, options.site / "content" / typed)
    return next((place for place in places if place.is_file()), typed)


def stops(found: Iterable[Diagnostic], *, strict: bool) -> bool:
    """Say whether the diagnostics stop the build."""
    return any(strict or d.severity == "error" for d in found)


def _told(report: Report, options: Options) -> int:
    if report.ads is not None:
        from kawaraban.ads_report import as_json, as_text  # noqa: PLC0415 - not always needed

        terminal.say((as_json if options.format == "json" else as_text)(report.ads))
        return BUILT
    found, language = ordered(report.diagnostics), report.settings.language
    shown = show(found, options.format, language)
    terminal.say(shown)
    if not report.published:
        terminal.tell(_count(found).in_language(language))
        return MISTAKES
    summary = _summary(report, found).in_language(language)
    terminal.tell(summary.replace(SECONDS, f"{terminal.seconds():.2f}"))
    if report.record is not None:
        report.record((shown, summary))
    return BUILT


def _count(found: Sequence[Diagnostic]) -> Words:
    errors = sum(d.severity == "error" for d in found)
    warnings = len(found) - errors
    return Words(
        f"エラー {errors}件、警告 {warnings}件。出力はそのままです",
        f"{_many(errors, 'error')}, {_many(warnings, 'warning')}; the output is as it was",
    )


def _summary(report: Report, found: Sequence[Diagnostic]) -> Words:
    ja = f"{report.pages}ページ、画像 {report.pictures}枚、警告 {len(found)}件、{SECONDS}秒"
    counts = (
        _many(report.pages, "page"),
        _many(report.pictures, "picture"),
        _many(len(found), "warning"),
    )
    en = f"{', '.join(counts)}, {SECONDS} s"
    if report.next_change is not None:
        at = _next_minute(report.next_change).isoformat(sep=" ", timespec="minutes")
        return Words(f"{ja}。次に内容が変わるのは {at}", f"{en}; the content next changes at {at}")
    return Words(f"{ja}。日付で変わる予定はありません", f"{en}; no date changes the content")


def _next_minute(moment: datetime) -> datetime:
    """Give the first full minute that is not before a moment."""
    minute = moment.replace(second=0, microsecond=0)
    return minute if minute == moment else minute + timedelta(minutes=1)


def _many(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
