"""One post or page, read and parsed: the bytes of its file to a document."""

from markupsafe import Markup

from kawaraban.core.model import Document, Manuscript
from kawaraban.core.settings import Settings
from kawaraban.incremental.fingerprints import digest
from kawaraban.markdown.japanese import phrases
from kawaraban.markdown.packing import Packed, pack_document
from kawaraban.markdown.parse import parse
from kawaraban.read.front_matter import read_document


def parse_document(manuscript: Manuscript, settings: Settings) -> Packed:
    """Read and parse a post or page. The result depends on its bytes and the settings alone."""
    path, kind, data = manuscript.path, manuscript.kind, manuscript.read()
    raw, found = read_document(path, data, kind, settings.zone)
    front_matter, legible = raw.front_matter, raw.front_matter or raw.legible
    sponsor = legible.sponsor if legible and legible.is_sponsored else None
    return pack_document(
        Document(
            path=path,
            kind=kind,
            front_matter=front_matter,
            legible=raw.legible,
            title_html=_title_html(front_matter.title, settings.language) if front_matter else "",
            body=parse(raw.body, path, raw.body_line, settings, sponsor),
            found=found,
            digest=digest(data),
        )
    )


def _title_html(title: str, language: str) -> str:
    return str(Markup("<wbr>").join(phrases(title) if language == "ja" else (title,)))
