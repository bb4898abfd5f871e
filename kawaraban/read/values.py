"""Single values: from the text of a node to a type, or to an error that says why not.

A reader is made for the name of a key, which its errors quote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import TypeVar

from msgspec import Struct

from kawaraban.core.dates import end_of_day, parse_moment, parse_month
from kawaraban.core.diagnostics import Diagnostic, Source, Words, did_you_mean, warning
from kawaraban.core.model import Checked, Month
from kawaraban.read.decoding import ABSENT, Decoding, Nothing, Reader
from kawaraban.read.nodes import Node, Scalar

T = TypeVar("T")

# A comment behind a name or address is a comment; behind prose it may be its rest.
_NAMES = frozenset({"author", "email", "id", "image", "product", "products", "slug", "to", "url"})
# Signs without a shape, of which a text would be as good as empty: Default_Ignorable_Code_Point
# (Unicode, DerivedCoreProperties), the blank of Braille, and spaces.
_UNSEEN = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]*"
)
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
# YAML 1.1 and 1.2 together, in any case.
_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_INTEGER = re.compile(r"[+-]?[0-9]{1,15}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")


class Form(Struct, frozen=True):
    """What a value should be, in words, and the TOML types that it may have."""

    words: Words
    toml: frozenset[str]


_TEXT = Form(Words("文字", "text"), frozenset({"string"}))
_IN_QUOTES = Words(
    "文字を書いてください。括弧や「:」も文字なら、全体を引用符（'…'）で囲んでください",
    "write text; where brackets or ':' are part of it, put all of it in quotes ('…')",
)
_BOOLEAN = Form(Words("真偽（trueかfalse）", "true or false"), frozenset({"boolean"}))
_INTEGERS = Form(Words("整数", "a whole number"), frozenset({"integer"}))
_NUMBERS = Form(Words("数", "a number"), frozenset({"integer", "float"}))


# A date without a time that ends something means that whole day (writing format).
_ENDS = frozenset({"ends", "expires"})
# Ages are counted up to a century on, and Python's calendar ends with the year 9999.
_MAX_YEAR = 9000
_DATES = Form(Words("日付", "a date"), frozenset({"string", "date"}))
_MOMENT_LIKE = Words(
    "2025-08-26 か 2025-08-26 12:00 の形で書いてください",
    "write it like 2025-08-26 or 2025-08-26 12:00",
)
_CHECKED_LIKE = Words(
    "2025-08-26 か 2025-08 の形で書いてください", "write it like 2025-08-26 or 2025-08"
)


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
        what = Words(f"「{name}」の値は{form.words.ja}です", f"'{name}' must be {form.words.en}")
        in_quotes = form is _TEXT and not isinstance(node, Scalar)
        return decoding.bad(
            node.source, "bad-type", what, _IN_QUOTES if in_quotes else _write(form)
        )

    return read_node


def text(name: str) -> Reader:
    """Return a reader of text as it is written; an empty text is none."""

    def read(scalar: Scalar, decoding: Decoding) -> str | Nothing:
        if scalar.comment is not None and name not in _NAMES:
            decoding.found.append(_cut(name, scalar.comment.source))
        value = scalar.value.strip(" \t\n")
        return ABSENT if _UNSEEN.fullmatch(value) else value

    return form_reader(name, _TEXT, read)


def valid_text(name: str, rule: str, why: Callable[[str], Words | None], remedy: Words) -> Reader:
    """Return a reader of text that must hold to a rule; `why` says in which way it does not."""
    read_text = text(name)

    def read(node: Node, decoding: Decoding) -> object:
        value = read_text(node, decoding)
        reason = why(value) if isinstance(value, str) else None
        if reason is None:
            return value
        what = Words(f"「{name}」の「{value}」: {reason.ja}", f"'{name}' is '{value}': {reason.en}")
        return decoding.bad(node.source, rule, what, remedy)

    return read


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
        value = parse(scalar.value)
        if value is not None:
            return value
        what = Words(
            f"「{name}」の「{scalar.value}」は{form.words.ja}ではありません",
            f"'{name}' is '{scalar.value}', not {form.words.en}",
        )
        return decoding.bad(
            scalar.source, "bad-bool" if form is _BOOLEAN else "bad-number", what, _write(form)
        )

    return form_reader(name, form, read)


def _write(form: Form) -> Words:
    return Words(f"{form.words.ja}を書いてください", f"write {form.words.en}")


def choice(known: tuple[str, ...], name: str) -> Reader:
    """Return a reader of one of several fixed words."""

    def read(scalar: Scalar, decoding: Decoding) -> str | Nothing:
        if scalar.value in known:
            return scalar.value
        return decoding.bad(
            scalar.source,
            "bad-value",
            Words(
                f"「{name}」に「{scalar.value}」は使えません",
                f"'{name}' cannot be '{scalar.value}'",
            ),
            did_you_mean(scalar.value, known),
        )

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
        yield _cut(name, comment.source)


def _cut(name: str, source: Source) -> Diagnostic:
    return warning(
        source,
        "value-cut",
        Words(
            f"「{name}」の値は「 #」の前で終わり、後はコメントになります",
            f"the value of '{name}' ends before ' #'; the rest is a comment",
        ),
        Words(
            "「#」も値なら全体を引用符（'…'）で囲み、コメントなら別の行に「# …」と書いてください",
            "put the whole value in quotes ('…'), or write the comment as '# …' on its own line",
        ),
    )


def moment(name: str) -> Reader:
    """Return a reader of dates and date-times, in the site's zone where they name none."""

    def read(scalar: Scalar, decoding: Decoding) -> datetime | Nothing:
        written = parse_moment(scalar.value, decoding.zone)
        if written is None:
            return _bad_date(scalar, name, _MOMENT_LIKE, decoding)
        return end_of_day(written.at) if name in _ENDS and not written.timed else written.at

    return form_reader(name, _DATES, read)


def day_or_month(name: str) -> Reader:
    """Return a reader of days and months."""

    def read(scalar: Scalar, decoding: Decoding) -> Checked | Nothing:
        found = _parse_day_or_month(scalar.value, decoding)
        if found is None or found.year > _MAX_YEAR:
            return _bad_date(scalar, name, _CHECKED_LIKE, decoding)
        return found

    return form_reader(name, _DATES, read)


def _parse_day_or_month(text: str, decoding: Decoding) -> Checked | None:
    month = parse_month(text)
    if month is not None:
        return Month(*month)
    written = parse_moment(text, decoding.zone)
    return written.at.date() if written else None


def _bad_date(scalar: Scalar, name: str, remedy: Words, decoding: Decoding) -> Nothing:
    return decoding.bad(
        scalar.source,
        "bad-date",
        Words(
            f"「{name}」の「{scalar.value}」という日付はありません",
            f"'{name}' is '{scalar.value}', which is no date",
        ),
        remedy,
    )
