"""Check the attributes and the CSS of an SVG, and collect the reasons to refuse it."""

from collections.abc import Mapping

from msgspec import Struct

from kawaraban.core.diagnostics import Words
from kawaraban.core.messages import phrase
from kawaraban.images.photo.kinds import BadPictureError
from kawaraban.images.svg.names import ATTRIBUTES, PREFIXES
from kawaraban.system.regex import lazy_pattern

_REFERENCES = frozenset({"href", "src", "xlink:href"})
_NEVER_ANIMATED = frozenset({"href", "src", "base"})
# The URL Standard, section 4.4, strips these characters and no others; `str.strip` takes more.
_STRIPPED = " \t\r\n"
_COMMENT = lazy_pattern(r"(?s)/\*.*?(?:\*/|\Z)")
_OWN_URL = lazy_pattern(r"""(?i)url\(\s*(["']?)#[^\s"'()\\;{}@*]*\1\s*\)""")
_LOADED = lazy_pattern(
    r"(?i)(?:(?:url|src|image(?:-set)?)\s*\(|@(?:import|font-face|namespace))[^;)}]*"
)
_MOST_SHOWN = 60
_MOST_LINES = 20  # of one reason: some programs write it at each word


class Refusals(Struct):
    """The reasons to refuse an SVG, each with its `lines`; `line` is the parser's, from 1."""

    line: int = 0
    path: str = ""
    lines: dict[Words, list[int]] = {}

    def add(self, name: str, /, **values: object) -> None:
        """Add a reason on the current line."""
        lines = self.lines.setdefault(phrase(name, **values), [])
        if self.line not in lines and len(lines) < _MOST_LINES:
            lines.append(self.line)

    def raise_any(self) -> None:
        """Raise BadPictureError with all reasons, if there are any."""
        if not self.lines:
            return
        ja, en = [], []
        for what, lines in self.lines.items():
            ja.append(f"{'、'.join(map(str, lines))}行目: {what.ja}")
            en.append(f"line{'s' * (len(lines) > 1)} {', '.join(map(str, lines))}: {what.en}")
        of_file = (f"画像「{self.path}」の", f"'{self.path}', ") if self.path else ("", "")
        what = Words(of_file[0] + "、".join(ja), of_file[1] + ", ".join(en))
        raise BadPictureError("unsafe-svg", what=what)


def _refuse_reference(name: str, key: str, value: str, refused: Refusals) -> None:
    """Refuse an attribute that refers to something else than the file's own ids."""
    excerpt = " ".join(value[:200].split())[:_MOST_SHOWN]
    refused.add("svg-outside-reference", name=name, key=key, excerpt=excerpt)


def check_attributes(name: str, found: Mapping[str, str], refused: Refusals) -> dict[str, str]:
    """Return the attributes that are published, of those that the parser found on element `name`.

    Those not on the list of SVG 2 are left out; what loads something is added to `refused`.
    """
    result: dict[str, str] = {}
    for full, value in found.items():
        space, _, local = full.rpartition(" ")
        key = f"{PREFIXES[space]}{local}" if space in PREFIXES else ""
        is_own = value.lstrip(_STRIPPED).startswith("#")
        if key == "xml:base" or (key in _REFERENCES and not is_own):
            _refuse_reference(name, key, value, refused)
        if key == "attributeName":
            _check_animated(name, value.strip(), refused)
        if key == "xlink:href":  # `href` wins (SVG 2, "Deprecated XLink URL reference")
            result.setdefault("href", value)
        elif key in ATTRIBUTES:
            result[key] = check_css(name, key, value, refused)
        elif key.startswith("aria-"):
            result[key] = value
    return result


def check_css(name: str, key: str, css: str, refused: Refusals) -> str:
    """Return CSS with its comments empty; what it loads is added to `refused`.

    `name` and `key` say where it is: in which element's attribute, or its `text`.
    """
    css = _COMMENT.sub("/**/", css)
    if "\\" in css:
        refused.add("svg-css-escape", name=name, key=key)
    others = _OWN_URL.sub(" ", css)
    for loaded in _LOADED.finditer(others):
        _refuse_reference(name, key, others[loaded.start() :], refused)
    return css


def _check_animated(name: str, attribute: str, refused: Refusals) -> None:
    local = attribute.lower().rpartition(":")[2]
    if local in _NEVER_ANIMATED or local.startswith("on"):
        refused.add("svg-animated-attribute", name=name, attribute=attribute)
