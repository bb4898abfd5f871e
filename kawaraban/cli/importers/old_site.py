"""What a site was before it is imported: its posts, pages and pictures, and what is lost."""

import re
import zlib
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

from kawaraban.cli.importers.tables import words
from kawaraban.core.model import Frozen, Kind

# What no text has: controls, line ends of Unicode, halves of letters, noncharacters.
NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def line(text: str) -> str:
    """Return text as one line of what a text may have."""
    return " ".join(NO_TEXT.sub(" ", text).split())


class Loss(NamedTuple):
    """What could not be carried over as it was: a kind of `tables.toml`, and its text."""

    kind: str
    text: str = ""


class UnreadableError(Exception):
    """A file that cannot be read as what it should be: it, a name of `tables.toml`, and why."""

    def say(self, language: str) -> str:
        """Return what is wrong, in one line."""
        file, name, *why = self.args
        return ": ".join((str(file), words(language)[name], *map(str, why)))


class OldPost(Frozen, frozen=True, kw_only=True):
    """A post or page as another tool had it.

    `key` names it for a second import. `packed` is its body, compressed, since ten thousand are
    in memory at once. `hidden` says why it was not public; relative paths begin at `folder`.
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
    form: Literal["html", "markdown"] = "html"
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    description: str = ""
    author: str = ""
    image: str = ""
    hidden: str = ""
    folder: str = ""
    losses: tuple[Loss, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return all paths at which it was."""
        return tuple(filter(None, (self.address, *self.aliases)))

    @property
    def body(self) -> str:
        """Return the body as the tool had it."""
        return zlib.decompress(self.packed).decode()


class OldProduct(Frozen, frozen=True, kw_only=True):
    """A product of a plugin's box: its links are (shop, address) pairs, as they were."""

    name: str
    image: str = ""
    links: tuple[tuple[str, str], ...] = ()


class OldSite(Frozen, frozen=True, kw_only=True):
    """A whole site. `hosts` are its own; `pictures` its files by the path that texts write.

    `alts` are alternative texts by picture; `media` (addresses of pictures), `products` and
    `blocks` (reused text) are by the number that texts name.
    """

    tool: str
    hosts: frozenset[str] = frozenset()
    posts: tuple[OldPost, ...] = ()
    pictures: dict[str, Path] = {}
    alts: dict[str, str] = {}
    media: dict[str, str] = {}
    products: dict[str, OldProduct] = {}
    blocks: dict[str, str] = {}
    losses: tuple[Loss, ...] = ()
