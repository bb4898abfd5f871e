"""`build.py schedule`: print how to build at the moments at which the content changes."""

import os
import shlex
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from string import Template

from kawaraban.builder import Builder
from kawaraban.builder.report import site_heading
from kawaraban.core.messages import phrase
from kawaraban.core.options import Options
from kawaraban.system import terminal

_MOST = 10  # as many as one looks through
_TEXTS = Path(__file__).with_name("schedules")


def run(options: Options) -> int:
    """Print the next changes with timers for them, or the mistakes; return the exit status."""
    report = Builder(options).report_changes()
    language = report.settings.language
    if report.changes is None:
        terminal.write_report(report.texts(options.format), options.format, options.site)
        return 1
    moments = report.changes[:_MOST]
    terminal.write_heading(site_heading(report.settings), options.site)
    if not moments:
        terminal.write_output(phrase("no-dates").in_language(language) + "\n")
        return 0
    heading = phrase("next-dates", all=len(report.changes), shown=len(moments))
    named = (f"\n  {moment.isoformat(sep=' ', timespec='minutes')}" for moment in moments)
    text = Template((_TEXTS / f"{language}.txt").read_text("utf-8"))
    timers = _timers(moments, report.settings.timezone, options)
    shown = f"{heading.in_language(language)}{''.join(named)}"
    terminal.write_output(text.substitute(timers, moments=shown))
    return 0


def _timers(moments: Sequence[datetime], zone: str, options: Options) -> dict[str, str]:
    """Return the lines of each scheduler."""
    site = str(options.site.absolute())
    command = (sys.executable, f"{options.product}/build.py", "--site", site)
    line = shlex.join(command).replace("%", r"\%")  # which ends a line of crontab
    path = os.path.relpath(options.product, site)
    inside = "" if path.startswith(".") else f"{Path(path).as_posix()}/"  # as a submodule
    return {
        "cron": "\n".join(f"{times} {line}" for times in _crons(moments, None)),
        "timers": "\n".join(f"OnCalendar={moment:%Y-%m-%d %H:%M:00} {zone}" for moment in moments),
        "github": "\n".join(f'    - cron: "{times}"' for times in _crons(moments, UTC)),
        "systemd_site": site.replace("%", "%%"),
        "systemd_command": " ".join(f'"{part}"' for part in command).replace("%", "%%"),
        "requirements": f"{inside}requirements.txt",
    }


def _crons(moments: Sequence[datetime], zone: tzinfo | None) -> list[str]:
    """Return the fields of cron in a zone, or in that of this computer.

    Cron knows no years; a build on a day on which nothing changes does no harm.
    """
    there = (moment.astimezone(zone) for moment in moments)
    return [*dict.fromkeys(f"{t.minute} {t.hour} {t.day} {t.month} *" for t in there)]
