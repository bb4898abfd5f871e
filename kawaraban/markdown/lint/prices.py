"""Find what texts with ad links may not say: prices without a day, and that they have no ads."""

from kawaraban.markdown.context import Context
from kawaraban.system.regex import lazy_pattern

_ADDRESS = lazy_pattern(r"(?i)\b[a-z]+:[^\s)>\"']+")
# Begins with one set of signs, so that `re` can skip to them.
_PRICE = lazy_pattern(
    r"(?i)[¥￥$€£\d](?:(?<!\d)\s?\d[\d,.]*|(?<=\d)[\d,.]*[万千]?\s?"
    r"(?:円|ドル|ユーロ|yen\b|USD\b|JPY\b))"
)
# The law asks that ads be told clearly: a text that denies them is not (as `checks/ads.toml` says).
# Three letters to look for: where the flag `i` holds for them, `re` tries at each place of a text.
_HIS = (
    r"his (?i:(?:article|page|post|review) (?:is not (?:an ad\b|sponsored|advertis)|has no ads\b))"
)
_DENIAL = lazy_pattern(
    r"この(?:記事|ページ|投稿|レビュー)[はに](?:[^。\n]{0,9}[はを、])?(?:広告|(?i:PR)|宣伝)"
    rf"(?:では|を|は)?(?:な[いく]|ありません|ございません|含みません|含まない)|T{_HIS}|t{_HIS}"
)
_SENTENCE = lazy_pattern("[^。]+")
_DATE = lazy_pattern(
    r"(?i)\d{4}\s?[-/.年]\s?\d|\d{1,2}\s?月(?![額々])|\d/\d|\bas of\b|"
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.? \d"
)


def check_prices(text: str, context: Context) -> None:
    """Report each price in digits in a line with an ad link whose sentence has no date."""
    lines = text.split("\n") if context.ads else []
    for number in sorted({ad.source.line - context.first_line for ad in context.ads}):
        if not _PRICE.search(lines[number]):
            continue
        line = _ADDRESS.sub(lambda found: " " * len(found[0]), lines[number])
        for sentence in _SENTENCE.finditer(line):
            price = _PRICE.search(line, *sentence.span())
            if price and not _DATE.search(sentence[0]):
                source = context.source(number, price.start() + 1)
                context.add(source, "undated-price", price=price[0])
    if denial := _DENIAL.search(text) if lines else None:
        number, column = text.count("\n", 0, denial.start()), text.rfind("\n", 0, denial.start())
        source = context.source(number, denial.start() - column)
        context.add(source, "contradicting-disclosure", contradiction=denial[0])
