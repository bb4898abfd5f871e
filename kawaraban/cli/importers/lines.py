"""Addresses in lines of a paragraph, which end where the line does."""

import re
from collections.abc import Callable

from kawaraban.markdown.paragraphs import is_taken
from kawaraban.system.regex import lazy_pattern

BREAK = "\x01"  # at the end of a line, until all is converted
# It looks back from the `h`, which `re` finds at once.
_AT_END = lazy_pattern(rf"h(?<![(<\[\"'\w]h)ttps?://[^\s<>()\"'\]{BREAK}]+(?={BREAK})")
_ALONE = lazy_pattern(rf"(?m)(?:{BREAK}\n)?^(https?://[^\s<>{BREAK}]+){BREAK}?$")


def part_addresses(
    text: str, is_post: Callable[[str], bool], card_to: Callable[[str, str], str]
) -> str:
    """Part posts and embeds from the lines around them, as WordPress does; mark other addresses."""

    def part(found: re.Match[str]) -> str:
        url, is_line = found[1].replace("\\", ""), BREAK in found[0]
        if is_line and is_post(url):
            return card_to(url, url)
        return f"\n\n{url}\n\n" if is_line and is_taken(url) else found[0]

    text = _ALONE.sub(part, text)
    return _AT_END.sub(lambda m: f"<{m[0]}>".replace("\\", ""), text)
