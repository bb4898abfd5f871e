"""Find what texts with ad links may not say: prices without a day, and that they have no ads."""

from kawaraban.core.tables import read_patterns
from kawaraban.markdown.context import Context

_P = read_patterns(__file__)


def check_prices(text: str, context: Context) -> None:
    """Report each price in digits in a line with an ad link whose sentence has no date."""
    lines = text.split("\n") if context.ads else []
    for number in sorted({ad.source.line - context.first_line for ad in context.ads}):
        if not _P["price"].search(lines[number]):
            continue
        line = _P["address"].sub(lambda found: " " * len(found[0]), lines[number])
        for sentence in _P["sentence"].finditer(line):
            price = _P["price"].search(line, *sentence.span())
            if price and not _P["date"].search(sentence[0]):
                source = context.source(number, price.start() + 1)
                context.add(source, "undated-price", price=price[0])
    if denial := _P["denial"].search(text) if lines else None:
        number, column = text.count("\n", 0, denial.start()), text.rfind("\n", 0, denial.start())
        source = context.source(number, denial.start() - column)
        context.add(source, "contradicting-disclosure", contradiction=denial[0])
