"""One post or page, read and parsed: the bytes of its file to a document."""

from __future__ import annotations

from hashlib import sha256

from markupsafe import Markup, escape
from msgspec.structs import replace

from kawaraban.core.model import Document, Manuscript
from kawaraban.core.settings import Settings
from kawaraban.elements import pictures_in
from kawaraban.incremental.page_keys import DIGEST_BYTES
from kawaraban.markdown import parse
from kawaraban.markdown.japanese import phrases
from kawaraban.markdown.packing import Packed, pack_document
from kawaraban.read.front_matter import read_document


def digest_of_text(data: bytes | memoryview) -> bytes:
    """Return what stands for the bytes of a text."""
    return sha256(data).digest()[:DIGEST_BYTES]


def parse_document(manuscript: Manuscript, settings: Settings) -> Packed:
    """Read and parse a post or page. The result depends on the arguments alone."""
    path, kind, data = manuscript.path, manuscript.kind, bytes(manuscript.data)
    raw, found = read_document(path, data, kind, settings.zone)
    front_matter = raw.front_matter
    body = parse(raw.body, path, raw.body_line, settings)
    picture = next(pictures_in(body.slots), None)
    return pack_document(
        Document(
            path=path,
            kind=kind,
            front_matter=front_matter,
            legible=raw.legible,
            title_html=_title_html(front_matter.title, settings.language) if front_matter else "",
            body=replace(body, picture=picture.path if picture else ""),
            found=found,
            digest=digest_of_text(data),
        )
    )


def _title_html(title: str, language: str) -> str:
    pieces = phrases(title) if language == "ja" else (title,)
    if escape(title) == title:  # as most are
        return "<wbr>".join(pieces)
    return str(Markup("<wbr>").join(escape(piece) for piece in pieces))
