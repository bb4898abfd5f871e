"""Shorten stylesheets and scripts, and let stylesheets name files where they are published."""

import posixpath
import re
from collections.abc import Mapping

from kawaraban.system.regex import lazy_pattern

_JS_COMMENT = lazy_pattern(r"(?m)^\s*//.*\n")
_JS_SPACE = lazy_pattern(r"""("(?:[^"\\\n]|\\.)*"|`[^`]*`)|\s*([{}()\[\]=;,:?<>&|])\s*|(\s)\s*""")
ADDRESS = lazy_pattern(r"""url\(\s*["']?(?!data:|#|[a-z]+:|/)([^"')]+?)["']?\s*\)""")
COMMENT = lazy_pattern(r"(?s)/\*.*?\*/")
_STRING = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_IMPORT = lazy_pattern(rf"@import\s+(?:url\([^)]*\)|{_STRING})[^;]*;")
_SPACE = lazy_pattern(rf"(?s){_STRING}|\s*([{{}};,])\s*|(?<=:)\s+|(\s)\s*")


def split_imports(style: bytes) -> tuple[bytes, bytes]:
    """Return a style's imports, which browsers read before all rules alone, and its rest."""
    text = COMMENT.sub("", style.decode())
    imports = [found[0] for found in _IMPORT.finditer(text)]
    return "\n".join(imports).encode(), _IMPORT.sub("", text).encode() if imports else style


def from_above(style: bytes, folder: str) -> bytes:
    """Return the style of a folder with its addresses relative to the folder above."""
    return ADDRESS.sub(rf'url("{folder}/\1")', style.decode()).encode()


def stylesheet(text: str, name: str, names: Mapping[str, str]) -> str:
    """Drop comments and needless space, and name other assets by their published names."""
    folder = posixpath.dirname(name)

    def published_url(match: re.Match[str]) -> str:
        target = names.get(posixpath.normpath(posixpath.join(folder, match[1])))
        here = posixpath.join("assets", folder)
        return f'url("{posixpath.relpath(target, here)}")' if target else match[0]

    text = COMMENT.sub("", text).strip()
    text = _SPACE.sub(lambda m: m[1] or m[2] or (" " if m[3] else ""), text)
    return ADDRESS.sub(published_url, text.replace(";}", "}"))


def script(text: str) -> str:
    """Drop needless space outside quotes, and comments that stand on lines of their own."""
    text = _JS_COMMENT.sub("", text)
    return f"{_JS_SPACE.sub(lambda m: m[1] or m[2] or ' ', text)}\n"
