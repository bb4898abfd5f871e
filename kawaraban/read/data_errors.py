"""Limits and errors that YAML and TOML data share."""

from __future__ import annotations

import re

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report
from kawaraban.read.text import NO_CHARACTERS

MAX_DEPTH = 20

# YAML 1.1, section 5.1: what no stream may hold, and what no page may (U+0085). Naming what it
# may takes 3 ms to compile.
UNPRINTABLE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff{NO_CHARACTERS}]")


def too_deep(source: Source) -> Diagnostic:
    """Report data that is nested deeper than any key needs."""
    return report(source, "data-too-deep", max_depth=MAX_DEPTH)


def control_character(sign: str, source: Source) -> Diagnostic:
    """Report a character that no text may hold."""
    code = f"U+{ord(sign):04X}"
    return report(source, "control-character-in-data", code=code)
