"""`build.py check`: print all that a build would report, and what became of external links."""

from msgspec.structs import replace

from kawaraban.builder import Builder
from kawaraban.builder.report import stops
from kawaraban.core.diagnostics import Words
from kawaraban.core.messages import phrase
from kawaraban.core.options import Options
from kawaraban.system import terminal


def run(options: Options) -> int:
    """Print what is wrong with the site; return the exit status."""
    report = Builder(options).check()
    links = Words("", "")
    if options.own.get("online"):
        links = phrase("links-not-asked-for")
        if not stops(report.diagnostics, strict=False):  # else whose ads there are is not known
            from kawaraban.cli.online import check_links  # noqa: PLC0415 - seldom needed

            found, links = check_links(report.links, report.settings, options)
            report = replace(report, diagnostics=(*report.diagnostics, *found))
    heading, diagnostics, counts = report.texts(options.format)
    summary = "\n".join(filter(None, (links.in_language(report.settings.language), counts)))
    terminal.write_report((heading, diagnostics, summary), options.format, options.site)
    return int(stops(report.diagnostics, strict=options.strict))
