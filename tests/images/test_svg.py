"""SVG: what is refused, what goes, and that the rest looks as it did."""

from __future__ import annotations

import base64
import gzip
import io
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page

from kawaraban.images.svg import UnsafeSvgError, clean, size
from tests.desk import Desk, post

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
Pair = tuple[Image.Image, Image.Image]
CELL = (320, 240)  # where a browser shows one picture


def svg(inside: str, attributes: str = 'width="60" height="40"') -> bytes:
    """Give a file with the usual namespaces."""
    return f"<svg {SPACES} {attributes}>{inside}</svg>".encode()


def picture(kind: str = "PNG", mode: str = "RGB", **options: object) -> str:
    """Give a small picture as base64: red above blue, to see which way is up."""
    image = Image.new("RGB", (16, 8), "red")
    image.paste("blue", (0, 4, 16, 8))
    buffer = io.BytesIO()
    image.convert(mode).save(buffer, kind, **options)
    return base64.b64encode(buffer.getvalue()).decode()


def photograph(turned: int = 1) -> str:
    """Give a JPEG whose EXIF says where and by whom it was taken, and how the camera was held."""
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x013B] = CANARY
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 41.0, 22.0)})
    return picture("JPEG", exif=exif, comment=CANARY.encode(), quality=95)


HOSTILE_INSIDE = (
    "<script>alert(1)</script>",
    "<s:script>alert(1)</s:script>",
    '<script href="https://example.com/a.js"/>',
    "<SCRIPT>alert(1)</SCRIPT>",
    "<g><g><script/></g></g>",
    "<metadata><script/></metadata>",
    "<h:script>alert(1)</h:script>",
    '<script xmlns="">alert(1)</script>',
    '<h:img src="a" onerror="alert(1)"/>',
    '<h:link rel="stylesheet" href="https://example.com/a.css"/>',
    "<foreignObject><h:p>a</h:p></foreignObject>",
    "<foreignobject/>",
    '<iframe src="https://example.com/"/>',
    '<h:iframe src="https://example.com/"/>',
    '<embed src="a.swf"/>',
    '<object data="a.svg"/>',
    '<audio src="a.mp3"/>',
    '<video src="a.mp4"/>',
    '<handler type="application/ecmascript">alert(1)</handler>',
    '<listener event="click" handler="#a"/>',
    '<ev:listener event="load" handler="#a"/>',
    '<rect onclick="alert(1)"/>',
    '<rect ONCLICK="alert(1)"/>',
    '<rect onbegin=""/>',
    '<metadata onload="alert(1)"/>',
    '<unheard onmouseover="alert(1)"/>',
    '<animate onend="alert(1)" attributeName="x" to="1"/>',
    '<a href="https://example.com/"><text>a</text></a>',
    '<a xlink:href="javascript:alert(1)"><text>a</text></a>',
    '<a href="JaVaScRiPt:alert(1)"/>',
    '<a href="java&#10;script:alert(1)"/>',
    '<a href="&#9; javascript:alert(1)"/>',
    '<a href="&#106;avascript:alert(1)"/>',
    '<a href="&#x3000;#a"/>',
    '<a href="&#xA0;#a"/>',
    '<a href="data:text/html,&lt;script>alert(1)&lt;/script>"/>',
    '<a href="next.html"/>',
    '<a href="//example.com"/>',
    '<a href="mailto:a@example.com"/>',
    '<a href=""/>',
    '<use href="other.svg#a"/>',
    '<use xlink:href="https://example.com/a.svg#a"/>',
    '<use href="#a" xlink:href="https://example.com/a.svg#a"/>',
    '<use href="data:image/svg+xml;base64,PHN2Zy8+#a"/>',
    '<image href="https://example.com/a.png"/>',
    '<image xlink:href="a.png"/>',
    '<image href="file:///etc/a.png"/>',
    '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>',
    '<image href="data:image/svg+xml,%3Csvg/%3E"/>',
    '<image href="data:text/html;base64,PHN2Zy8+"/>',
    '<image href="data:;base64,PHN2Zy8+"/>',
    '<image src="https://example.com/a.png"/>',
    '<feImage href="https://example.com/a.png"/>',
    '<linearGradient xlink:href="other.svg#a"/>',
    '<textPath href="other.svg#a"/>',
    '<mpath xlink:href="other.svg#a"/>',
    '<rect fill="url(https://example.com/a.svg#a)"/>',
    '<rect fill="url(a.svg#a)"/>',
    '<rect fill="URL( \'a.svg#a\' )"/>',
    '<rect fill="url(&quot;a.svg#a&quot;)"/>',
    '<rect filter="url(a.svg#a)"/>',
    '<rect mask="url(a.svg#a)"/>',
    '<rect clip-path="url(#a) url(b.svg#b)"/>',
    '<path marker-mid="url(a.svg#a)"/>',
    '<path marker-start="url(//example.com/a)"/>',
    '<rect cursor="url(a.cur), auto"/>',
    '<rect stroke="u&#114;l(a.svg#a)"/>',
    r'<rect fill="\75rl(a.svg#a)"/>',
    r'<rect fill="\000075 rl(a.svg#a)"/>',
    r'<rect fill="u\rl(a.svg#a)"/>',
    r'<rect fill="url(\22#a\22)"/>',
    '<rect style="fill:url(a.svg#a)"/>',
    '<rect style="fill:u/**/rl(a.svg#a)"/>',
    '<rect style="fill:url(javascript:alert(1))"/>',
    '<rect style="fill:url(data:text/html,a)"/>',
    '<rect style="fill:url(data:image/png;base64,AAAA)"/>',
    '<rect style="background:image-set(&quot;a.png&quot; 1x)"/>',
    '<rect style="background:-webkit-image-set(&quot;a.png&quot; 1x)"/>',
    '<rect style="background:src(&quot;a.png&quot;)"/>',
    '<rect style="width:expression(alert(1))"/>',
    '<rect style="behavior:none"/>',
    '<rect style="-moz-binding:none"/>',
    '<style>@import "https://example.com/a.css";</style>',
    "<style>@IMPORT url(a.css);</style>",
    r"<style>@\69mport 'a.css';</style>",
    "<style>@im/**/port 'a.css';</style>",
    "<style>@im<!-- -->port 'a.css';</style>",
    "<style>@im<g/>port 'a.css';</style>",
    "<style>@im<![CDATA[port 'a.css';]]></style>",
    "<style>&#64;import 'a.css';</style>",
    "<style>@font-face{font-family:a;src:url(a.woff)}</style>",
    "<style>@font-face{font-family:a;src:url(data:font/woff;base64,AAAA)}</style>",
    "<style>a{fill:url(a.svg#a)}</style>",
    "<style>a{content:'/*';fill:url(a.svg#a);b:'*/'}</style>",
    r"<style>a{content:\'/*';*/fill:url(a.svg#a)}</style>",
    "<style>a{content:'\n/*';*/fill:url(a.svg#a)}</style>",
    "<style>/*url(#*/a{fill:url(a.svg#a)}/*)*/</style>",
    "<style>a{fill:url\n(a.svg#a)}</style>",
    '<style media="print">a{fill:url(a.svg)}</style>',
    '<style type="text/x">@import "a";</style>',
    '<animate attributeName="href" to="javascript:alert(1)"/>',
    '<a><animate attributeName="xlink:href" values="javascript:alert(1)"/></a>',
    '<set attributeName=" HREF " to="#a"/>',
    '<set attributeName="any:href" to="#a"/>',
    '<set attributeName="onclick" to="alert(1)"/>',
    '<set attributeName="OnLoad" to="alert(1)"/>',
    '<set attributeName="xml:base" to="https://example.com/"/>',
    '<set attributeName="fill" to="url(a.svg#a)"/>',
    '<animate attributeName="fill" values="red;url(a.svg#a)"/>',
    '<animate attributeName="x" from="javascript:alert(1)"/>',
    '<g xml:base="https://example.com/"/>',
    '<?xml-stylesheet href="https://example.com/a.css"?>',
)  # fmt: skip
LAUGHS = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
DTD = '"-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"'
HOSTILE_FILES = (
    b'<?xml-stylesheet href="a.css" type="text/css"?>' + svg(""),
    svg("") + b'<?XML-stylesheet href="a.css"?>',
    b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("<text>&a;</text>"),
    b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + svg("<text>&a;</text>"),
    b'<!DOCTYPE svg [<!ENTITY % a SYSTEM "https://example.com/a.dtd"> %a;]>' + svg(""),
    b'<!DOCTYPE svg [<!ATTLIST rect onclick CDATA "alert(1)">]>' + svg("<rect/>"),
    f'<!DOCTYPE svg [<!ENTITY a0 "ha">{LAUGHS}]>'.encode() + svg("<text>&a9;</text>"),
    f"<!DOCTYPE svg PUBLIC {DTD} [{LAUGHS}]>".encode() + svg('<g id="&a9;"/>'),
    b"<!DOCTYPE svg []>" + svg(""),
    svg("", 'onload="alert(1)"'),
    svg("", 'xml:base="https://example.com/"'),
    '<?xml version="1.0" encoding="UTF-16"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'
    .encode("utf-16"),
)  # fmt: skip
BROKEN = (
    b"",
    b"hello",
    b"<svg/>",
    svg("")[:-3],
    svg("<g>"),
    svg("&nbsp;"),
    svg("\x00"),
    b"\x89PNG\r\n\x1a\n",
    gzip.compress(svg("")),
    svg("<g>" * 64 + "</g>" * 64),
    svg(" " * (5 * 2**20)),
    svg("<g/>" * 100_000),
    b"<html xmlns='http://www.w3.org/2000/svg'/>",
    b"<?xml version='1.0' encoding='no-such'?>" + svg(""),
    f"<!DOCTYPE svg PUBLIC {DTD}>".encode() + svg("<text>&a;</text>"),
    svg('<image href="data:image/png;base64,AAAA"/>'),
    svg('<image href="data:image/png;base64,????"/>'),
    svg('<image href="data:image/png;base64,PHN2Zy8+"/>'),
    svg(f'<image href="data:image/png;base64,{picture()[:60]}"/>'),
)


