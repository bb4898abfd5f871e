"""Diagnostics by name: what they say stands in `messages.toml`, in both languages."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from msgspec import toml

from kawaraban.core.diagnostics import Diagnostic, Severity, Source, Words, did_you_mean
from kawaraban.core.model import Frozen


class _Message(Frozen, frozen=True, forbid_unknown_fields=True):
    """A table of `messages.toml`: what is wrong and the remedy, or a phrase for other messages."""

    ja: tuple[str, ...]
    en: tuple[str, ...]
    rule: str = ""
    severity: Severity = "error"
    rests_on_settings: bool = False

    def words(self, values: dict[str, object]) -> tuple[Words, ...]:
        """Return the texts with their values; one in both languages gives each its own."""
        ja = {key: value.ja if isinstance(value, Words) else value for key, value in values.items()}
        en = {key: value.en if isinstance(value, Words) else value for key, value in values.items()}
        pairs = zip(self.ja, self.en, strict=True)
        return tuple(Words(one.format_map(ja), other.format_map(en)) for one, other in pairs)


@cache
def _tables() -> dict[str, str]:
    """Return each message as it stands in the file, by name: to read all takes too long."""
    text = Path(__file__).with_name("messages.toml").read_text("utf-8")
    named = (table.partition("]\n") for table in text.split("\n[")[1:])
    return {name: table for name, _, table in named}


@cache
def _message(name: str) -> _Message:
    return toml.decode(_tables()[name], type=_Message)


@cache
def _plain_words(name: str) -> tuple[Words, ...]:
    return _message(name).words({})


def report(source: Source, name: str, /, **values: object) -> Diagnostic:
    """Make the diagnostic of a name; a value may be in both languages."""
    message = _message(name)
    what, remedy = message.words(values) if values else _plain_words(name)
    rule = message.rule.format_map(values) or name
    return Diagnostic(source, rule, what, remedy, message.severity, message.rests_on_settings)


def report_unknown(kind: str, name: str, source: Source, known: Sequence[str]) -> Diagnostic:
    """Report a name that nothing of a kind has; where there is none yet, say where to write it."""
    remedy = did_you_mean(name, known) if known else phrase(f"write-{kind}", name=name)
    return report(source, f"unknown-{kind}", name=name, remedy=remedy)


def phrase(name: str, /, **values: object) -> Words:
    """Return a text that is a part of messages."""
    (words,) = _message(name).words(values)
    return words


def tool_words(prefix: str, language: str) -> dict[str, str]:
    """Return the texts of a page of the tools, as they stand, by the rest of their names."""
    found = {name: _message(name) for name in _tables() if name.startswith(prefix)}
    return {
        name.removeprefix(prefix).replace("-", "_"): (m.en if language == "en" else m.ja)[0]
        for name, m in found.items()
    }
