"""`build.py ads`: print the report of a site's ads."""

from __future__ import annotations

from kawaraban.builder import Builder
from kawaraban.builder.ads import as_json, as_text
from kawaraban.core.options import Options
from kawaraban.system import terminal


def run(options: Options) -> int:
    """Print the ads of the site, or what is wrong with it; return the exit status."""
    report = Builder(options).report_ads()
    terminal.write_heading(report.heading, options.site)
    if report.ads is None:
        diagnostics, summary = report.texts(options.format)
        terminal.write_diagnostics(diagnostics, options.format, str(options.site))
        terminal.write_error(summary)
        return 1
    terminal.write_output((as_json if options.format == "json" else as_text)(report.ads))
    return 0
