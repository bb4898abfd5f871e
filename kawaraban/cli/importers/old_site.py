"""What a site was before it is imported: its posts, pages and pictures, and what cannot come."""

from __future__ import annotations

import re
import zlib
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import unquote, urlsplit

from kawaraban.core.diagnostics import Words
from kawaraban.core.model import Frozen, Kind

Form = Literal["html", "markdown"]


class Loss(NamedTuple):
    """What could not be carried over as it was: a name of `KINDS`, and its text."""

    kind: str
    text: str = ""


class UnreadableError(Exception):
    """A file that cannot be read as what it should be; its text says why, in one line."""


class OldPost(Frozen, frozen=True, kw_only=True):
    """A post or page as another tool had it.

    `address` is the path at which it was published (`/2024/01/a/`, empty where it was not),
    `aliases` are further ones. `packed` is its body, compressed: ten thousand of them are in
    memory at once. `hidden` says why it was not public (`draft`, `private` …). `key` names it
    for ever, so that a second import knows it; `folder` is where its relative paths begin.
    """

    key: str
    title: str
    kind: Kind = "post"
    date: datetime | None = None
    updated: datetime | None = None
    slug: str = ""
    address: str = ""
    aliases: tuple[str, ...] = ()
    packed: bytes = b""
    form: Form = "html"
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    description: str = ""
    author: str = ""
    image: str = ""
    hidden: str = ""
    folder: Path | None = None
    extra: dict[str, object] = {}
    losses: tuple[Loss, ...] = ()

    @property
    def body(self) -> str:
        """Return the body as the tool had it."""
        return zlib.decompress(self.packed).decode()


class OldProduct(Frozen, frozen=True, kw_only=True):
    """A product of a plugin's box: its links are (shop, address) pairs, as they were."""

    name: str
    image: str = ""
    note: str = ""
    links: tuple[tuple[str, str], ...] = ()


class OldSite(Frozen, frozen=True, kw_only=True):
    """A whole site. `hosts` are its own; `pictures` its files by the path that texts write.

    `alts` are alternative texts by picture, `products` and `blocks` (reused pieces of text) by
    id, `ids` what `?p=` numbers lead to. `offers` are lines for `site.toml` that the author may
    take over; `unread` are posts that could not be read, and why.
    """

    tool: str
    title: str = ""
    hosts: frozenset[str] = frozenset()
    posts: tuple[OldPost, ...] = ()
    pictures: dict[str, Path] = {}
    alts: dict[str, str] = {}
    products: dict[str, OldProduct] = {}
    blocks: dict[str, str] = {}
    galleries: dict[str, tuple[str, ...]] = {}
    ids: dict[str, str] = {}
    offers: tuple[str, ...] = ()
    comments: dict[str, list[dict[str, str]]] = {}
    unread: tuple[tuple[str, str], ...] = ()


def pack(text: str) -> bytes:
    """Compress a body; what is no text at all is left out."""
    return zlib.compress(text.encode("utf-8", "replace"), 1)


def path_of(url: str) -> str:
    """Return the path of an address as it is compared: decoded, without its end."""
    try:
        return unquote(urlsplit(url).path).removesuffix("index.html").rstrip("/")
    except ValueError:  # a bracket without its other half
        return ""


def original(path: str) -> str:
    """Return a picture's path without the size that WordPress puts into a scaled copy's name."""
    return re.sub(r"(?:-\d{1,5}x\d{1,5}|-scaled)(?=\.\w+$)", "", path)


KINDS = {
    "block": Words("知らないブロック（中の文字は残しました）", "unknown block (its text is kept)"),
    "shortcode": Words("知らないショートコード（文字のまま）", "unknown shortcode (as text)"),
    "dynamic": Words("前の道具が作る部分", "what the old tool made by itself"),
    "style": Words("文字の色・大きさなどの飾り", "colours, sizes and other decoration"),
    "html": Words("HTML のまま残したもの", "kept as HTML"),
    "link": Words("行き先がなく、文字にしたリンク", "link without a target, now text"),
    "place": Words("行き先のない #… を外したリンク", "link whose #… leads nowhere, now to the page"),
    "alt": Words("説明（alt）のない画像", "picture without alternative text"),
    "picture": Words("見つからない画像（前のアドレスのまま）", "picture not found: at its old address"),
    "lost-picture": Words("見つからない画像", "picture that is not there"),
    "toc": Words("目次（ここでは自動で入ります）", "table of contents (made by itself here)"),
    "pages": Words("ページの区切り（一つのページにつなげました）", "page break (joined to one page)"),
    "hidden": Words("下書きにしたもの", "made a draft"),
    "category": Words("二つ目からのカテゴリー（タグにしました）", "further categories, now tags"),
    "key": Words("使わないキー（x_ を付けて残しました）", "key without a meaning here, kept as x_"),
    "alias": Words("重なるか、使えない古いアドレス", "old address that is taken or unusable"),
    "query": Words("? の付く古いアドレス（転送できません）", "old address with ?, which cannot lead here"),
    "date": Words("読めない日付", "date that cannot be read"),
    "slug": Words("使えない名前（別の名前にしました）", "name that cannot be used, another was chosen"),
    "name": Words("題のない記事", "post without a title"),
    "control": Words("文字でない記号（取り除きました）", "signs that are no text, left out"),
    "error": Words("ビルドが止まるところ", "what stops the build"),
    "missing": Words("できたページにない言葉", "words that the built page lacks"),
    "unlinked": Words("できたページにないリンク", "links that the built page lacks"),
    "unshown": Words("できたページにない画像（枚数）", "pictures that the built page lacks"),
    "unread": Words("読めなかった記事", "post that could not be read"),
    "comments": Words("コメント（import-comments.json に）", "comments (in import-comments.json)"),
}  # fmt: skip
"""Each kind of loss, in words."""
