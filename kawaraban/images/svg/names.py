"""Names of SVG: those that are published, and those that make a file act (`names.toml`)."""

from kawaraban.core.tables import read_table

SVG = "http://www.w3.org/2000/svg"
PREFIXES = {
    "": "",
    "http://www.w3.org/1999/xlink": "xlink:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
}
# Elements of these act anywhere in a file: XHTML's by themselves, XML Events' on others.
ACTING_SPACES = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/2001/xml-events")
TEXTS = ("text", "tspan", "textPath", "a", "title", "desc", "style")
LEAVES = ("title", "desc", "style")
_NAMES = read_table(__file__, dict[str, str])
ACTING, ELEMENTS, ATTRIBUTES = (
    frozenset(_NAMES[kind].split()) for kind in ("acting", "elements", "attributes")
)