@pytest.mark.parametrize("inside", HOSTILE_INSIDE)
def test_hostile_inside(inside: str) -> None:
    """What acts or reaches outside is refused, with the line on which it stands."""
    with pytest.raises(UnsafeSvgError) as found:
        clean(svg(f"\n\n{inside}"))
    assert re.match(r"line [345]: ", found.value.what.en)
    assert re.match("[345]行目: ", found.value.what.ja)


@pytest.mark.parametrize("data", HOSTILE_FILES)
def test_hostile_files(data: bytes) -> None:
    """So is what stands around the drawing, in every encoding."""
    with pytest.raises(UnsafeSvgError):
        clean(data)


def test_words() -> None:
    """An author reads what is wrong, and what it says itself."""
    with pytest.raises(UnsafeSvgError) as found:
        clean(svg("\n<style>.a { fill: red }\n.b { fill: \\75rl(b.svg) }</style>"))
    assert found.value.what == (
        "2行目: <style> の text が画像の外を参照しています（url(b.svg) }）",
        "line 2: text of <style> refers to something outside the picture (url(b.svg) })",
    )


def test_all_that_is_refused_is_told_at_once() -> None:
    """Each with its lines; what is inside something that acts goes with it."""
    html = '<foreignObject><div xmlns="http://www.w3.org/1999/xhtml"><b/></div></foreignObject>'
    lines = (
        "",
        "<script/>",
        '<image href="https://example.com/a.png" onclick="a()"/>',
        html,
        "<other><script/></other>",
        "<style>/* a */@import url(a.css); a { fill: url(b.svg) }</style>",
        html,
        '<a href="javascript:a()"><set attributeName="href"/></a>',
        '<?xml-stylesheet href="a.css"?>',
    )
    with pytest.raises(UnsafeSvgError) as found:
        clean(svg("\n".join(lines)))
    beyond = "refers to something outside the picture"
    told = (
        "lines 2, 5: a picture may not have <script>",
        "line 3: <image> has the event onclick",
        f"line 3: href of <image> {beyond} (https://example.com/a.png)",
        "lines 4, 7: a picture may not have <foreignObject>",
        f"line 6: text of <style> {beyond} (@import url(a.css); a {{ fill: url(b.svg) }})",
        f"line 6: text of <style> {beyond} (url(b.svg) }})",
        f"line 8: href of <a> {beyond} (javascript:a())",
        "line 8: <set> changes the attribute href",
        "line 9: it loads a style sheet",
    )
    assert found.value.what.en == ", ".join(told)


