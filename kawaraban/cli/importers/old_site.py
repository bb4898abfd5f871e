"""What a site was before it is imported: its posts, of fields by the names of any tool."""

import contextlib
import os
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Literal, NamedTuple
from urllib.parse import unquote

from kawaraban.cli.importers.tables import first, pattern, tables
from kawaraban.core.dates import parse_moment
from kawaraban.core.model import Frozen, Kind


def line(text: str) -> str:
    """Return text as one line of what a text may have."""
    return " ".join(pattern("no-text").sub(" ", text).split())


Reader = Callable[[], str]  # of a body that was put aside


class Loss(NamedTuple):
    """What could not be carried over as it was: a kind of `tables.toml`, and its text."""

    kind: str
    text: str = ""


class OldPost(Frozen, frozen=True, kw_only=True):
    """A post or page as another tool had it; `hidden` says why it was not public."""

    key: str
    title: str
    kind: Kind = "post"
    date: datetime | None = None
    updated: datetime | None = None
    expires: datetime | None = None
    slug: str = ""
    address: str = ""
    aliases: tuple[str, ...] = ()
    packed: Reader = str
    form: Literal["html", "markdown"] = "html"
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    description: str = ""
    author: str = ""
    image: str = ""
    hidden: str = ""
    folder: str = ""
    extra: dict[str, object] = {}
    comments: tuple[dict[str, str], ...] = ()
    losses: tuple[Loss, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return all paths at which it was."""
        return tuple(filter(None, (self.address, *self.aliases)))

    @property
    def body(self) -> str:
        """Return the body as the tool had it."""
        return self.packed()


class OldSite(Frozen, frozen=True, kw_only=True):
    """A whole site, under the path `base`.

    `pictures` are by path; `media`, `products`, `blocks` by the number in texts.
    `galleries` are the numbers of the pictures that were uploaded to a post, by its key.
    """

    tool: str
    hosts: frozenset[str] = frozenset()
    base: str = ""
    posts: tuple[OldPost, ...] = ()
    pictures: dict[str, Path] = {}
    alts: dict[str, str] = {}
    media: dict[str, str] = {}
    products: dict[str, str] = {}
    blocks: dict[str, str] = {}
    galleries: dict[str, str] = {}
    menu: tuple[tuple[str, str], ...] = ()
    losses: tuple[Loss, ...] = ()


@cache
def _bodies() -> IO[bytes]:
    return TemporaryFile(buffering=0)


def pack(text: str) -> Reader:
    """Put a body aside, in a file: ten thousand are too large for the memory. Return its reader."""
    data = text.replace("\r\n", "\n").encode("utf-8", "replace")
    at = _bodies().seek(0, os.SEEK_END)
    return partial(_unpack, at, _bodies().write(data))


def _unpack(at: int, size: int) -> str:
    file = _bodies()
    if hasattr(os, "pread"):  # processes share the position
        return os.pread(file.fileno(), size, at).decode()
    file.seek(at)
    return file.read(size).decode()


def text_of(file: Path) -> str:
    """Return the text of a file, without what no text has; older ones are not in UTF-8."""
    data = file.read_bytes().replace(b"\r\n", b"\n")
    text = data.decode("utf-8", "replace")
    for encoding in ("cp932", "euc-jp", "utf-8-sig"):  # the last that fits
        with contextlib.suppress(UnicodeDecodeError):
            text = data.decode(encoding)
    return pattern("no-text").sub("", text)


def post_of(key: str, front: Mapping[str, object], body: Reader, zone: tzinfo) -> OldPost:
    """Return a post of fields that may have any tool's names, by `front` of `tables.toml`."""
    rows, hides = tables().front.items(), tables().hides.items()
    lists = {k: texts_in(next((front[n] for n in names if front.get(n)), "")) for k, names in rows}
    texts = {key: first(values) for key, values in lists.items()}
    updated = _date(texts["updated"], zone)
    at = _coming(texts["publishes"], zone) or _date(texts["date"], zone) or updated
    hidden = [k for k, why in hides if re.fullmatch(why, str(front.get(k, "")).lower())]
    return OldPost(
        key=key,
        title=texts["title"],
        date=at,
        updated=updated,
        expires=_date(texts["expires"], zone),
        slug=unquote(texts["slug"]),
        address=path_in(first((texts["address"], re.sub("^[^/].*", "", texts["slug"])))),
        aliases=tuple(map(path_in, lists["aliases"])),
        packed=body,
        tags=_names(lists["tags"] + lists["series"]),
        categories=_names(lists["categories"]),
        description=re.sub("<[^>]*>", "", texts["description"]),
        author=texts["author"],
        image=texts["image"],
        folder=texts["folder"],
        hidden=" ".join((*hidden, re.sub("(?i)^(publish|inherit)$", "", texts["status"]))).strip(),
        losses=() if at else (Loss("date", texts["date"]),),
    )


def _coming(text: str, zone: tzinfo) -> datetime | None:
    """Return the date before which Hugo does not publish a post, if it is still to come."""
    at = _date(text, zone)
    return at if at and at > datetime.now(zone).replace(tzinfo=None) else None


def path_in(address: str) -> str:
    """Return the path of an address as a tool's settings give it."""
    path = re.sub(r"^https?://[^/]+", "", address.strip())
    return f"/{path.lstrip('/')}" if path else ""


def texts_in(value: object) -> list[str]:
    """Return the texts of a value: it, a list of them, or what mappings call one."""
    if isinstance(value, dict):
        value = [one for key, one in value.items() if key in tables().keys["called"]]
    if isinstance(value, list):
        return [text for one in value for text in texts_in(one)]
    text = str(value) if isinstance(value, str | int | float | date) else ""
    return [] if text in {"", "True", "False"} else [text]


def _names(texts: list[str]) -> tuple[str, ...]:
    names = (line(name) for one in texts for name in re.split("[,、]", one))
    return tuple(name for name in names if name not in tables().keys["no-name"])


def _date(text: str, zone: tzinfo) -> datetime | None:
    if found := parse_moment(text.strip(), zone):
        return found.at.replace(tzinfo=None)
    for form in tables().keys["dates"] if text else ():
        with contextlib.suppress(ValueError):
            return datetime.strptime(text.strip(), form)  # noqa: DTZ007 - of the site's zone
    return None
