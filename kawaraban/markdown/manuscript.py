"""A post or page read and parsed: the bytes of its file to a paper."""

from __future__ import annotations

from markupsafe import Markup, escape

from kawaraban.core.model import Document, Manuscript
from kawaraban.core.settings import Settings
from kawaraban.markdown import parse
from kawaraban.markdown.japanese import phrases
from kawaraban.markdown.stored import Packed, packed_paper
from kawaraban.read.front_matter import read_document


def packed(manuscript: Manuscript, settings: Settings) -> Packed:
    """Read and parse a post or page. The result depends on the arguments alone."""
    path, kind = manuscript.path, manuscript.kind
    document, found = read_document(path, bytes(manuscript.data), kind, settings.zone)
    front_matter = document.front_matter
    return packed_paper(
        Document(
            path=path,
            kind=kind,
            front_matter=front_matter,
            legible=document.legible,
            title_html=_title_html(front_matter.title, settings.language) if front_matter else "",
            body=parse(document.body, path, document.body_line, settings),
            found=found,
        )
    )


def _title_html(title: str, language: str) -> str:
    pieces = phrases(title) if language == "ja" else (title,)
    if escape(title) == title:  # as most are
        return "<wbr>".join(pieces)
    return str(Markup("<wbr>").join(escape(piece) for piece in pieces))
