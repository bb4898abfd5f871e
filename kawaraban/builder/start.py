"""What comes before a whole build, and may be all that an author has to wait for."""

from __future__ import annotations

import gc
import os
import sys

from kawaraban.incremental import manifest
from kawaraban.incremental.ahead import Ahead
from kawaraban.incremental.before import Before, answered, looked, option, output_of, site_of
from kawaraban.system import lock, signals, terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType
    from typing import Any, NoReturn

    from kawaraban.incremental.patterns import Patterns

    Look = Callable[[], list[str] | None]

# These read, and leave everything as it is.
_READING = ("ads", "redact")


def started(command: str, arguments: list[str]) -> Before | None:
    """Answer an unchanged build, or revise an edited one, and leave; else give what is known.

    `command` is the file of the program.
    """
    gc.disable()  # a build is short, and what it holds it needs to the end
    sys.excepthook = _told
    terminal.open_all()
    terminal.names_in_utf8()
    terminal.lenient()
    product = os.path.dirname(os.path.realpath(command))
    site = site_of(arguments, product)
    if os.path.islink(f"{site}/.cache"):
        _unlink(f"{site}/.cache")
    if not _only_reads(arguments):
        signals.heed()
        output = os.path.realpath(output_of(arguments, site))
        lock.taken(site, os.path.dirname(output))
        manifest.sweep(f"{site}/.cache")

    def begun(site: str, edited: list[str], look: Look) -> Ahead:
        if option("--jobs", arguments) == "1":  # as many processes as are asked for
            edited = []
        if edited:
            _recall_patterns(arguments, product)  # before a fork
        return Ahead(site, edited, lambda site, paths: _done_ahead(site, paths, look))

    before = looked(arguments, product, begun)
    if answered(before):
        leave()
    _recall_patterns(arguments, product)
    if before is not None and before.is_edited:
        from kawaraban.builder.revise import revised  # noqa: PLC0415 - not always needed

        if revised(before, product):
            leave()
        before.ahead.end()
    return before


def _unlink(cache: str) -> None:
    """Take a link away that stands for the cache: nothing is written or deleted behind it."""
    try:
        os.unlink(cache)
    except OSError:
        terminal.tell(terminal.LINKED_CACHE)
        leave(1)


def _done_ahead(site: str, paths: list[str], look: Look) -> Iterator[Any]:
    from kawaraban.builder.again import done_again  # noqa: PLC0415 - for another process alone

    told = None
    for told in done_again(site, paths):
        yield told
    if not told:  # who waits for cards looks meanwhile
        yield look()


def leave(status: int = 0) -> NoReturn:
    """End the program at once: to tidy its memory would take longer than some builds."""
    signals.end_workers()
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
        terminal.tell(terminal.INTERRUPTED)
    elif isinstance(error, OSError):
        terminal.tell(terminal.refused(error))
    else:
        sys.__excepthook__(kind, error, trace)
