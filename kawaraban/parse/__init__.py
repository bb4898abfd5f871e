"""Markdown in, bodies out: one text to parts and slots."""

from __future__ import annotations

import threading
from functools import cache

import markdown

from kawaraban.diagnostics import ordered
from kawaraban.model import Body
from kawaraban.parse.checks import check_fragments, clean
from kawaraban.parse.context import Context
from kawaraban.parse.engine import Dialect, Kawaraban
from kawaraban.parse.parts import split
from kawaraban.parse.plain import to_html
from kawaraban.settings import Settings

__all__ = ["parse", "plain_html"]


def parse(text: str, path: str, first_line: int, settings: Settings) -> Body:
    """Parse a Markdown text: a post's body, a notice, an author's few lines.

    `path` is the file that it stands in, `first_line` the line on which it begins
    there; every slot and diagnostic tells its place in that file. The result
    depends on the arguments alone.
    """
    context = Context(path, first_line, settings)
    md, dialect = _markdown(Dialect(), threading.get_ident())
    html = _convert(md, dialect, clean(text, context), context)
    parts, slots = split(html, context.makes)
    reader = dialect.reader
    fragments = tuple(reader.ids.taken)
    check_fragments(context, fragments)
    return Body(
        parts=parts,
        slots=slots,
        headings=reader.headings,
        fragments=fragments,
        links=tuple(context.links),
        description=reader.description,
        diagnostics=ordered(context.diagnostics),
    )


def plain_html(text: str, *, gfm: bool) -> str:
    """Give what CommonMark, or GFM, alone makes of a text, to compare with other renderers."""
    context = Context.empty()
    md, dialect = _markdown(Dialect(gfm=gfm, extras=False), threading.get_ident())
    return _convert(md, dialect, clean(text, context), context)


@cache
def _markdown(dialect: Dialect, _thread: int) -> tuple[markdown.Markdown, Kawaraban]:
    """Give the instance of this thread; building one costs more than a short parse."""
    extension = Kawaraban(dialect)
    md = markdown.Markdown(extensions=[extension])
    md.serializer = to_html
    return md, extension


def _convert(md: markdown.Markdown, dialect: Kawaraban, text: str, context: Context) -> str:
    md.reset()
    dialect.begin(context)
    return md.convert(text)