def test_refused_before_broken() -> None:
    """What was read before a file breaks off is told."""
    with pytest.raises(UnsafeSvgError, match="script"):
        clean(svg("<script/>")[:-3])


def test_not_more_is_told_than_is_read() -> None:
    """Thousands of refusals do not make a message of megabytes."""
    many = "".join(f'<a href="https://example.com/{n}"/><script/>\n' for n in range(5000))
    with pytest.raises(UnsafeSvgError) as found:
        clean(svg(many))
    assert len(found.value.what.en) < 20_000


@pytest.mark.parametrize("data", BROKEN)
def test_broken(data: bytes) -> None:
    """What is no SVG, or beyond the limits, is a ValueError."""
    with pytest.raises(ValueError):  # noqa: PT011 - the contract says no more
        clean(data)


def test_as_much_as_may_be() -> None:
    """As many elements as may be are cleaned, and as many bytes."""
    assert clean(svg("<g/>" * 99_999)).count(b"<g/>") == 99_999
    assert clean(svg(" " * (5 * 2**20 - len(svg("")))))


def test_too_many_pictures() -> None:
    """Small pictures count as 4096 pixels each, as opening one takes that long."""
    buffer = io.BytesIO()
    Image.new("1", (1, 1)).save(buffer, "GIF")
    one = f'<image href="data:image/gif;base64,{base64.b64encode(buffer.getvalue()).decode()}"/>'
    assert clean(svg(one * 9))
    with pytest.raises(ValueError):  # noqa: PT011 - the contract says no more
        clean(svg(one * 12_300))


