"""Who made a picture, as XMP, in which IPTC's Photo Metadata Standard has these two names."""

from html import escape

from kawaraban.core.settings import ImageSettings

_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    'rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">{}</rdf:Description></rdf:RDF>'
    '</x:xmpmeta><?xpacket end="r"?>'
)
_CREATOR = "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>"
_CREDIT = "<photoshop:Credit>{}</photoshop:Credit>"


def credit_of(settings: ImageSettings) -> str:
    """Return the XMP of creator and credit; nothing where the author names neither."""
    named = ((_CREATOR, settings.creator), (_CREDIT, settings.credit))
    found = "".join(form.format(escape(text)) for form, text in named if text)
    return _PACKET.format(found) if found else ""
