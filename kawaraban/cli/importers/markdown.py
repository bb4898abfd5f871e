"""Markdown of other tools to this format's."""

import itertools
import re
from functools import partial

from kawaraban.cli.importers.links import Rewriter, address, decoded, with_signs
from kawaraban.cli.importers.tables import pattern, tables


def convert(body: str, rewriter: Rewriter) -> str:
    """Return the Markdown of another tool as this format's."""
    tool = rewriter.moves.site.tool
    names, codes = (*tables().tools[tool].shares, tool), list[str]()
    rules = [rule for name in names for rule in tables().rules.get(name, ())]

    def keep(code: str) -> str:
        codes.append(rewriter.apply(tables().rules.get(f"{tool}-code", ()), code))
        return f"\x07{len(codes) - 1}\x07"

    text = rewriter.apply((rule for rule in rules if rule.early), body)
    text = pattern("code").sub(lambda m: keep(m[0]), text)
    text = pattern("indented").sub(lambda m: m[1] + keep(m[2]), text)
    pictures = dict(pattern("imported").findall(text))
    text = pattern("by-name").sub(lambda m: f'"{pictures.get(m[1], m[1])}"', text)
    text = rewriter.apply((rule for rule in rules if not rule.early), text)
    text = pattern("link").sub(partial(_link, rewriter), text)
    text = pattern("definition").sub(partial(_definition, rewriter), text)
    text = pattern("bare").sub(partial(_own_link, rewriter), text)
    text = pattern("attribute-address").sub(rewriter.attribute, text)
    if re.search(r"(?m)^# ", text):  # the title is the only h1
        text = re.sub(r"(?m)^(?=#{1,5} )", "#", text)
    text = re.sub(r"\n{3,}", "\n\n", pattern("sets").sub("", text))
    for _ in range(2):  # one may be in another
        text = re.sub("\x07(\\d+)\x07", lambda m: codes[int(m[1])], text)
    text = rewriter.apply(tables().rules.get(f"{tool}-late", ()), text)
    return with_footnotes(_with_boxes(text)).strip("\n") + "\n"


def without_code(text: str) -> str:
    """Return Markdown with a space for each code."""
    return pattern("indented").sub(r"\1 ", pattern("code").sub(" ", text))


def _own_link(rewriter: Rewriter, found: re.Match[str]) -> str:
    """Return the link that a bare address of an own post becomes: a card where it is alone."""
    moves, url = rewriter.moves, found[1] or found[2] or ""
    title = moves.titles.get(moves.file_at(url), "") if rewriter.is_post(url) else ""
    if not title:
        return found[0]
    words = pattern("sign").sub(with_signs, title if found[1] else url)
    link = f"[{words}]({address(rewriter.link(url))})"
    return f"\n{link}{{.card}}\n" if found[1] else link


def _link(rewriter: Rewriter, found: re.Match[str]) -> str:
    """Rewrite a link or a picture; what leads nowhere becomes its words."""
    sign, words, written, width, title, given = found.groups(default="")
    target = decoded(written.strip("<>"))
    if sign == "@" or pattern("own-link").match(target):
        return found[0]
    if sign:
        width = width or (re.findall(r"width=\W?(\d+)(?![\d%])", given) or [""])[0]
        return rewriter.image(words.strip() or rewriter.alt(target), target, title, width)
    words = pattern("link").sub(partial(_link, rewriter), words)
    to = rewriter.link(target)
    return f"[{words}]({address(to)}{title}){given}" if to else words


def _definition(rewriter: Rewriter, found: re.Match[str]) -> str:
    url = found[2].strip("<>")
    kind = "lost-picture" if pattern("picture").search(url) else "link"
    return found[1] + address(rewriter.link(url, kind) or "#top")


def _with_boxes(text: str) -> str:
    """Quote what stands between the beginning and the end of each box; they nest."""
    for _ in range(8):
        text = pattern("innermost-box").sub(lambda m: f"\n{quoted(m[2], m[1])}\n", text)
    return text.translate({5: "> ", 6: None})


def quoted(text: str, indent: str = "") -> str:
    """Quote each line of a text, in a list behind the indentation that all have."""
    lines = (line.removeprefix(indent) for line in text.split("\n"))
    return "\n".join(f"{indent}> {line}".rstrip() for line in lines)


def with_footnotes(text: str) -> str:
    """Name the footnotes that stand in their line, and put them at the end."""
    notes, numbers = re.findall("\x0e([^\x0f]*)\x0f", text), itertools.count(1)
    text = re.sub("\x0e[^\x0f]*\x0f", lambda _: f"[^n{next(numbers)}]", text)
    return text + "".join(f"\n\n[^n{n}]: {note}" for n, note in enumerate(notes, 1))
