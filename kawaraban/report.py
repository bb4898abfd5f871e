"""What a build says when it ends, and its exit status."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kawaraban import terminal
from kawaraban.diagnostics import Diagnostic, Format, Words, ordered, show
from kawaraban.model import Frozen, Site
from kawaraban.nearest import is_absent
from kawaraban.settings import STAND_INS, Settings

if TYPE_CHECKING:
    from kawaraban.ads_report import AdsReport

BUILT, MISTAKES = 0, 1
SECONDS = "{seconds}"  # stands for the time taken, in what is remembered
# The key of the settings under which what these rules ask for is named.
_IN_SETTINGS = {
    "foreign-ad": "affiliate",
    "no-programme": "affiliate",
    "unknown-author": "authors",
}


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


def report_of(
    site: Site,
    settings: Settings,
    found: tuple[Diagnostic, ...],
    files: Iterable[str],
    record: Callable[[tuple[str, str]], None] | None,
) -> Report:
    """Give the report of a build that was published."""
    return Report(
        settings=settings,
        diagnostics=found,
        published=True,
        pages=sum(path.endswith(".html") for path in files),
        pictures=len(site.pictures),
        next_change=site.next_change,
        record=record,
    )


def by_cause(
    misread: Iterable[Diagnostic], found: Iterable[Diagnostic], settings: Settings
) -> tuple[Diagnostic, ...]:
    """Give all, but what was only found because what would name it was misread."""
    first, found = tuple(misread), tuple(found)
    wrong = {one.source.path for one in (*first, *found) if one.severity == "error"}
    keys = _IN_SETTINGS.values() if "site.toml" in wrong else ()
    spoilt = {key for key in keys if not _is_known(key, settings)}
    return (*first, *(one for one in found if _IN_SETTINGS.get(one.rule) not in spoilt))


def _is_known(key: str, settings: Settings) -> bool:
    """Say whether what settings with mistakes say under a key is known."""
    written = [name for name in settings.positions if name and "." not in name]
    if getattr(settings, key) != getattr(STAND_INS, key):
        return True
    return bool(written) and is_absent(key, written, Settings.__struct_fields__)


def stops(found: Iterable[Diagnostic], *, strict: bool) -> bool:
    """Say whether the diagnostics stop the build."""
    return any(strict or d.severity == "error" for d in found)


def tell(report: Report, output: Format) -> int:
    """Print what a build found and did; give the exit status."""
    if report.ads is not None:
        from kawaraban.ads_report import as_json, as_text  # noqa: PLC0415 - not always needed

        terminal.say((as_json if output == "json" else as_text)(report.ads))
        return BUILT
    found, language = ordered(report.diagnostics), report.settings.language
    shown = show(found, output, language)
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
