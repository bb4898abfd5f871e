"""The Markdown of other tools to this format's: their own signs, links, pictures, headings."""

from __future__ import annotations

import re
from functools import partial
from html import unescape

from kawaraban.cli.importers.links import Rewriter, address
from kawaraban.cli.importers.tables import Rule, pattern, tables

_OPEN, _CLOSE = "\x05", "\x06"


def convert(body: str, tool: str, rewriter: Rewriter) -> str:
    """Return the Markdown of another tool as this format's."""
    rules = tables().rules.get(tool, ())
    body = _apply(tuple(rule for rule in rules if rule.early), body, rewriter)
    late, pieces, last = tuple(rule for rule in rules if not rule.early), list[str](), 0
    for code in pattern("code").finditer(body):
        pieces += [_text(body[last : code.start()], late, rewriter), code[0]]
        last = code.end()
    text = "".join((*pieces, _text(body[last:], late, rewriter)))
    if tool == "jekyll":
        text = re.sub(r"\{%-?\s*(?:end)?raw\s*-?%\}", "", text)
    return _with_footnotes(_with_boxes(text)).strip("\n") + "\n"


def _apply(rules: tuple[Rule, ...], text: str, rewriter: Rewriter) -> str:
    def put(rule: Rule, found: re.Match[str]) -> str:
        if rule.lose:
            rewriter.lose(rule.lose, found[0])
        return found.expand(rule.put)

    for rule in rules:
        text = re.sub(rule.find, partial(put, rule), text)
    return text


def _text(text: str, rules: tuple[Rule, ...], rewriter: Rewriter) -> str:
    """Rewrite text that is no code."""
    text = _apply(rules, text, rewriter)
    text = pattern("link").sub(partial(_link, rewriter), text)
    text = pattern("definition").sub(lambda m: m[1] + _target(m[2].strip("<>"), rewriter), text)
    return pattern("attribute-address").sub(partial(_attribute, rewriter), text)


def _link(rewriter: Rewriter, found: re.Match[str]) -> str:
    """Rewrite a link or a picture; what leads nowhere becomes its words."""
    sign, words, written, width, title, given = found.groups(default="")
    target = unescape(written.strip("<>"))
    if sign == "@" or re.match("(?:amazon|rakuten|yahoo|moshimo|product|deal|programme):", target):
        return found[0]
    if not sign:
        words = pattern("link").sub(partial(_link, rewriter), words)
        to = rewriter.link(target)
        return f"[{words}]({address(to)}{title}){given}" if to else words
    path = rewriter.picture(target)
    if not path:
        return f"*{words}*" if words.strip() else ""
    width = width or (re.findall(r"width=\W?(\d+)(?![\d%])", given) or [""])[0]
    words = words.strip() or rewriter.alt(target)
    marks = [f"width={width}"] if width else []
    if not words:
        rewriter.lose("alt", path)
        marks.append('alt=""')
    return f"![{words}]({address(path)}{title})" + (f"{{{' '.join(marks)}}}" if marks else "")


def _target(url: str, rewriter: Rewriter) -> str:
    is_picture = pattern("picture").search(url)
    return address((rewriter.picture if is_picture else rewriter.link)(url) or "#top")


def _attribute(rewriter: Rewriter, found: re.Match[str]) -> str:
    """Rewrite an address in a tag of HTML."""
    begin, name, quote, url = found[1], found[2].lower(), found[3], unescape(found[4])
    to = url if name == "iframe" else rewriter.link(url) if name == "a" else rewriter.picture(url)
    return f"{begin}{quote}{(to or '#top').replace('&', '&amp;')}{quote}"


def _with_boxes(text: str) -> str:
    """Quote what stands between the beginning and the end of each box; they nest."""
    depth, out = 0, list[str]()
    for line in text.split("\n"):
        if line.startswith(_CLOSE):
            depth = max(0, depth - 1)
            out.append(("> " * depth).rstrip())
        elif line.startswith(_OPEN):
            out += [("> " * depth).rstrip(), f"{'> ' * (depth + 1)}{line[1:]}".rstrip()]
            depth += 1
        else:
            out.append(f"{'> ' * depth}{line}".rstrip() if depth else line)
    return "\n".join(out)


def _with_footnotes(text: str) -> str:
    """Name the footnotes that stand in their line, and put them at the end."""
    notes = re.findall("\x07([^\x08]*)\x08", text)
    for number, note in enumerate(notes, 1):
        text = text.replace(f"\x07{note}\x08", f"[^n{number}]", 1)
    return text + "".join(f"\n\n[^n{number}]: {note}" for number, note in enumerate(notes, 1))
