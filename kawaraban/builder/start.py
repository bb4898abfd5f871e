"""What comes before a whole build, and may be all that an author has to wait for."""

from __future__ import annotations

import gc
import os
import sys

from kawaraban.incremental import manifest
from kawaraban.incremental.before import Before, answered, looked, output_of, site_of
from kawaraban.system import lock, signals, terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import NoReturn

    from kawaraban.incremental.patterns import Patterns

# These read, and leave everything as it is.
_READING = ("ads", "redact")


def started(command: str, arguments: list[str]) -> Before | None:
    """Answer an unchanged build and leave; else give what is known.

    `command` is the file of the program.
    """
    gc.disable()  # a build is short, and what it holds it needs to the end
    sys.excepthook = _told
    terminal.reopen_streams()
    terminal.require_utf8_names()
    terminal.escape_unencodable()
    product = os.path.dirname(os.path.realpath(command))
    site = site_of(arguments, product)
    if os.path.islink(f"{site}/.cache"):
        _unlink(f"{site}/.cache")
    if not _only_reads(arguments):
        signals.install_handlers()
        output = os.path.realpath(output_of(arguments, site))
        lock.acquire(site, os.path.dirname(output))
        manifest.sweep(f"{site}/.cache")

    before = looked(arguments, product)
    if answered(before):
        leave()
    _recall_patterns(arguments, product)
    return before


def _unlink(cache: str) -> None:
    """Take a link away that stands for the cache: nothing is written or deleted behind it."""
    try:
        os.unlink(cache)
    except OSError:
        terminal.write_error(terminal.LINKED_CACHE)
        leave(1)


def leave(status: int = 0) -> NoReturn:
    """End the program at once: to tidy its memory would take longer than some builds."""
    signals.kill_workers()
    if _Known.patterns is not None:
        _Known.patterns.keep()
    for stream in (sys.stdout, sys.stderr):
        try:  # noqa: SIM105 - contextlib takes 3 ms to load
            stream.flush()
        except OSError:  # nobody reads it any more
            pass
    os._exit(status)


class _Known:
    patterns: Patterns | None = None


def _recall_patterns(arguments: list[str], product: str) -> None:
    """Use the patterns that an earlier build has compiled, unless nothing is to be kept."""
    if _Known.patterns is None and not _only_reads(arguments) and "--no-cache" not in arguments:
        from kawaraban.incremental.patterns import Patterns  # noqa: PLC0415 - an unchanged build needs none

        _Known.patterns = Patterns(f"{site_of(arguments, product)}/.cache")
        _Known.patterns.lend()


def _only_reads(arguments: list[str]) -> bool:
    before = ["", *arguments]  # what follows an option may be its value: `--site ads`
    return any(
        argument in _READING and not option.startswith("--")
        for option, argument in zip(before, arguments, strict=False)
    )


def _told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say in one line that the author has stopped the build, or what the system refuses."""
    if issubclass(kind, KeyboardInterrupt):
        terminal.write_error(terminal.INTERRUPTED)
    elif isinstance(error, OSError):
        terminal.write_error(terminal.describe_error(error))
    else:
        sys.__excepthook__(kind, error, trace)
