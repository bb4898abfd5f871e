"""Addresses of pages, and the links between them.

An address is a path under the output folder, in Unicode: `posts/my-post/` is a
folder whose file is its `index.html`; one without a final `/` is a file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import quote, urlsplit

ARCHIVE = "archive/"
FEED = "feed.xml"
_OF_EVERY_SITE = {"/": "", f"/{ARCHIVE}": ARCHIVE, f"/{FEED}": FEED}
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
# Microsoft, "Naming Files, Paths, and Namespaces": names that no folder may have.
_RESERVED = re.compile(
    r"(?i)(con|prn|aux|nul|con(?:in|out)\$|com[0-9¹²³]|lpt[0-9¹²³])(?= *(?:\.|\Z))"
)
_NOT_PLAIN = re.compile(r"[^\w/.~!$&'()*+,;=:@-]")
_URL_SAFE = "/-._~!$&'()*+,;=:@"


def of_every_site(path: str) -> str | None:
    """Give the address of a page of every site for which no file stands (`/`, `/archive/`)."""
    return _OF_EVERY_SITE.get(path)


def file_of(address: str) -> str:
    """Give the output file that answers an address."""
    return f"{address}index.html" if not address or address.endswith("/") else address


@lru_cache(maxsize=65_536)
def readable(path: str) -> str:
    """Encode only what would change the meaning of a path in an HTML attribute.

    Letters of all scripts stay: HTML takes them as they are (URL Standard, "valid URL
    string"), and a Japanese address is then a third as long.
    """
    return _NOT_PLAIN.sub(lambda match: quote(match[0]), path)


@lru_cache(maxsize=65_536)
def encoded(path: str) -> str:
    """Percent-encode a path for use in a URL (RFC 3986)."""
    return quote(path, safe=_URL_SAFE)


@lru_cache(maxsize=65_536)
def folder_name(name: str) -> str:
    """Give a name (a tag, a category) as a folder name that every system accepts.

    Letters of all scripts stay; what Windows forbids in a name becomes `-`.
    """
    clean = _UNSAFE.sub("-", unicodedata.normalize("NFC", name)).strip(" .")
    return _RESERVED.sub(r"\1_", clean, count=1) if is_reserved(clean) else clean or "-"


def is_reserved(name: str) -> bool:
    """Say whether Windows keeps a name for itself, whatever follows a dot in it."""
    return _RESERVED.match(name) is not None


def is_top(fragment: str) -> bool:
    """Say whether a fragment is the top of any page (HTML, "select the indicated part")."""
    return fragment.lower() == "top"


def same_place(address: str) -> str:
    """Give a key that is equal for addresses which some file system takes for one.

    macOS and Windows ignore letter case; macOS also the Unicode form.
    """
    path = file_of(address)
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def relative(here: str, *, index_html: bool) -> Callable[[str], str]:
    """Give what makes links from the page at one address to other addresses.

    A link works under any path that the output folder is put at. With `index_html` it
    names the file, so that it also works from `file://`.
    """
    folders = here.split("/")[:-1]
    # Each folder that the page is in, the nearest first, and the way up to it.
    above = [
        ("/".join((*folders[:depth], "")), "../" * (len(folders) - depth))
        for depth in range(len(folders), 0, -1)
    ]
    top = "../" * len(folders)

    def href(there: str) -> str:
        target = file_of(there) if index_html else there
        up = top
        for folder, way in above:
            if target.startswith(folder):
                target, up = target[len(folder) :], way
                break
        path = up + readable(target)
        return (path if up else _not_a_scheme(path)) or "./"

    return href


def _not_a_scheme(href: str) -> str:
    """Guard a first segment with a colon, which would read as a scheme (RFC 3986, 4.2)."""
    return f"./{href}" if ":" in href.split("/", 1)[0] else href


def rooted(base_url: str, address: str) -> str:
    """Give the link from the domain's root, for a page that answers at any depth (404.html)."""
    return urlsplit(base_url).path + readable(address)


def absolute(base_url: str, address: str) -> str:
    """Give the full URL: for canonical links, feeds, the sitemap and sharing."""
    return base_url + encoded(address)
