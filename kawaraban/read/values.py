"""Single values: from the text of a node to a type, or to an error that says why not.

A reader is made for the name of a key, which its errors quote.
"""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import TypeVar

from msgspec import Struct

from kawaraban.core.addresses import IGNORABLE
from kawaraban.core.dates import end_of_day, parse_moment, parse_month
from kawaraban.core.diagnostics import Diagnostic, Words, did_you_mean
from kawaraban.core.messages import phrase, report
from kawaraban.core.model import Checked, Month
from kawaraban.read.decoding import ABSENT, Decoding, Nothing, Reader, then
from kawaraban.read.nodes import Node, Scalar
from kawaraban.system.regex import lazy_pattern

T = TypeVar("T")

# A comment behind a name or address is a comment; behind prose it may be its rest.
_NAMES = frozenset({"author", "email", "id", "image", "product", "products", "slug", "to", "url"})
# Signs without a shape, of which a text would be as good as empty: what is ignorable, the blank
# of Braille, and spaces.
_UNSEEN = lazy_pattern(f"[\\s\u2800{IGNORABLE}]*")
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
# YAML 1.1 and 1.2 together, in any case.
_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_INTEGER = lazy_pattern(r"[+-]?[0-9]{1,15}")
_NUMBER = lazy_pattern(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")


class Form(Struct, frozen=True):
    """What a value should be, in words, and the TOML types that it may have."""

    words: Words
    toml: frozenset[str]


_TEXT = Form(Words("文字", "text"), frozenset({"string"}))
_BOOLEAN = Form(Words("真偽（trueかfalse）", "true or false"), frozenset({"boolean"}))
_INTEGERS = Form(Words("整数", "a whole number"), frozenset({"integer"}))
_NUMBERS = Form(Words("数", "a number"), frozenset({"integer", "float"}))


# A date without a time that ends something means that whole day (writing format).
_ENDS = frozenset({"ends", "expires"})
# Ages are counted up to a century on, and Python's calendar ends with the year 9999.
_MAX_YEAR = 9000
_DATES = Form(Words("日付", "a date"), frozenset({"string", "date"}))


def is_null(node: Node) -> bool:
    """Check whether a value is YAML's null: empty, `~` or `null`, without quotes."""
    return isinstance(node, Scalar) and node.toml is None and node.value in _NULL and node.plain


def form_reader(
    name: str, form: Form, read: Callable[[Scalar, Decoding], T | Nothing]
) -> Callable[[Node, Decoding], T | Nothing]:
    """Return a reader of values of one form, which reports what any other should be."""

    def read_node(node: Node, decoding: Decoding) -> T | Nothing:
        if isinstance(node, Scalar) and (node.toml is None or node.toml in form.toml):
            return read(node, decoding)
        if form is not _TEXT:
            return decoding.refuse(node.source, "bad-type", name=name, form=form.words)
        if not isinstance(node, Scalar):
            return decoding.refuse(node.source, "not-text", name=name)
        return decoding.refuse(node.source, "not-quoted", name=name, value=node.value)

    return read_node


def text(name: str) -> Reader:
    """Return a reader of text as it is written; an empty text is none."""

    def read(scalar: Scalar, decoding: Decoding) -> str | Nothing:
        if scalar.comment is not None and name not in _NAMES:
            decoding.found.append(report(scalar.comment.source, "value-cut", name=name))
        value = scalar.value.strip(" \t\n")
        return ABSENT if _UNSEEN.fullmatch(value) else value

    return form_reader(name, _TEXT, read)


def valid_text(name: str, message: str, why: Callable[[str], Words | None]) -> Reader:
    """Return a reader of text that must hold to a rule; `why` says in which way it does not."""

    def check(value: str, node: Node, decoding: Decoding) -> object:
        if (reason := why(value)) is None:
            return value
        return decoding.refuse(node.source, message, name=name, value=value, reason=reason)

    return then(text(name), check)


def matching(pattern: str, why: str) -> Callable[[str], Words | None]:
    """Return a rule for texts of a form; `why` names the phrase for any other."""
    return lambda value: None if re.fullmatch(pattern, value) else phrase(why)


def boolean(name: str) -> Reader:
    """Return a reader of true and false, in the spellings of YAML alone."""
    return _scalar_reader(name, _BOOLEAN, lambda written: _BOOLEANS.get(written.lower()))


def integer(name: str) -> Reader:
    """Return a reader of whole numbers."""
    return _scalar_reader(name, _INTEGERS, lambda w: int(w) if _INTEGER.fullmatch(w) else None)


def number(name: str) -> Reader:
    """Return a reader of decimal numbers."""
    return _scalar_reader(name, _NUMBERS, lambda w: float(w) if _NUMBER.fullmatch(w) else None)


def _scalar_reader(name: str, form: Form, parse: Callable[[str], float | None]) -> Reader:
    """Return a reader of values that `parse` gives a type; None from it is an error."""

    def read(scalar: Scalar, decoding: Decoding) -> float | Nothing:
        if (value := parse(scalar.value)) is not None:
            return value
        message = "bad-bool" if form is _BOOLEAN else "bad-number"
        about = {"name": name, "value": scalar.value, "form": form.words}
        return decoding.refuse(scalar.source, message, **about)

    return form_reader(name, form, read)


def choice(known: tuple[str, ...], name: str) -> Reader:
    """Return a reader of one of several fixed words."""

    def read(scalar: Scalar, decoding: Decoding) -> str | Nothing:
        if scalar.value in known:
            return scalar.value
        near = did_you_mean(scalar.value, known)
        return decoding.refuse(scalar.source, "bad-value", name=name, value=scalar.value, near=near)

    return form_reader(name, _TEXT, read)


def is_false(node: Node) -> bool:
    """Check whether a value is false in a spelling of YAML, without quotes."""
    return isinstance(node, Scalar) and node.plain and _BOOLEANS.get(node.value.lower()) is False


def cut_value(name: str, node: Scalar, found: Collection[Diagnostic]) -> Iterator[Diagnostic]:
    """Warn of what looks like the value, or like its rest, and is a comment: `tags: #甲 #乙`.

    Not where it is among the diagnostics `found` before.
    """
    comment = node.comment
    if comment and comment.tight and all(one.source != comment.source for one in found):
        yield report(comment.source, "value-cut", name=name)


def moment(name: str) -> Reader:
    """Return a reader of dates and date-times, in the site's zone where they name none."""

    def read(scalar: Scalar, decoding: Decoding) -> datetime | Nothing:
        written = parse_moment(scalar.value, decoding.zone)
        if written is None:
            return decoding.refuse(scalar.source, "bad-date", name=name, value=scalar.value)
        return end_of_day(written.at) if name in _ENDS and not written.timed else written.at

    return form_reader(name, _DATES, read)


def day_or_month(name: str) -> Reader:
    """Return a reader of days and months."""

    def read(scalar: Scalar, decoding: Decoding) -> Checked | Nothing:
        month = parse_month(scalar.value)
        written = None if month else parse_moment(scalar.value, decoding.zone)
        found: Checked | None = Month(*month) if month else written and written.at.date()
        if found is None or found.year > _MAX_YEAR:
            return decoding.refuse(scalar.source, "bad-day", name=name, value=scalar.value)
        return found

    return form_reader(name, _DATES, read)
