"""What a person at a terminal is told. Imports next to nothing; see `kawaraban.stamps`."""

import os
import sys
import time

INTERRUPTED = "build.py: 中断しました / interrupted"
_STARTED = time.perf_counter()


def seconds() -> float:
    """Give how long the command has been at work."""
    return time.perf_counter() - _STARTED


def lenient() -> None:
    """Let a terminal that lacks a letter (cp932, ASCII) show its number instead."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def say(text: str) -> None:
    """Write to the standard output, whose reader may have had enough (`| head`)."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python's documentation, "Note on SIGPIPE": else it complains as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tell(line: str) -> None:
    """Write a line to the standard error."""
    sys.stderr.write(f"{line}\n")
