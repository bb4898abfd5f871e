"""`build.py ads`: print the report of a site's ads, or what of it a network's mail names."""

from pathlib import Path

import msgspec

from kawaraban.ads.programmes import programmes_of
from kawaraban.builder import Builder
from kawaraban.builder.ads import AdsReport, as_html, as_json, as_text
from kawaraban.builder.report import Report, site_heading
from kawaraban.core.messages import phrase
from kawaraban.core.options import Options, UsageError
from kawaraban.system import terminal


class _Arguments(msgspec.Struct):
    html: str = ""
    ended: str = ""


def run(options: Options) -> int:
    """Print the ads of the site, or what is wrong with it; return the exit status."""
    own = msgspec.convert(options.own, type=_Arguments)
    text = _read(own.ended) if own.ended else ""
    report = Builder(options).report_ads()
    ads, language = report.ads, report.settings.language
    if ads is None:
        terminal.write_report(report.texts(options.format), options.format, options.site)
        return 1
    terminal.write_heading(site_heading(report.settings), options.site)
    if own.ended:
        terminal.write_output(_ended(text, own.ended, report, ads, options))
    elif own.html:
        Path(own.html).write_text(as_html(ads, options.product, language), "utf-8")
    else:
        terminal.write_output((as_json if options.format == "json" else as_text)(ads))
    return 0


def _ended(text: str, file: str, report: Report, ads: AdsReport, options: Options) -> str:
    """Return a line, or an object, for each programme that a text names."""
    from kawaraban.builder.ended import named_in  # noqa: PLC0415 - seldom needed

    programmes = programmes_of(report.settings.affiliate)
    rows = named_in(text, ads.programmes, programmes)
    if options.format == "json":
        return f"{msgspec.json.encode(rows).decode()}\n"
    lines = (f"{file}:{r.line}\t{r.id}\t{r.by}\t{' '.join(r.posts) or '-'}\n" for r in rows)
    none = phrase("no-programme-named").in_language(report.settings.language)
    return "".join(lines) or f"{none}\n"


def _read(file: str) -> str:
    from kawaraban.builder.ended import decode_text  # noqa: PLC0415 - seldom needed

    if not Path(file).is_file():
        why = f"argument --ended: {file!r}: not a file"
        raise UsageError(why)
    try:
        return decode_text(Path(file).read_bytes())
    except UnicodeDecodeError as reason:
        why = f"{file}: not UTF-8, Shift_JIS or ISO-2022-JP; save it as UTF-8"
        raise UsageError(why) from reason
