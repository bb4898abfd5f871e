"""Addresses of pages, and the links between them.

An address is a path under the output folder, in Unicode: `posts/my-post/` is a
folder whose file is its `index.html`; one without a final `/` is a file.
"""

import posixpath
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

from kawaraban.system.regex import lazy_pattern

# The page that is the home page's own text, and has the address of the home page.
HOME_TEXT = "content/pages/index.md"
ARCHIVE = "archive/"
FEED = "feed.xml"
JSON_FEED = "feed.json"
NOT_FOUND = "404.html"
SEARCH = "search/"
# The addresses of pages that every site has without a file for them.
GENERATED = {"/": "", f"/{ARCHIVE}": ARCHIVE, f"/{FEED}": FEED}
WEB = lazy_pattern("(?i)https?://")
_UNSAFE = lazy_pattern(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
# Microsoft, "Naming Files, Paths, and Namespaces": names that no folder may have.
_RESERVED = lazy_pattern(
    r"(?i)(con|prn|aux|nul|con(?:in|out)\$|com[0-9¹²³]|lpt[0-9¹²³])(?= *(?:\.|\Z))"
)
_NOT_PLAIN = lazy_pattern(r"[^\w/.~!$&'()*+,;=:@-]")
# What is ignorable by default (Unicode, DerivedCoreProperties), as a part of a set of a pattern.
IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
_URL_SAFE = "/-._~!$&'()*+,;=:@"


def alias_address(alias: str) -> str:
    """Return the address of an old path, which may be percent-encoded, as browsers copy it.

    It is a folder, unless it names an HTML file, or is a query (`?p=123`).
    """
    path = unicodedata.normalize("NFC", unquote(alias)).lstrip("/")
    if not path or path.endswith("/") or path.startswith("?"):
        return path
    return path if path.endswith((".html", ".htm")) else f"{path}/"


def file_of(address: str) -> str:
    """Return the path of the output file that a server answers an address with."""
    return f"{address}index.html" if not address or address.endswith("/") else address


def parents_of(paths: Iterable[str]) -> set[str]:
    """Return every folder that one of the paths lies in, at any depth, the root "" too."""
    found = {""}
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


@lru_cache(maxsize=8192)
def readable(path: str) -> str:
    """Percent-encode only what would change the meaning of a path in an HTML attribute.

    Letters of all scripts stay: HTML takes them as they are (URL Standard, "valid URL
    string"), and a Japanese address is then a third as long.
    """
    return _NOT_PLAIN.sub(lambda match: quote(match[0]), path)


@lru_cache(maxsize=65_536)
def folder_name(name: str) -> str:
    """Return a name (a tag, a category) as a folder name that every system accepts.

    Letters of all scripts stay; what Windows forbids in a name becomes `-`.
    """
    clean = _UNSAFE.sub("-", unicodedata.normalize("NFC", name)).strip(" .")
    return _RESERVED.sub(r"\1_", clean, count=1) if is_reserved(clean) else clean or "-"


def list_address(kind: str, name: str) -> str:
    """Return the address of the list of one of the `tags` or `categories`."""
    return f"{kind}/{folder_name(name)}/"


def is_reserved(name: str) -> bool:
    """Return whether Windows reserves a name, whatever follows a dot in it."""
    return _RESERVED.match(name) is not None


def is_top(fragment: str) -> bool:
    """Return whether a fragment is the top of any page (HTML, "select the indicated part")."""
    return fragment.lower() == "top"


def collision_key(address: str) -> str:
    """Return a key that is equal for addresses that are one file on some file system.

    macOS and Windows ignore letter case; macOS also the Unicode form.
    """
    path = file_of(address)
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def relative(here: str, *, index_html: bool) -> Callable[[str], str]:
    """Return a function that makes links from the page at one address to other addresses.

    A link works under any path that the output folder is put at. With `index_html` it
    names the file, so that it also works from `file://`.
    """
    folders = here.split("/")[:-1]
    # Each folder that the page is in, the nearest first, and the path up to it.
    above = [
        ("/".join((*folders[:depth], "")), "../" * (len(folders) - depth))
        for depth in range(len(folders), 0, -1)
    ]
    top = "../" * len(folders)

    def href(there: str) -> str:
        target = file_of(there) if index_html else there
        up = top
        for folder, path_up in above:
            if target.startswith(folder):
                target, up = target[len(folder) :], path_up
                break
        path = up + readable(target)
        if not up and ":" in path.split("/", 1)[0]:  # else a scheme (RFC 3986, 4.2)
            path = f"./{path}"
        return path or "./"

    return href


def rooted(base_url: str, address: str) -> str:
    """Return the link from the domain's root, for a page that answers at any depth (404.html)."""
    return urlsplit(base_url).path + readable(address)


@lru_cache(maxsize=8192)
def absolute(base_url: str, address: str) -> str:
    """Return the full URL (RFC 3986), for canonical links, feeds, the sitemap and sharing."""
    return base_url + quote(address, safe=_URL_SAFE)


def is_own(url: str, base_url: str) -> bool:
    """Return whether a web address is one of the site: in either scheme, or without one."""
    own, there = (one.partition("//")[2] for one in (base_url, url))
    return f"{there}/".startswith(own)


def meanings(folder: str, written: str) -> Iterator[str]:
    """Yield the paths that a written path may mean, in the order in which they are tried."""
    folders = ["content"] if written.startswith("/") else [folder, "content", "content/posts", ""]
    for base in folders:
        meant = posixpath.normpath(posixpath.join(base, written.lstrip("/")))
        yield meant
        if meant.endswith(".md"):
            yield f"{meant.removesuffix('.md')}/index.md"
