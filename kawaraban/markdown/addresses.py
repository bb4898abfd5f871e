"""What an address in a text points at: a post, a file of the site, another site."""

import re
from urllib.parse import quote, unquote

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import FileAddress, PostAddress
from kawaraban.markdown.marks import SIGN
from kawaraban.read.text import nfc
from kawaraban.system.regex import lazy_pattern

SHOPS = ("amazon", "rakuten", "yahoo", "moshimo")
"""The schemes of which an ad link is made."""
_SCHEME = lazy_pattern(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ENCODED = lazy_pattern(r"[A-Za-z0-9!#$&'()*+,/:;=?@._~-]*")
_SAFE = "!#$%&'()*+,/:;=?@-._~"


def scheme(address: str) -> str:
    """Return an address's scheme in lower case, or nothing."""
    found = _SCHEME.match(address)
    return found[0][:-1].lower() if found else ""


def is_local(address: str) -> bool:
    """Return whether an address is a file of the site: no scheme, no host, no bare `#` or `?`."""
    return bool(address) and not address.startswith(("//", "#", "?", SIGN)) and not scheme(address)


def decode(text: str) -> str:
    """Return a path or fragment percent-decoded and in NFC, as files and ids are named."""
    return nfc(unquote(text))


def encode(address: str) -> str:
    """Percent-encode what may not stand in an address, and nothing twice.

    Source: RFC 3986; the safe characters are those of CommonMark's reference renderers.
    """
    if _ENCODED.fullmatch(address):
        return address  # as `quote` would give it
    return quote(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", address), safe=_SAFE)


def post_slot(address: str, source: Source) -> PostAddress | None:
    """Return the slot of an address of a Markdown file, or None for other files."""
    path, _, fragment = address.partition("#")
    path = decode(path.partition("?")[0])
    if not path.lower().endswith(".md"):
        return None
    return PostAddress(source=source, path=path, fragment=decode(fragment))


def file_slot(address: str, source: Source, *, is_loaded: bool = False) -> tuple[FileAddress, str]:
    """Return the slot of a file, and what follows its path (`?…`, `#…`)."""
    path = re.split(r"[?#]", address, maxsplit=1)[0]
    slot = FileAddress(source=source, path=decode(path), is_loaded=is_loaded)
    return slot, encode(address[len(path) :])
