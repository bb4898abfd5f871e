"""Phone numbers: shown as the author wrote them, and in E.164 for `tel:`.

`TEL: ０１２０ー８９９ー１９０`   →  Phone(number="0120-899-190", e164="+81120899190")
"""

from __future__ import annotations

import re

from kawaraban.core.dates import half_width
from kawaraban.core.diagnostics import Words
from kawaraban.core.model import Frozen, Phone
from kawaraban.read.decode import listed, read_struct
from kawaraban.read.decoding import Decoding, Nothing, Reader
from kawaraban.read.nodes import Mapping, Node
from kawaraban.read.values import text

# As text: compiled where a site has numbers.
_HYPHENS = "[\u2010-\u2015\u2212\u30fc\uff70~\u301c]"
_LABEL = r"(?i)(?:tel|phone|電話(?:番号)?)[\s.:]*"
_SIGNS = r"[+#]?[0-9(][0-9()\-. ]*"
# Numbers that are dialled as they stand, which libphonenumber lists only in part.
# Source: 総務省「電気通信番号計画」, numbers of the form 1XY and #XXXX.
_SPECIAL = {
    "JP": r"1(?:04|1[03-9]|[37]1|77|88|89)|#[0-9]{4}",
}


class _Written(Frozen, frozen=True, kw_only=True):
    """A number as authors list it."""

    label: str = ""
    number: Phone


def number_reader(country: str) -> Reader:
    """Read a number; without `+` it is a number of `country`."""
    read_text = text("number")

    def read(node: Node, decoding: Decoding) -> object:
        written = read_text(node, decoding)
        if not isinstance(written, str):
            return written
        shown = _shown(written)
        dialled = _dialled(shown, country)
        if dialled is not None:
            return Phone(number=shown, e164=dialled)
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
    """Read a list of numbers, or of `{label, number}`."""
    number = number_reader(country)

    def read(node: Node, decoding: Decoding) -> object:
        if not isinstance(node, Mapping):
            return number(node, decoding)
        written = read_struct(_Written, node, decoding)
        if isinstance(written, Nothing):
            return written
        return Phone(label=written.label, number=written.number.number, e164=written.number.e164)

    return listed(read, "phones", commas=True)


def _shown(written: str) -> str:
    """Give the number with half-width digits, signs and hyphens, without a label."""
    dashed = half_width(re.sub(_HYPHENS, "-", written))
    plain = re.sub(_HYPHENS, "-", dashed).strip()
    return " ".join(re.sub(_LABEL, "", plain, count=1).split())


def _dialled(shown: str, country: str) -> str | None:
    """Give the number in E.164, or its digits for a short number; None: it is not valid."""
    if not re.fullmatch(_SIGNS, shown):
        return None
    special = _SPECIAL.get(country)
    if special is not None and re.fullmatch(special, shown):
        return shown
    return _international(shown, country)


def _international(shown: str, country: str) -> str | None:
    import phonenumbers  # noqa: PLC0415 - not always needed
    from phonenumbers import shortnumberinfo  # noqa: PLC0415 - not always needed

    try:
        parsed = phonenumbers.parse(shown, country)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_valid_number(parsed):
        return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
    if shortnumberinfo.is_valid_short_number_for_region(parsed, country):
        return re.sub("[^0-9]", "", shown)
    return None
