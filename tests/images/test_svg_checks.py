"""SVG: what acts or loads something is refused, with its lines."""

from __future__ import annotations

import gzip
import re

import pytest

from kawaraban.images.photo.kinds import BadPictureError
from kawaraban.images.svg import clean
from tests.desk import Desk, post
from tests.images.drawings import DTD, svg

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
    '<rect style="fill:url(javascript:alert(1))"/>',
    '<rect style="fill:url(data:text/html,a)"/>',
    '<rect style="fill:url(data:image/png;base64,AAAA)"/>',
    '<rect style="background:image-set(&quot;a.png&quot; 1x)"/>',
    '<rect style="background:-webkit-image-set(&quot;a.png&quot; 1x)"/>',
    '<rect style="background:src(&quot;a.png&quot;)"/>',
    '<style>@import "https://example.com/a.css";</style>',
    "<style>@IMPORT url(a.css);</style>",
    r"<style>@\69mport 'a.css';</style>",
    "<style>@im<!-- -->port 'a.css';</style>",
    "<style>@im<g/>port 'a.css';</style>",
    "<style>@im<![CDATA[port 'a.css';]]></style>",
    "<style>&#64;import 'a.css';</style>",
    "<style>@font-face{font-family:a;src:url(a.woff)}</style>",
    "<style>@font-face{font-family:a;src:url(data:font/woff;base64,AAAA)}</style>",
    "<style>a{fill:url(a.svg#a)}</style>",
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
    '<g xml:base="https://example.com/"/>',
    '<?xml-stylesheet href="https://example.com/a.css"?>',
)  # fmt: skip
LAUGHS = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
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
)


@pytest.mark.parametrize("inside", HOSTILE_INSIDE)
def test_hostile_elements_are_refused(inside: str) -> None:
    """What acts or reaches outside is refused, with the line on which it stands."""
    with pytest.raises(BadPictureError) as found:
        clean(svg(f"\n\n{inside}"))
    assert re.match(r"line [345]: ", found.value.values["what"].en)
    assert re.match("[345]行目: ", found.value.values["what"].ja)


@pytest.mark.parametrize("data", HOSTILE_FILES)
def test_hostile_files_are_refused(data: bytes) -> None:
    """Declarations and instructions around the drawing are refused, in every encoding."""
    with pytest.raises(BadPictureError):
        clean(data)


def test_messages_are_in_both_languages() -> None:
    """A refusal says in each language what is wrong, and on which line."""
    with pytest.raises(BadPictureError) as found:
        clean(svg("\n<style>.a { fill: red }\n.b { fill: url(b.svg) }</style>"))
    assert found.value.values["what"] == (
        "2行目: <style> の text が画像の外を参照しています（url(b.svg) }）",
        "line 2: text of <style> refers to something outside the picture (url(b.svg) })",
    )


def test_all_refusals_are_reported_together() -> None:
    """All refusals are reported with their lines, but none inside a refused element."""
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
    with pytest.raises(BadPictureError) as found:
        clean(svg("\n".join(lines)))
    beyond = "refers to something outside the picture"
    reported = (
        "lines 2, 5: a picture may not have <script>",
        "line 3: a picture may not have <image>",
        "lines 4, 7: a picture may not have <foreignObject>",
        f"line 6: text of <style> {beyond} (@import url(a.css); a {{ fill: url(b.svg) }})",
        f"line 6: text of <style> {beyond} (url(b.svg) }})",
        f"line 8: href of <a> {beyond} (javascript:a())",
        "line 8: <set> changes the attribute href",
        "line 9: it loads a style sheet",
    )
    assert found.value.values["what"].en == ", ".join(reported)


def test_refused_before_broken() -> None:
    """What was read until a file breaks off is reported."""
    with pytest.raises(BadPictureError) as found:
        clean(svg("<script/>")[:-3])
    assert "script" in found.value.values["what"].en


def test_lines_of_a_message_are_bounded() -> None:
    """Thousands of refusals of one kind do not make a message of their lines."""
    with pytest.raises(BadPictureError) as found:
        clean(svg("<script/>\n" * 5000))
    assert len(found.value.values["what"].en) < 200


@pytest.mark.parametrize("data", BROKEN)
def test_broken_files_are_value_errors(data: bytes) -> None:
    """What is no SVG, or beyond the limits, is a ValueError."""
    with pytest.raises(ValueError):  # noqa: PT011 - the contract says no more
        clean(data)


def test_the_limits_themselves_are_accepted() -> None:
    """As many elements as may be are cleaned, and as many bytes."""
    assert clean(svg("<g/>" * 99_999)).count(b"<g/>") == 99_999
    assert clean(svg(" " * (5 * 2**20 - len(svg("")))))


def test_a_declaration_in_the_doctype_is_reported(desk: Desk) -> None:
    """A declaration that older programs write is not reported as a broken file."""
    data = b'<!DOCTYPE svg [\n<!ENTITY ns "http://ns.example.com/">\n]>' + svg("", 'xmlns:x="&ns;"')
    desk.write({"content/posts/d.svg": data, "content/posts/p.md": post("![図](d.svg)")})
    built = desk.build()
    assert (built.status, built.out.count("[unsafe-svg]")) == (1, 1), built.out
    assert "1行目: DOCTYPE" in built.out
    assert "bad-picture" not in built.out
