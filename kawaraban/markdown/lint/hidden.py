"""What of a body's text its page does not show, for the tags around it."""

from __future__ import annotations

import re

from markdown.util import HTML_PLACEHOLDER_RE

from kawaraban.markdown.html_parts import ATTRIBUTES, COMMENT, TEXTS
from kawaraban.markdown.serializer import VOID

_HIDING = frozenset((*TEXTS, "noscript", "template")) - {"textarea", "xmp"}
_TAG = re.compile(rf"(?is){COMMENT}|<(?P<end>/?)(?P<name>[a-z][^\s/>]*+)(?P<given>{ATTRIBUTES})")
_QUOTED = re.compile(r""""[^"]*+"|'[^']*+'""")
_HIDDEN = re.compile(r"(?i)\shidden(?![\w-])")
_NO_BOX = re.compile(r"""(?i)\sstyle\s*+=\s*+(?:"[^"]*?|'[^']*?|)display\s*+:\s*+none""")


class Hiding:
    """The innermost element that hides what is read, from one text of a body to the next."""

    def __init__(self, tags: dict[int, str]) -> None:
        """Take the raw HTML that the marks in a body's texts stand for."""
        self._tags = tags
        self._name, self._depth = "", 0
        # What ends an element in which all is text, while one is open.
        self._end: re.Pattern[str] | None = None

    def shown(self, text: str) -> str:
        """Give the text that a page shows, without the marks of raw HTML."""
        if not self._name and "\x02" not in text:
            return text
        shown, at = [], 0
        for mark in HTML_PLACEHOLDER_RE.finditer(text):
            shown.append("" if self._name else text[at : mark.start()])
            self._pass(self._tags.get(int(mark[1]), ""))
            at = mark.end()
        return "".join(shown) + ("" if self._name else text[at:])

    def _pass(self, raw: str) -> None:
        at = 0
        while tag := (self._end or _TAG).search(raw, at):
            at = tag.end()
            name = (tag["name"] or "").lower()
            is_end = bool(tag["end"])
            if name in TEXTS:
                self._end = None if is_end else re.compile(rf"(?i)<(?P<end>/)(?P<name>{name})\b")
            if name and name == self._name:
                self._depth += -1 if is_end else 1
                self._name = name if self._depth else ""
            elif name and not self._name and not is_end and _hides(name, tag["given"]):
                self._name, self._depth = name, 1


def _hides(name: str, attributes: str) -> bool:
    if name in VOID or attributes.endswith("/"):
        return False
    is_hidden = _HIDDEN.search(_QUOTED.sub("", attributes)) or _NO_BOX.search(attributes)
    return name in _HIDING or is_hidden is not None
