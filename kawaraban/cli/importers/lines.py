"""Lines of text that was HTML: addresses that end where a line does, quotes, one line of it."""

import re
from collections.abc import Callable, Iterable

from kawaraban.cli.importers.markdown import quoted
from kawaraban.cli.importers.tables import pattern
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


def one_line(text: str) -> str:
    """Return text of HTML as one line."""
    return " ".join(text.replace(BREAK, " ").split())


def aligned(table: str, head: Iterable[str]) -> str:
    """Return a table whose columns are aligned as the cells of its head are, in HTML."""
    sides = (re.match("<[^>]*?align[^,;>]*?(right|center)", cell) for cell in head)
    signs = "".join(f" {':' * (one[1] == 'center')}---: |" if one else " --- |" for one in sides)
    return re.sub(r"(?m)^\|(?: --- \|)+$", f"|{signs}", table, count=1)


def quoted_box(head: str, text: str) -> str:
    """Quote text of HTML below its first line, if it has one."""
    text = re.sub(r"\n{3,}", "\n\n", pattern("breaks").sub("\n\n", text.strip()))
    text = "\n".join(filter(None, (head, text)))
    return text and f"\n\n{quoted(text)}\n\n"
