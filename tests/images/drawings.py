"""SVG files: the exports of programs, and what SVG can draw."""

from __future__ import annotations

from pathlib import Path

SPACES = (
    'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" '
    'xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:sketch="http://www.bohemiancoding.com/sketch/ns" '
    'xmlns:i="http://ns.adobe.com/AdobeIllustrator/10.0/" '
    'xmlns:h="http://www.w3.org/1999/xhtml" xmlns:ev="http://www.w3.org/2001/xml-events" '
    'xmlns:s="http://www.w3.org/2000/svg"'
)
CANARY = "himitsu"
EXPORTS = Path(__file__).parent / "exports"


def svg(inside: str, attributes: str = 'width="60" height="40"') -> bytes:
    """Give a file with the usual namespaces."""
    return f"<svg {SPACES} {attributes}>{inside}</svg>".encode()


DTD = '"-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"'
GOOD = {file.stem: file.read_bytes() for file in sorted(EXPORTS.iterdir())} | {
    "sketch": svg(
        f"""<title>図</title><desc>Sketch</desc><g sketch:type="{CANARY}" id="Page-1" fill="none"
        fill-rule="evenodd"><polygon fill="#FC0" points="5 5 55 5 30 35"></polygon></g>"""
    ),
    "filters": svg(
        """<filter id="f" x="-20%" y="-20%"><feGaussianBlur in="SourceAlpha" stdDeviation="2"/>
        <feOffset dx="3" dy="3" result="o"/><feFlood flood-color="red" flood-opacity=".5"/>
        <feComposite in2="o" operator="in"/><feMerge><feMergeNode/><feMergeNode
        in="SourceGraphic"/></feMerge></filter><circle r="12" cx="25" cy="20"
        filter="url('#f')"/>"""
    ),
    "text": svg(
        """<defs><path id="p" d="M5 30 Q30 5 55 30"/></defs><text xml:space="preserve" x="2" y="12"
        font-size="10" xml:lang="ja">a  b <tspan font-weight="bold">太</tspan> c</text>
        <text font-size="8"><textPath xlink:href="#p">on a path</textPath></text>"""
    ),
    "masks": svg(
        """<mask id="m" mask-type="luminance"><rect width="60" height="40" fill="white"/>
        <circle cx="30" cy="20" r="9"/></mask><marker id="k" markerWidth="4" markerHeight="4"
        refX="2" refY="2"><circle cx="2" cy="2" r="2"/></marker><rect width="60" height="40"
        fill="#07c" mask="url(#m)"/><path d="M5 5H55" stroke="red" marker-end="url(#k)"/>"""
    ),
    "animation": svg(
        """<rect id="r" y="9" width="9" height="9"><animate attributeName="x" values="0;50"
        dur="2s" repeatCount="indefinite" begin="1000s"/><set attributeName="fill" to="red"
        begin="900s"/><animateTransform attributeName="transform" type="rotate" from="0" to="90"
        begin="900s"/></rect><a href="#r"><text y="30">a</text></a>"""
    ),
    "stylesheet": svg(
        """<style><![CDATA[ :root > g { --c: #80f } g > rect:hover, rect { fill: var(--c) }
        @media (prefers-color-scheme: dark) { rect { fill: #fff } } ]]></style>
        <g><rect x="5" y="5" width="40" height="30" style="mix-blend-mode:multiply"/></g>"""
    ),
    "prefixed": (
        b'<?xml version="1.0" standalone="no"?><x:svg xmlns:x="http://www.w3.org/2000/svg" '
        b'width="60" height="40"><x:rect width="30" height="40" fill="teal"/><y xmlns="urn:y">'
        b"<x:rect width='60' height='40'/></y></x:svg>"
    ),
    "nested": svg(
        """<symbol id="s" viewBox="0 0 10 10"><circle cx="5" cy="5" r="5"/></symbol>
        <use href="#s" width="20" height="20" fill="green"/><svg x="30" width="30" height="40"
        viewBox="0 0 10 10" preserveAspectRatio="xMinYMax slice"><ellipse cx="5" cy="5" rx="5"
        ry="3"/></svg>"""
    ),
    "utf-16": '<?xml version="1.0" encoding="UTF-16"?><svg xmlns="http://www.w3.org/2000/svg" '
    'width="60" height="40"><text y="20">日本</text></svg>'.encode("utf-16"),
}
