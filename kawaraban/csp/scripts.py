"""What a script loads from the hosts that it comes from or names."""

from collections.abc import Iterator

from kawaraban.csp.sources import Request, loads_from, source_of
from kawaraban.system.regex import lazy_pattern

SCRIPTED = ("script-src", "style-src", "img-src", "connect-src", "frame-src")
"""What a script may load further, which only it knows.

Whoever runs a script on a page is trusted with the page already.
"""
# An address in a script's strings, where `/` may be escaped; without a scheme in quotes, in
# brackets, or after the `=` of an attribute that has none.
_ADDRESS = lazy_pattern(r"""(?i)(?:(?:https?|wss?):|(?<=["'`=(]))(?:\\?/){2}[^\s"'`<>\\/]+""")
_NAMESPACES = "//www.w3.org"  # names that nothing is loaded from
# Comments that begin a line; others may be part of a string or of an expression.
_COMMENT = lazy_pattern(r"(?ms)^[ \t]*(?:/\*.*?(?:\*/|\Z)|//[^\n]*)")
# Where buttons lead in the data of Moshimo's "easy link": nothing is loaded from there.
_BUTTON = lazy_pattern(r'"u(?:_url)?"\s*:\s*"[^"]*"')


def requests_of_script(script: str) -> Iterator[Request]:
    """Yield what a script may load from the hosts that it names."""
    for found in _ADDRESS.finditer(_BUTTON.sub("", _COMMENT.sub("", script))):
        source = source_of(found[0].replace("\\", ""))
        if "." in source and not source.endswith(_NAMESPACES):
            yield from requests_of_script_from(source)


def requests_of_script_from(source: str) -> Iterator[Request]:
    """Yield what a script of a source may load from that source."""
    others = SCRIPTED if "//" in source else ("script-src",)
    directives = ("connect-src",) if source.startswith("ws") else others
    sources = (source, *(f"https://{host}" for host in loads_from(source)))
    yield from (Request(d, "source", one) for d in directives for one in sources)