def test_too_many_pixels() -> None:
    """All pictures inside one SVG share 20 megapixels."""
    buffer = io.BytesIO()
    Image.new("1", (4000, 3000)).save(buffer, "PNG")
    one = f'<image href="data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"/>'
    assert clean(svg(one))
    with pytest.raises(ValueError):  # noqa: PT011 - likewise
        clean(svg(one * 2))


GOOD = {
    "inkscape": svg(
        f"""<!-- Created with {CANARY} --><sodipodi:namedview inkscape:window-x="{CANARY}"/>
        <metadata><rdf:RDF><dc:title>{CANARY}</dc:title></rdf:RDF></metadata>
        <defs><linearGradient id="g"><stop style="stop-color:#f00;stop-opacity:1" offset="0"/>
        <stop style="stop-color:#00f" offset="1"/></linearGradient>
        <linearGradient inkscape:collect="always" xlink:href="#g" id="h" x1="0" x2="60"
        gradientUnits="userSpaceOnUse"/></defs>
        <g inkscape:label="{CANARY}" inkscape:groupmode="layer" id="layer1">
        <path inkscape:export-filename="/home/{CANARY}/a.png" sodipodi:nodetypes="cc"
        style="fill:url(#h)" d="M 5,5 H 55 V 35 H 5 Z"/></g>""",
        f'width="60" height="40" viewBox="0 0 60 40" sodipodi:docname="{CANARY}.svg"',
    ),
    "illustrator": f'<?xml version="1.0" encoding="utf-8"?><!DOCTYPE svg PUBLIC {DTD}>'.encode()
    + svg(
        f"""<style type="text/css">/* {CANARY} */.st0{{clip-path:url(#c);fill:#0a0;}}</style>
        <switch><g i:extraneous="{CANARY}"><clipPath id="c"><circle cx="20" cy="20" r="15"/>
        </clipPath><rect class="st0" width="60" height="40"/></g></switch>
        <i:aipgf id="a"><![CDATA[{CANARY}]]></i:aipgf><?xpacket {CANARY}?>""",
        'version="1.1" x="0px" y="0px" viewBox="0 0 60 40" xml:space="preserve" '
        'style="enable-background:new 0 0 60 40;"',
    ),
    "figma": svg(
        f"""<rect width="60" height="40" fill="url(#pattern0)"/><defs>
        <pattern id="pattern0" patternContentUnits="objectBoundingBox" width="1" height="1">
        <use xlink:href="#image0_1:2" transform="scale(0.0625 0.125)"/></pattern>
        <image id="image0_1:2" width="16" height="8" data-name="{CANARY}.png"
        xlink:href="data:image/png;base64,{picture()}"/></defs>"""
    ),
    "sketch": svg(
        f"""<title>図</title><desc>Sketch</desc><g sketch:type="{CANARY}" id="Page-1" fill="none"
        fill-rule="evenodd"><polygon fill="#FC0" points="5 5 55 5 30 35"></polygon></g>"""
    ),
    "drawio": svg(
        '<g><rect x="5" y="5" width="50" height="30" fill="rgb(255, 255, 255)" '
        'stroke="rgb(0, 0, 0)" pointer-events="all"/></g>',
        f'width="60px" height="40px" content="&lt;mxfile&gt;{CANARY}" host="{CANARY}" '
        f'version="1.1"',
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
PICTURES = {
    "jpeg": f"image/jpeg;base64,{photograph()}",
    "turned": f"image/jpg;base64,{photograph(6)}",
    "png": f"image/png;base64,{picture('PNG', 'RGBA')}",
    "palette": f"IMAGE/PNG;base64,{picture('PNG', 'P')}",
    "gif": f"image/gif;base64,{picture('GIF', comment=CANARY.encode())}",
    "webp": f"image/webp;base64,{picture('WEBP', lossless=True)}",
}
GOOD |= {
    f"picture-{name}": svg(f'<image width="60" height="40" xlink:href="data:{data}"/>')
    for name, data in PICTURES.items()
}


@pytest.mark.parametrize("name", GOOD)
def test_nothing_tells(name: str) -> None:
    """What editors and cameras say beside the drawing is gone, in the pictures inside as well."""
    data = clean(GOOD[name])
    inside = b"".join(map(base64.b64decode, re.findall(rb"base64,([^\"]+)", data)))
    for told in (CANARY.encode(), b"<!", b"<?", b"metadata", b"data-", b"Exif", b"sodipodi"):
        assert told not in data + inside


@pytest.mark.parametrize("name", GOOD)
def test_once_is_enough(name: str) -> None:
    """A cleaned file is cleaned to itself."""
    once = clean(GOOD[name])
    assert _without_jpeg(clean(once)) == _without_jpeg(once)


def _without_jpeg(data: bytes) -> bytes:
    """Leave out what is written anew each time: its pixels are a little off."""
    return re.sub(rb"data:image/jpeg;base64,[^\"]+", b"", data)


def test_what_is_written() -> None:
    """Names, ids, texts and references are those of the author, without prefixes."""
    inside = '<s:g id="a" CLASS="b" aria-label="あ"> <title>T</title></s:g><use xlink:href="#a"/>'
    assert clean(svg(inside, 'viewBox="0 0 1 1"')).decode() == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">'
        '<g id="a" aria-label="あ"><title>T</title></g><use href="#a"/></svg>'
    )


def test_comments_leave_no_gap() -> None:
    """Comments go from texts and style sheets; in CSS one still parts what it parted."""
    data = clean(svg("<text>a<!-- b -->c</text><style>a/* b */.c{d:'/* e */'}/* f</style>"))
    assert b"<text>ac</text><style>a/**/.c{d:'/* e */'}/**/</style>" in data


def test_declared_encoding() -> None:
    """What one byte a sign encodes is published in UTF-8."""
    text = '<?xml version="1.0" encoding="windows-1252"?>' + svg("<text>é€</text>").decode()
    assert "<text>é€</text>".encode() in clean(text.encode("windows-1252"))


def test_deep_grey() -> None:
    """A grey picture of 16 bits a sample keeps its middle greys."""
    buffer = io.BytesIO()
    Image.new("I;16", (2, 2), 0x8000).save(buffer, "PNG")
    coded = base64.b64encode(buffer.getvalue()).decode()
    file = svg(f'<image href="data:image/png;base64,{coded}"/>')
    found = re.search(rb"base64,([^\"]+)", clean(file))
    assert Image.open(io.BytesIO(base64.b64decode(found[1]))).getpixel((0, 0)) == (128,) * 3


@pytest.mark.parametrize("both", ['href="#a" xlink:href="#b"', 'xlink:href="#b" href="#a"'])
def test_two_references(both: str) -> None:
    """Of `href` and `xlink:href` the first counts, in whichever order they stand."""
    assert b'<use href="#a"/>' in clean(svg(f"<use {both}/>"))


def _taller(data: bytes) -> bytes:
    """Let a JPEG say that it has half of its rows."""
    at = data.index(b"\xff\xc0") + 5
    rows = int.from_bytes(data[at : at + 2], "big") // 2
    return data[:at] + rows.to_bytes(2, "big") + data[at + 2 :]


JPEG = base64.b64decode(picture("JPEG", quality=97))
HIDING = {
    "behind its end": JPEG + CANARY.encode(),
    "behind its scan": JPEG[:-2] + CANARY.encode() + JPEG[-2:],
    "in a table": JPEG[:20] + b"\xff\xdb\0\x43\3" + CANARY.encode().ljust(64)[:64] + JPEG[20:],
}


@pytest.mark.parametrize("name", HIDING)
def test_what_hides_in_a_jpeg(name: str) -> None:
    """All but its pixels goes, however bare it seems."""
    assert CANARY.encode() not in _inner(clean(_around(HIDING[name])))


def test_rows_that_a_jpeg_does_not_show() -> None:
    """They are not shown by another either, that says it has them."""
    made = _inner(clean(_around(_taller(JPEG))))
    assert Image.open(io.BytesIO(made)).size == (16, 4)
    assert made != _taller(JPEG)


def _around(jpeg: bytes) -> bytes:
    return svg(f'<image href="data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"/>')


def _inner(data: bytes) -> bytes:
    found = re.search(rb"base64,([^\"]+)", data)
    return base64.b64decode(found[1])


def _shown(page: Page, folder: Path, files: Mapping[str, bytes]) -> dict[str, Image.Image]:
    """Show files on one page, which takes one screenshot; give what is seen of each."""
    width, height = CELL
    page.set_viewport_size({"width": width, "height": height * len(files)})
    for name, data in files.items():
        (folder / f"{name}.svg").write_bytes(data)
    pictures = "".join(f'<div><img src="{name}.svg"></div>' for name in files)
    style = f"<style>body {{ margin: 0 }} div {{ height: {height}px; overflow: hidden }}</style>"
    (folder / "all.html").write_text(style + pictures, "utf-8")
    page.goto((folder / "all.html").as_uri())
    assert page.evaluate("Promise.all([...document.images].map(i => i.decode())).then(() => true)")
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    tops = {name: height * at for at, name in enumerate(files)}
    return {name: seen.crop((0, top, width, top + height)) for name, top in tops.items()}


@pytest.fixture(scope="module")
def seen(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pair]:
    """Give what a browser shows of every good file, and of the cleaned one, at the same place."""
    folder = tmp_path_factory.mktemp("seen")
    page = chromium.new_page()
    before = _shown(page, folder, GOOD)
    after = _shown(page, folder, {name: clean(data) for name, data in GOOD.items()})
    page.close()
    return {name: (before[name], after[name]) for name in GOOD}


@pytest.mark.browser
@pytest.mark.parametrize("name", GOOD)
def test_looks_the_same(seen: dict[str, Pair], name: str) -> None:
    """In a browser a cleaned file looks as it did; a JPEG is written again, a little off."""
    before, after = seen[name]
    most = max(high for _, high in ImageChops.difference(before, after).getextrema())
    assert most <= (48 if name in {"picture-jpeg", "picture-turned"} else 0)
    assert len(before.getcolors(10**6)) > 1


SIZES = (
    ("", (300, 150)),
    ('width="60" height="40"', (60, 40)),
    ('width="60.4px" height="40.6"', (60, 41)),
    ('width="1in" height="2.54cm"', (96, 96)),
    ('width="25.4mm" height="101.6Q"', (96, 96)),
    ('width="72pt" height="6pc"', (96, 96)),
    ('width="2em" height="2ex"', (32, 16)),
    ('width="100%" height="100%" viewBox="0 0 30 20"', (30, 20)),
    ('viewBox="-5,-5 , 30.0,2e1"', (30, 20)),
    ('width="60" viewBox="0 0 30 20"', (60, 40)),
    ('height="40" viewBox="0 0 30 20"', (60, 40)),
    ('width="60"', (60, 150)),
    ('height="40"', (300, 40)),
    ('width="0" height="0.1"', (300, 1)),
    ('width="-5" height="nan"', (300, 150)),
    ('width="inf" height="1e999"', (300, 150)),
    ('width="2e9" height="1e9"', (100000, 50000)),
    ('viewBox="0 0 nan inf"', (300, 150)),
    ('viewBox="0 0 0 10"', (300, 150)),
    ('viewBox="0 0 1e308 1e-308"', (100000, 1)),
    ('viewBox="0 0 1"', (300, 150)),
    ('width="10 px" height="calc(1px)"', (300, 150)),
    ('width="" height="px"', (300, 150)),
)


@pytest.mark.parametrize(("attributes", "expected"), SIZES)
def test_size(attributes: str, expected: tuple[int, int]) -> None:
    """The size follows SVG 2, is never empty, and never endless; cleaning does not change it."""
    assert size(svg('<svg width="1" height="1"/>', attributes)) == expected
    assert size(clean(svg("", attributes))) == expected


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"<a><svg/></a>", svg("<g>"), HOSTILE_FILES[2]])
def test_no_size(data: bytes) -> None:
    """What is no SVG has no size."""
    with pytest.raises(ValueError):  # noqa: PT011 - likewise
        size(data)


