"""Find prices beside ad links that do not say when they were right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kawaraban.core.diagnostics import Words, hint

if TYPE_CHECKING:
    from kawaraban.markdown.context import Context

_ADDRESS = re.compile(r"(?i)\b[a-z]+:[^\s)>\"']+")
_PRICE = re.compile(
    r"(?i)[¥￥$€£]\s?\d[\d,.]*|\d[\d,.]*[万千]?\s?(?:円|ドル|ユーロ|yen\b|USD\b|JPY\b)"
)
_DATE = re.compile(
    r"(?i)\d{4}\s?[-/.年]\s?\d|\d{1,2}\s?月(?![額々])|\d/\d|\bas of\b|"
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.? \d"
)


def check_prices(text: str, context: Context) -> None:
    """Report each line with an ad link and a price in digits, but no date."""
    lines = text.split("\n")
    for number in sorted({ad.source.line - context.first_line for ad in context.ads}):
        line = _ADDRESS.sub(lambda found: " " * len(found[0]), lines[number])
        price = _PRICE.search(line)
        if price and not _DATE.search(line):
            what = Words(
                f"広告のリンクのそばの「{price[0]}」が、いつの値段か分かりません",
                f"nothing says when '{price[0]}' beside an ad link was right",
            )
            remedy = Words(
                "「（2025年8月26日時点）」のように、いつの値段かを添えてください",
                "add its date, such as 'as of 26 August 2025'",
            )
            context.report(
                [hint(context.source(number, price.start() + 1), "undated-price", what, remedy)]
            )
