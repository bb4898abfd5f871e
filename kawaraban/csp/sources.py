"""Where an address is loaded from, as a policy names it."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

_OTHER_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
# Of the web's own schemes, browsers take any number of slashes (URL Standard, section 4.4).
_WEB = re.compile(r"(?:(https?|wss?):[/\\]*|[/\\]{2})([^/\\?#]*)", re.IGNORECASE)
_HOST = re.compile(r"([a-z0-9-]+(?:\.[a-z0-9-]+)*\.?)(?::([0-9]*))?")
_DROPPED = re.compile("[\t\r\n]")
_ENDS = "".join(map(chr, range(0x21)))  # C0 controls and space
# What browsers keep (UTS #46, "Deviations") and Python's codec, of IDNA 2003, does not.
_DEVIATIONS = frozenset("ßς\u200c\u200d")


def source_of(address: str) -> str:
    """Give the source that an address is loaded from, or nothing where it is none.

    One without a scheme follows its page's: `http:` grants both (CSP 3, section 6.7.2.8).
    """
    bare = _DROPPED.sub("", address).strip(_ENDS)
    web = _WEB.match(bare)
    if web is not None:
        host = _host(web[2])
        return f"{(web[1] or 'http').lower()}://{host}" if host else ""
    scheme = _OTHER_SCHEME.match(bare)
    if scheme is not None:
        name = scheme[1].lower()
        return f"{name}:" if name in {"data", "blob", "mailto"} else ""
    return "'self'" if bare else ""


def _host(authority: str) -> str:
    host = unquote(authority.rpartition("@")[2]).lower()
    if not host.isascii():
        try:
            host = ".".join(map(_label, host.split(".")))
        except UnicodeError:
            return ""
    found = _HOST.fullmatch(host)
    if found is None:
        return ""
    return f"{found[1]}:{found[2]}" if found[2] else found[1]


def _label(label: str) -> str:
    """Give a part of a host's name as it is asked for (RFC 3492)."""
    if _DEVIATIONS.isdisjoint(label):
        return label.encode("idna").decode()
    return f"xn--{unicodedata.normalize('NFC', label).encode('punycode').decode()}"
