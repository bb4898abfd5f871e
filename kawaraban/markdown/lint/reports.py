"""Diagnostics of links, images, footnotes and blocks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kawaraban.core.diagnostics import Source, Words
from kawaraban.markdown.addresses import scheme
from kawaraban.read.registries import WRITE_URL

if TYPE_CHECKING:
    from kawaraban.markdown.blocks.leaves import Fence
    from kawaraban.markdown.blocks.nodes import Footnote
    from kawaraban.markdown.context import Context

_MISSPELT = re.compile(r"(?i)https?:(?!//[^/\\])")


def no_alt(context: Context, source: Source, *, is_marked: bool) -> None:
    """Report an image without alternative text: no error where it is marked with `{alt=""}`."""
    what = Words("画像の説明がありません", "the picture has no alternative text")
    remedy = Words(
        "![ ] の中に、画像に何が写っているかを書いてください",
        "say between ![ and ] what the picture shows",
    )
    if is_marked:
        context.warn(source, "missing-alt", what, remedy)
    else:
        context.error(source, "missing-alt", what, remedy)


def empty(context: Context, source: Source) -> None:
    """Report a link to nowhere."""
    context.warn(
        source,
        "empty-link",
        Words("リンク先がありません", "the link has no destination"),
        Words("かっこの中にリンク先を書いてください", "write the address between the parentheses"),
    )


_WRITE_BRACKETS = Words(
    "アドレスを半角の ( ) で囲み、空白は %20 にするか、(<…>) と書いてください",
    "put the address in ( ) and write its spaces as %20, or write (<…>)",
)
IN_HTML = Words(
    "HTML の行との間に空行を入れるか、<a href> や <img> で書いてください",
    "put a blank line between it and the HTML, or write <a href> or <img>",
)
OF_OBSIDIAN = Words("![説明](ファイル名) と書いてください", "write it as ![what it shows](file)")


def unread_link(context: Context, source: Source, remedy: Words = _WRITE_BRACKETS) -> None:
    """Report what looks like a link or a picture and is published as text."""
    context.warn(
        source,
        "unread-link",
        Words(
            "リンクや画像として読めず、文字のまま載ります",
            "this is not read as a link or picture: it is published as text",
        ),
        remedy,
    )


def unsafe(context: Context, address: str, source: Source) -> None:
    """Report an address with a scheme that may run code, or that nothing is known of."""
    name = scheme(address)
    context.error(
        source,
        "unsafe-link",
        Words(f"「{name}:」のリンクは公開できません", f"'{name}:' links are not published"),
        Words(
            "https:、mailto:、tel: かファイルのパスにするか、[links] schemes に足してください",
            "use https:, mailto:, tel:, or a file's path, or add it to [links] schemes",
        ),
    )


def misspelt(context: Context, address: str, source: Source) -> None:
    """Report `http:/host` and `http:host`, which are no web addresses everywhere."""
    if _MISSPELT.match(address):
        context.error(
            source,
            "bad-url",
            Words(
                f"「{address}」: ウェブのアドレスではありません",
                f"'{address}': it is no web address",
            ),
            WRITE_URL,
        )


def raw_shop(context: Context, address: str, source: Source) -> None:
    """Report a shop's form in raw HTML, where nothing makes a link of it."""
    context.error(
        source,
        "raw-shop-link",
        Words(
            f"HTMLの中では「{address}」をリンクにできません",
            f"'{address}' makes no link inside raw HTML",
        ),
        Words(f"[文字]({address}) と書いてください", f"write [text]({address})"),
    )


def control(context: Context, name: str, source: Source) -> None:
    """Report a control character, which is not published."""
    context.warn(
        source,
        "control-character",
        Words(f"見えない制御文字 {name} があります", f"there is a control character, {name}"),
        Words(
            "取り除いてください。ページには載りません", "take it away; the page will not have it"
        ),
    )


def address_in_style(context: Context, address: str, source: Source) -> None:
    """Report a style that names a file of the site, which no reader's browser finds."""
    context.warn(
        source,
        "address-in-style",
        Words(
            f"CSSの中の「{address}」は書いたとおりに出るので、サイトのファイルに届きません",
            f"'{address}' in CSS is published as it stands, and leads to no file of the site",
        ),
        Words(
            "画像は ![説明](パス) か <img> で置くか、assets/custom.css に書いてください",
            "show the picture with ![text](path) or <img>, or write it in assets/custom.css",
        ),
    )


def unnamed_host(context: Context, address: str, source: Source) -> None:
    """Report an address that a policy cannot name (CSP 3, section 2.3.1, `host-source`)."""
    context.warn(
        source,
        "unnamed-host",
        Words(
            f"「{address}」のホスト名はページの守り（CSP）に書けないので、読み込まれません",
            f"the page's policy (CSP) cannot name the host of '{address}', which is never loaded",
        ),
        Words(
            "英数字と「-」と「.」だけのホスト名にしてください",
            "use a host name of letters, digits, '-' and '.' alone",
        ),
    )


def unused_footnote(context: Context, note: Footnote) -> None:
    """Report a footnote that no reader comes to."""
    context.warn(
        context.source(note.start, note.column),
        "unused-footnote",
        Words(
            f"脚注「{note.label}」は本文のどこからも参照されていません",
            f"nothing refers to the footnote '{note.label}'",
        ),
        Words(
            f"本文に [^{note.label}] を書くか、脚注を取り除いてください",
            f"write [^{note.label}] in the text, or take the footnote away",
        ),
    )


def duplicate_footnote(context: Context, note: Footnote) -> None:
    """Report a second footnote of the same label, which is not published."""
    context.warn(
        context.source(note.start, note.column),
        "duplicate-footnote",
        Words(
            f"脚注「{note.label}」が二度書かれています。はじめのものだけが載ります",
            f"there are two footnotes '{note.label}'; only the first is published",
        ),
        Words("別の名前にしてください", "give one of them another name"),
    )


def unclosed_fence(context: Context, fence: Fence) -> None:
    """Report code that runs to the end because nothing closes it."""
    context.warn(
        context.source(fence.start, fence.column),
        "unclosed-fence",
        Words(
            f"「{fence.mark}」が閉じられていないので、ここから先がすべてコードになります",
            f"'{fence.mark}' is never closed, so all that follows is code",
        ),
        Words(
            f"コードの終わりの行に {fence.mark} を書いてください",
            f"write {fence.mark} on the line after the code",
        ),
    )


def extra_cells(context: Context, source: Source) -> None:
    """Report cells that a table has no column for, which are not published (GFM)."""
    context.warn(
        source,
        "extra-cells",
        Words(
            "見出しの行より列が多いので、ここから右は載りません",
            "the row has more cells than the header; from here on they are not published",
        ),
        Words(
            "列の数を見出しの行に合わせるか、文字としての | を \\| と書いてください",
            "give the header as many cells, or write \\| for a bar in the text",
        ),
    )
