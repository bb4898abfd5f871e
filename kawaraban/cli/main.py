"""The commands: what they print, and their exit status."""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from kawaraban.cli.arguments import parse_arguments
from kawaraban.core.options import Options, UsageError
from kawaraban.incremental import manifest
from kawaraban.incremental.no_op import find_last_build
from kawaraban.system import lock, signals, terminal

BUILT, MISTAKES, WRONG_USE = 0, 1, 2
_MODULES = {"import": "import_posts"}  # a word of Python's own is no name for a module
INTERRUPTED = 130  # as shells say of a program that Ctrl-C ended


def run(program: str, arguments: Sequence[str]) -> int:
    """Run a command; return its exit status (0 built, 1 mistakes, 2 wrong use)."""
    gc.disable()  # a build is short, and what it holds it needs to the end
    terminal.escape_unencodable()
    try:
        options = parse_arguments(arguments, Path(os.path.realpath(program)).parent)
        if not _remove_link(f"{options.site}/.cache"):
            return MISTAKES
        return _build(options) if options.command == "build" else _run_command(options)
    except UsageError as wrong:
        terminal.write_error(f"build.py: {wrong}")
        return WRONG_USE
    except KeyboardInterrupt:
        terminal.write_error(terminal.INTERRUPTED)
        return INTERRUPTED
    except ModuleNotFoundError as missing:
        if str(missing.name).startswith("kawaraban"):  # a fault of our own
            raise
        pins = os.path.join(os.path.dirname(os.path.realpath(program)), "requirements.txt")
        terminal.write_error(terminal.MISSING_LIBRARY.format(missing.name, sys.executable, pins))
        return MISTAKES
    except OSError as failed:
        terminal.write_error(terminal.describe_error(failed))
        return MISTAKES


def _run_command(options: Options) -> int:
    """Run a command of a module of its own, which is loaded only now."""
    name = _MODULES.get(options.command, options.command)
    status: int = import_module(f"kawaraban.cli.{name}").run(options)
    return status


def leave(status: int) -> NoReturn:
    """End the program at once: to tidy its memory would take longer than some builds."""
    signals.kill_workers()
    for stream in (sys.stdout, sys.stderr):
        try:  # noqa: SIM105 - contextlib takes 3 ms to load
            stream.flush()
        except OSError:  # nobody reads it any more
            pass
    os._exit(status)


def _build(options: Options) -> int:
    signals.install_handlers()
    lock.acquire(str(options.site), os.path.dirname(os.path.realpath(options.output)))
    manifest.remove_unfinished(f"{options.site}/.cache")
    last = find_last_build(str(options.site), list(options.arguments), str(options.product))
    if last is not None and last.is_current and not last.changed_outputs():
        terminal.write_report(last.manifest.printed, options.format, options.site)
        return BUILT
    from kawaraban.builder import Builder  # noqa: PLC0415 - not needed where nothing has changed

    report = Builder(options, last).build()
    terminal.write_report(report.texts(options.format), options.format, options.site)
    return BUILT if report.published else MISTAKES


def _remove_link(cache: str) -> bool:
    """Delete a link for the cache, so that nothing is written behind it; say if it stays."""
    if os.path.islink(cache):
        try:
            os.unlink(cache)
        except OSError:
            terminal.write_error(terminal.LINKED_CACHE)
            return False
    return True
