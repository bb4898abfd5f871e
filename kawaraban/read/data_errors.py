"""Limits and errors that YAML and TOML data share."""

from __future__ import annotations

import re

from kawaraban.core.diagnostics import Diagnostic, Source, Words, error
from kawaraban.read.text import NO_CHARACTERS

MAX_DEPTH = 20
_TOO_DEEP = Words(f"入れ子が深すぎます（{MAX_DEPTH}段まで）", f"nested deeper than {MAX_DEPTH}")
DELETE_ONE = Words("どちらかを消してください", "delete one of the two")

# YAML 1.1, section 5.1: what no stream may hold, and what no page may (U+0085). Naming what it
# may takes 3 ms to compile.
UNPRINTABLE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff{NO_CHARACTERS}]")


def too_deep(source: Source) -> Diagnostic:
    """Report data that is nested deeper than any key needs."""
    return error(source, "too-deep", _TOO_DEEP, Words("浅く書き直してください", "write it flatter"))


def control_character(sign: str, source: Source) -> Diagnostic:
    """Report a character that no text may hold."""
    code = f"U+{ord(sign):04X}"
    return error(
        source,
        "control-character",
        Words(f"制御文字 {code} があります", f"control character {code}"),
        Words("その文字を消してください", "delete it"),
    )