SCRAPS = (
    *HOSTILE_INSIDE,
    *(data.decode("latin-1") for data in GOOD.values()),
    "url(#a)",
    "/*",
    "\\",
)


@settings(deadline=None)
@given(st.lists(st.one_of(st.sampled_from(SCRAPS), st.text(max_size=9)), max_size=5))
def test_any_text(scraps: list[str]) -> None:
    """Whatever stands in a file, it is cleaned once and for all, or refused."""
    inside = "".join(scraps)
    for data in (svg(inside), inside.encode("utf-8", "replace"), svg(f"<style>{inside}</style>")):
        try:
            once = clean(data)
        except (UnsafeSvgError, ValueError):
            continue
        assert _without_jpeg(clean(once)) == _without_jpeg(once)
        assert min(size(once)) >= 1


@settings(deadline=None)
@given(st.sampled_from(sorted(GOOD)), st.integers(0), st.binary(max_size=4))
def test_any_damage(name: str, at: int, put: bytes) -> None:
    """Likewise where bytes of a good file are others, those of its pictures as well."""
    data = GOOD[name]
    coded = re.search(rb"base64,([^\"]+)", data)
    whole = base64.b64decode(coded[1]) if coded else data
    at %= len(whole)
    hurt = whole[:at] + put + whole[at + len(put) :]
    if coded:
        hurt = data.replace(coded[1], base64.b64encode(hurt))
    try:
        once = clean(hurt)
    except (UnsafeSvgError, ValueError):
        return
    assert _without_jpeg(clean(once)) == _without_jpeg(once)


def test_a_declaration_in_the_doctype_is_named(desk: Desk) -> None:
    """As older drawing programs write it; the file is not broken."""
    data = b'<!DOCTYPE svg [\n<!ENTITY ns "http://ns.example.com/">\n]>' + svg("", 'xmlns:x="&ns;"')
    desk.write({"content/posts/d.svg": data, "content/posts/p.md": post("![図](d.svg)")})
    built = desk.build()
    assert (built.status, built.out.count("[unsafe-svg]")) == (1, 1), built.out
    assert "1行目: DOCTYPE" in built.out
    assert "bad-picture" not in built.out
