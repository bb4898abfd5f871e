"""The split of a Markdown file into front matter and body, by python-frontmatter.

The library finds the two lines of hyphens, hands the text between them to the handler below,
and leaves the body; the handler reads nodes with source positions.
"""

from collections.abc import Iterator
from datetime import UTC
from itertools import pairwise

import frontmatter
from frontmatter.default_handlers import BaseHandler

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report
from kawaraban.core.model import FrontMatter
from kawaraban.read.decode import decode
from kawaraban.read.front_matter_rules import RULES
from kawaraban.read.nodes import Mapping
from kawaraban.read.second_front_matter import hiding_key
from kawaraban.read.yaml import load_yaml
from kawaraban.system.regex import lazy_pattern

_MAX_CHARACTERS = 1 << 16
# A line of its own, as a heading stands; a comment stands by its key.
_HEADING = lazy_pattern(r"\n[ \t]*\n#{1,6}[ \t]+\S")
_OTHER_FORMS = {"+++": "TOML", ";;;": "JSON", "{": "JSON"}


class _Handler(BaseHandler):
    """Reads the front matter of one file, whose first `---` stands on `line`."""

    FM_BOUNDARY = lazy_pattern(r"(?m)^---[ \t]*$")

    def __init__(self, path: str, line: int) -> None:
        super().__init__()
        self.source = Source(path, line)
        self.body_length = 0
        self.found: list[Diagnostic] = []

    def split(self, text: str) -> tuple[str, str]:
        """Split a text at its first two boundaries; ValueError where it has one alone."""
        front, body = super().split(text)
        self.body_length = len(body)
        return front, body

    def load(self, fm: str) -> dict[str, object]:
        """Read the front matter as `{"node": Mapping}`, or as `{"node": None}` with errors."""
        text, first_line = fm.removeprefix("\n"), self.source.line + 1
        node, found = load_yaml(text, self.source.path, first_line, limit=_MAX_CHARACTERS)
        self.found += found
        if heading := _HEADING.search(text):
            line = first_line + text.count("\n", 0, heading.end())
            self.found.append(report(Source(self.source.path, line), "heading-as-comment"))
        if node is None and not found:
            node = Mapping(entries={}, source=self.source)
        elif isinstance(node, Mapping):
            self.found += _indented_keys(node, ["", *text.split("\n")], first_line)
        elif node is not None:
            self.found += decode(FrontMatter, node, UTC, RULES)[1]
        return {"node": node}


def split_front_matter(path: str, text: str) -> tuple[Mapping | None, int, tuple[Diagnostic, ...]]:
    """Return a file's front matter, None where it has errors, the index of its body, and those.

    It may follow blank lines.
    """
    line = len(text) - len(text.lstrip("\n")) + 1
    handler = _Handler(path, line)
    if not handler.detect(text.lstrip("\n")):
        return None, 0, (_no_front_matter(path, text),)
    metadata, _ = frontmatter.parse(text, handler=handler)
    if not metadata:
        return None, len(text), (report(Source(path, line), "unclosed-front-matter"),)
    node = metadata["node"]
    # The library strips the text, so the body is measured from its end.
    end = len(text.rstrip()) - handler.body_length
    body_start = text.find("\n", end) + 1 or len(text)
    return node if isinstance(node, Mapping) else None, body_start, tuple(handler.found)


def _indented_keys(node: Mapping, lines: list[str], first_line: int) -> Iterator[Diagnostic]:
    """Report a key that would hide the text, and is part of another key's value.

    `lines` are an empty one, and those of the front matter from `first_line` on.
    """
    # Of several on a line the first owns what follows: the others may be indented below it.
    keys = {entry.source.line: key for key, entry in reversed(node.entries.items())}
    owner = ""
    for line, (text, below) in enumerate(pairwise([*lines, ""]), first_line - 1):
        hides = hiding_key(text, below) if text[:1].isspace() and line not in keys else ""
        owner = keys.get(line, owner)
        if hides and owner and not owner.startswith("x_"):
            column = len(text) - len(text.lstrip()) + 1
            source = Source(node.source.path, line, column)
            yield report(source, "indented-key", key=hides, owner=owner)


def _no_front_matter(path: str, text: str) -> Diagnostic:
    """Report a text that does not begin with front matter, or with another kind of it."""
    start = text.lstrip()
    form = next((name for sign, name in _OTHER_FORMS.items() if start.startswith(sign)), None)
    line = text[: len(text) - len(start)].count("\n") + 1
    if form is None:
        return report(Source(path), "no-front-matter")
    return report(Source(path, line), "other-front-matter", form=form)
