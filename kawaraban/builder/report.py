"""What a build found and did, and the text that says so."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from kawaraban.builder.ads import AdsReport
from kawaraban.core.diagnostics import Diagnostic, Words, show, sort_diagnostics
from kawaraban.core.model import ExternalLink, Frozen
from kawaraban.core.options import Format
from kawaraban.core.settings import Settings

SECONDS = "{seconds}"  # stands for the time taken, in what is remembered
FOLDER = "{folder}"  # stands for the site's folder, which may be moved


class Unpublished(Frozen, frozen=True, kw_only=True):
    """How many articles are not in the output, and when the next one will be."""

    coming: int = 0
    next_date: datetime | None = None
    drafts: int = 0
    expired: int = 0


class Report(Frozen, frozen=True, kw_only=True):
    """What a build found and did; nothing is `published` where mistakes stopped it."""

    settings: Settings
    diagnostics: tuple[Diagnostic, ...]
    published: bool = False
    pages: int = 0
    pictures: int = 0
    next_change: datetime | None = None
    unpublished: Unpublished = Unpublished()
    ads: AdsReport | None = None
    links: tuple[ExternalLink, ...] = ()
    changes: tuple[datetime, ...] | None = None

    def texts(self, output: Format) -> tuple[str, str, str]:
        """Return the line that names the site, the diagnostics in a format, and the summary."""
        found, language = sort_diagnostics(self.diagnostics), self.settings.language
        published = (*_unpublished(self.unpublished), _summary(self, found))
        lines = published if self.published else (_count(found),)
        summary = "\n".join(words.in_language(language) for words in lines)
        return site_heading(self.settings), show(found, output, language), summary


def site_heading(settings: Settings) -> str:
    """Return the line that names a site, with `{folder}` for its folder."""
    title = " ".join(settings.title.split())
    words = Words(f"サイト: {title}（{FOLDER}）", f"Site: {title} ({FOLDER})")
    return words.in_language(settings.language)


def without_consequences(
    misread: tuple[Diagnostic, ...], found: Iterable[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """Join both, but leave out what may only follow from a mistake in the settings."""
    if any(d.severity == "error" and d.source.path == "site.toml" for d in misread):
        found = (d for d in found if not d.rests_on_settings)
    return (*misread, *found)


def stops(found: Iterable[Diagnostic], *, strict: bool) -> bool:
    """Return whether the diagnostics stop the build."""
    return any(d.severity == "error" or (strict and d.severity == "warning") for d in found)


def _count(found: Sequence[Diagnostic]) -> Words:
    errors = sum(d.severity == "error" for d in found)
    warnings = sum(d.severity == "warning" for d in found)
    return Words(
        f"エラー {errors}件、警告 {warnings}件。出力はそのままです",
        f"{_many(errors, 'error')}, {_many(warnings, 'warning')}; the output is as it was",
    )


def _unpublished(number: Unpublished) -> Iterator[Words]:
    """Yield the line that says what is not published, where there is any."""
    day = number.next_date and number.next_date.date()
    kinds = (
        (number.coming, f"公開前 {number.coming}件（{day}）", f"{number.coming} to come ({day})"),
        (number.drafts, f"下書き {number.drafts}件", _many(number.drafts, "draft")),
        (number.expired, f"公開終了 {number.expired}件", f"{number.expired} expired"),
    )
    if there := [(ja, en) for count, ja, en in kinds if count]:
        ja, en = zip(*there, strict=True)
        yield Words("、".join(ja), f"not published: {', '.join(en)}")


def _summary(report: Report, found: Sequence[Diagnostic]) -> Words:
    warnings = sum(d.severity == "warning" for d in found)
    ja = f"{report.pages}ページ、画像 {report.pictures}枚、警告 {warnings}件、{SECONDS}秒"
    counts = {"page": report.pages, "picture": report.pictures, "warning": warnings}
    en = ", ".join([*(_many(n, thing) for thing, n in counts.items()), f"{SECONDS} s"])
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
