"""Readers of a contact's fields: phone numbers, opening hours and days.

`TEL: ０１２０ー８９９ー１９０`   →  Phone(number="0120-899-190", e164="+81120899190")
`7:30〜22:00, 23:00-24:00`   →  (Hours("07:30", "22:00"), Hours("23:00", "24:00"))
`10時〜19時、24時間`          →  (Hours("10:00", "19:00"), Hours("00:00", "24:00"))
`mon-fri, sun`, `平日・土日祝` →  "mon-fri,sun", "mon-fri,sat,sun,hol"
`平日 10時〜19時（祝日は休み）` →  days, hours and a note
"""

import re
from functools import cache

from msgspec.structs import replace

from kawaraban.core.dates import DAY_RANGE, DAYS, HOLIDAYS, half_width
from kawaraban.core.diagnostics import Words
from kawaraban.core.messages import phrase
from kawaraban.core.model import Frozen, Hours, Phone
from kawaraban.core.tables import read_table, with_names
from kawaraban.read.decode import list_of, read_struct
from kawaraban.read.decoding import Decoding, Nothing, Reader, then
from kawaraban.read.nodes import Entry, Mapping, Node, Scalar
from kawaraban.read.values import text, valid_text


class _Table(Frozen, frozen=True, forbid_unknown_fields=True):
    """The tables of `contact_fields.toml`, which says what they are."""

    patterns: dict[str, str]
    special: dict[str, str]
    days: dict[str, str]


def _table() -> _Table:
    return read_table(__file__, _Table)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Return a pattern of the table, which only sites with contacts need."""
    return with_names(_table().patterns, {})[name]


class _Written(Frozen, frozen=True, kw_only=True):
    """A number with a label, as authors list it."""

    label: str = ""
    number: Phone


def number_reader(country: str) -> Reader:
    """Return a reader of numbers; without `+` they are numbers of `country`."""

    def read(written: str, node: Node, decoding: Decoding) -> object:
        plain = half_width(written).strip()
        noted = _pattern("note").fullmatch(plain)
        number, note = noted.groups() if noted else (plain, "")
        number = _pattern("label").sub("", number, count=1)
        number = " ".join(_pattern("hyphens").sub("-", number).split())
        if e164 := _e164(number, country):
            return Phone(label=note, number=number, e164=e164)
        return decoding.refuse(node.source, "bad-phone", written=written, country=country)

    return then(text("number"), read)


def phones_reader(country: str) -> Reader:
    """Return a reader of lists of numbers, or of `{label, number}`."""
    number = number_reader(country)

    def read(node: Node, decoding: Decoding) -> object:
        if not isinstance(node, Mapping):
            return number(node, decoding)
        written = read_struct(_Written, node, decoding)
        if isinstance(written, Nothing):
            return written
        label = "・".join(filter(None, (written.label, written.number.label)))
        return replace(written.number, label=label)

    return list_of(read, "phones", commas=True)


def _e164(number: str, country: str) -> str | None:
    """Return the number in E.164, or the digits of a short number; None: it is not valid."""
    if not _pattern("signs").fullmatch(number):
        return None
    special = _table().special.get(country)
    if special is not None and re.fullmatch(special, number):
        return number
    import phonenumbers  # noqa: PLC0415 - not always needed
    from phonenumbers import shortnumberinfo  # noqa: PLC0415 - not always needed

    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_valid_number(parsed):
        return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
    if shortnumberinfo.is_valid_short_number_for_region(parsed, country):
        return re.sub("[^0-9]", "", number)
    return None


def _read_span(written: str, node: Node, decoding: Decoding) -> object:
    plain = "".join(half_width(written).split())
    match = _pattern("hours").fullmatch(plain)
    is_all_day = _pattern("all-day").fullmatch(plain)
    found = match.groups() if match and not is_all_day else ()
    opens, closes = (_clock(*found[:5]), _clock(*found[5:])) if found else ("00:00", "24:00")
    if closes > "24:00":
        closes = f"{int(closes[:2]) - 24:02}{closes[2:]}"
    if is_all_day or (match and opens < "24:00"):
        return Hours(opens=opens, closes=closes)
    return decoding.refuse(node.source, "bad-hours", written=written)


def _clock(
    half: str | None, hour: str, minute: str | None, minutes: str | None, after: str | None
) -> str:
    """Return a time as HH:MM, where 25 may be one o'clock of the next day."""
    half, count = half or after, int(hour)
    if half:
        count = count % 12 + 12 * (half.lower() in {"午後", "pm"})
    past = "30" if minutes == "半" else minute or (minutes or "0").rstrip("分")
    return f"{count:02}:{int(past):02}"


def _normalize_days(days: str) -> str:
    """Return days in any spelling as `mon-fri,sun`."""
    plain = _pattern("hyphens").sub("-", "".join(half_width(days).lower().split()))
    for written, meaning in _table().days.items():
        plain = re.sub(written, meaning, plain)
    return plain.strip(",")


def _bad_days(days: str) -> Words | None:
    are_days = re.fullmatch(rf"(?:{DAY_RANGE})(?:,(?:{DAY_RANGE}))*", _normalize_days(days))
    return None if are_days else phrase("known-days", known=", ".join((*DAYS, HOLIDAYS)))


def _parts_of_hours(written: str) -> dict[str, str]:
    found = _pattern("around-hours").fullmatch(written.strip())
    parts = {key: part for key, part in found.groupdict().items() if part} if found else {}
    return {} if _bad_days(parts.get("days", "月")) else parts


def split_hours(node: Node) -> Node:
    """Return a contact's fields, with the days before its hours and the note behind as such."""
    entry = node.entries.get("hours") if isinstance(node, Mapping) else None
    if not isinstance(node, Mapping) or entry is None or not isinstance(entry.node, Scalar):
        return node
    parts, source = _parts_of_hours(entry.node.value), entry.node.source
    if parts.keys() & node.entries.keys() != {"hours"}:
        return node
    own = {k: Entry(entry.source, Scalar(value=part, source=source)) for k, part in parts.items()}
    return replace(node, entries=node.entries | own)


read_hours = list_of(then(text("hours"), _read_span), "hours", commas=True)
"""Reads `HH:MM-HH:MM`, one or several; they may end after midnight."""
read_days = then(
    list_of(valid_text("days", "bad-days", _bad_days), "days", commas=True),
    lambda days, *_: ",".join(map(_normalize_days, days)),
)
"""Reads days and ranges of days as one text with commas."""
