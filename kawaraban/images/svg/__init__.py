"""Clean SVG files: publish what draws, drop metadata, refuse what acts or loads.

Published are the elements and attributes of SVG 2 ("Element Index", "Attribute Index", "Property
Index"), Filter Effects 1 and SVG Animations 2. Refused is what SVG 2, chapter 2, denies to a
picture in "secure animated mode" (scripts, other files, links), and pictures of pixels inside. A
style sheet that selects by a dropped attribute (`[data-name]`) no longer selects.
"""

from kawaraban.images.svg.reading import new_parser, read, size
from kawaraban.images.svg.writing import Writer

__all__ = ["clean", "size"]


def clean(data: bytes, path: str = "") -> bytes:
    """Return the SVG that is published for an author's file: it looks the same, in UTF-8.

    Metadata, comments, and all that is not on the lists of SVG 2 is left out; `xlink:href` becomes
    `href`. A cleaned file is cleaned to itself. Raises BadPictureError with all that is refused,
    else ValueError for what is no SVG, is broken, or is beyond a limit: 5 MiB, 100,000 elements,
    64 levels of them.
    """
    parser = new_parser()
    writer = Writer(parser)
    writer.refused.path = path
    parser.buffer_text = True
    parser.StartElementHandler = writer.start
    parser.EndElementHandler = writer.end
    parser.CharacterDataHandler = writer.text
    parser.ProcessingInstructionHandler = writer.instruction
    parser.StartDoctypeDeclHandler = writer.doctype
    parser.SkippedEntityHandler = writer.entity
    try:
        read(parser, data)
    finally:
        writer.refused.raise_any()
    return "".join(writer.written).encode()
