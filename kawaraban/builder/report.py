"""What a build found and did, and the text that says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from kawaraban.builder.ads import AdsReport
from kawaraban.core.diagnostics import Diagnostic, Format, Words, show, sort_diagnostics
from kawaraban.core.model import Frozen
from kawaraban.core.settings import Settings

SECONDS = "{seconds}"  # stands for the time taken, in what is remembered


class Report(Frozen, frozen=True, kw_only=True):
    """What a build found and did; nothing is `published` where mistakes stopped it."""

    settings: Settings
    diagnostics: tuple[Diagnostic, ...]
    published: bool = False
    pages: int = 0
    pictures: int = 0
    next_change: datetime | None = None
    ads: AdsReport | None = None
    changes: tuple[datetime, ...] | None = None

    def texts(self, output: Format) -> tuple[str, str]:
        """Return the diagnostics in a format, and the summary, in the site's language."""
        found, language = sort_diagnostics(self.diagnostics), self.settings.language
        summary = _summary(self, found) if self.published else _count(found)
        return show(found, output, language), summary.in_language(language)


def without_consequences(
    misread: tuple[Diagnostic, ...], found: Iterable[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """Join both, but leave out what may only follow from a mistake in the settings."""
    if any(d.severity == "error" and d.source.path == "site.toml" for d in misread):
        found = (d for d in found if not d.rests_on_settings)
    return (*misread, *found)


def stops(found: Iterable[Diagnostic], *, strict: bool) -> bool:
    """Return whether the diagnostics stop the build."""
    return any(strict or d.severity == "error" for d in found)


def _count(found: Sequence[Diagnostic]) -> Words:
    errors = sum(d.severity == "error" for d in found)
    warnings = len(found) - errors
    return Words(
        f"エラー {errors}件、警告 {warnings}件。出力はそのままです",
        f"{_many(errors, 'error')}, {_many(warnings, 'warning')}; the output is as it was",
    )


def _summary(report: Report, found: Sequence[Diagnostic]) -> Words:
    warnings = len(found)
    ja = f"{report.pages}ページ、画像 {report.pictures}枚、警告 {warnings}件、{SECONDS}秒"
    counts = (
        _many(report.pages, "page"),
        _many(report.pictures, "picture"),
        _many(warnings, "warning"),
    )
    en = f"{', '.join(counts)}, {SECONDS} s"
    if report.next_change is not None:
        at = next_minute(report.next_change).isoformat(sep=" ", timespec="minutes")
        return Words(f"{ja}。次に内容が変わるのは {at}", f"{en}; the content next changes at {at}")
    return Words(f"{ja}。日付で変わる予定はありません", f"{en}; no date changes the content")


def next_minute(moment: datetime) -> datetime:
    """Return the first full minute that is not before a moment."""
    minute = moment.replace(second=0, microsecond=0)
    return minute if minute == moment else minute + timedelta(minutes=1)


def _many(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
