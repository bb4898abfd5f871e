"""Readers of a contact's fields: phone numbers, opening hours and days.

`TEL: ０１２０ー８９９ー１９０`   →  Phone(number="0120-899-190", e164="+81120899190")
`7:30〜22:00, 23:00-24:00`   →  (Hours("07:30", "22:00"), Hours("23:00", "24:00"))
`mon-fri, sun`               →  "mon-fri,sun"
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from kawaraban.core.dates import DAY_RANGE, DAYS, half_width
from kawaraban.core.diagnostics import Words
from kawaraban.core.model import Frozen, Hours, Phone
from kawaraban.read.decode import list_of, read_struct
from kawaraban.read.decoding import Decoding, Nothing, Reader
from kawaraban.read.nodes import Mapping, Node
from kawaraban.read.values import text, valid_text

# As text: compiled where a site has numbers, or a contact has hours.
_HYPHENS = "[\u2010-\u2015\u2212\u30fc\uff70~\u301c]"
_LABEL = r"(?i)(?:tel|phone|電話(?:番号)?)[\s.:]*"
_SIGNS = r"[+#]?[0-9(][0-9()\-. ]*"
_TIME = r"([01]?\d|2[0-3]):([0-5]\d)"
_HOURS = rf"(?a){_TIME}\s*[-~〜\u2010-\u2015\u2212ー]\s*(?:{_TIME}|24:00)"
# Numbers that are dialled as they stand, which libphonenumber lists only in part.
# Source: 総務省「電気通信番号計画」, numbers of the form 1XY and #XXXX.
_SPECIAL = {"JP": r"1(?:04|1[03-9]|[37]1|77|88|89)|#[0-9]{4}"}


class _Written(Frozen, frozen=True, kw_only=True):
    """A number with a label, as authors list it."""

    label: str = ""
    number: Phone


def number_reader(country: str) -> Reader:
    """Return a reader of numbers; without `+` they are numbers of `country`."""
    read_text = text("number")

    def read(node: Node, decoding: Decoding) -> object:
        written = read_text(node, decoding)
        if not isinstance(written, str):
            return written
        plain = _normalize(written)
        e164 = _e164(plain, country)
        if e164 is not None:
            return Phone(number=plain, e164=e164)
        return decoding.bad(
            node.source,
            "bad-phone",
            Words(
                f"「{written}」は正しい電話番号ではありません（国: {country}）",
                f"'{written}' is no valid phone number (country: {country})",
            ),
            Words(
                "番号だけを市外局番から書いてください。外国の番号は「+国番号」から始めます",
                "write the number alone, with its area code; begin a foreign one with '+'",
            ),
        )

    return read


def phones_reader(country: str) -> Reader:
    """Return a reader of lists of numbers, or of `{label, number}`."""
    number = number_reader(country)

    def read(node: Node, decoding: Decoding) -> object:
        if not isinstance(node, Mapping):
            return number(node, decoding)
        written = read_struct(_Written, node, decoding)
        if isinstance(written, Nothing):
            return written
        return replace(written.number, label=written.label)

    return list_of(read, "phones", commas=True)


def _normalize(written: str) -> str:
    """Return the number with half-width digits, signs and hyphens, without a label."""
    dashed = half_width(re.sub(_HYPHENS, "-", written))
    plain = re.sub(_HYPHENS, "-", dashed).strip()
    return " ".join(re.sub(_LABEL, "", plain, count=1).split())


def _e164(number: str, country: str) -> str | None:
    """Return the number in E.164, or the digits of a short number; None: it is not valid."""
    if not re.fullmatch(_SIGNS, number):
        return None
    special = _SPECIAL.get(country)
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


def hours_reader() -> Reader:
    """Return a reader of `HH:MM-HH:MM`, one or several; they may end after midnight."""
    return list_of(_read_hours, "hours", commas=True)


def days_reader() -> Reader:
    """Return a reader of days and ranges of days, as one text with commas."""
    remedy = Words(
        "mon-fri や mon,wed,fri の形で書いてください", "write it like mon-fri or mon,wed"
    )
    read_all = list_of(valid_text("days", "bad-days", _bad_days, remedy), "days", commas=True)

    def read(node: Node, decoding: Decoding) -> object:
        days = read_all(node, decoding)
        return ",".join(day.lower() for day in days) if isinstance(days, tuple) else days

    return read


def _read_hours(node: Node, decoding: Decoding) -> object:
    written = text("hours")(node, decoding)
    if not isinstance(written, str):
        return written
    match = re.fullmatch(_HOURS, half_width(written))
    if match is None:
        return decoding.bad(
            node.source,
            "bad-hours",
            Words(f"「{written}」は時間帯ではありません", f"'{written}' is no span of hours"),
            Words("'7:30-22:00' の形で書いてください", "write it like '7:30-22:00'"),
        )
    opens_hour, opens_minute, closes_hour, closes_minute = match.groups()
    return Hours(
        opens=f"{int(opens_hour):02}:{opens_minute}",
        closes="24:00" if closes_hour is None else f"{int(closes_hour):02}:{closes_minute}",
    )


def _bad_days(days: str) -> Words | None:
    if re.fullmatch(DAY_RANGE, days.lower()):
        return None
    known = ", ".join(DAYS)
    return Words(f"使えるのは {known} です", f"known: {known}")
