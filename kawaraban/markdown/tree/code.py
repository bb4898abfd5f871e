"""Code as elements: its language, its highlighting, blocks of data."""

import xml.etree.ElementTree as ET

from kawaraban.core.diagnostics import did_you_mean
from kawaraban.core.nearest import nearest
from kawaraban.core.syntax import DataBlock, LinkedBlock
from kawaraban.elements import takers
from kawaraban.markdown.blocks.leaves import Fence, IndentedCode
from kawaraban.markdown.highlighting import highlight
from kawaraban.markdown.inline.links import link
from kawaraban.markdown.marks import FIELD
from kawaraban.markdown.references import Target, unescape
from kawaraban.markdown.serializer import escape_text
from kawaraban.markdown.tree.builder import Tree, block
from kawaraban.system.regex import lazy_pattern

# What every data block holds, and hardly any code of a language that nobody knows.
_DATA = lazy_pattern(r"(?m)^(?:id|name|products?|to):[ ]")
_LANGUAGE = lazy_pattern(r"[\w+#.-]+")
# `ruby:app/user.rb` is Zenn's and Qiita's, `title="…" {2,5-7}` that of tools for documentation.
_FILE = lazy_pattern(
    r"""(?:diff[ ]+)?[\w+#.-]*:[ ]*([^{"'=]+?)[ ]*(?:\{|$)|.*?\btitle=(?:"([^"]+)"|'([^']+)')"""
)
_LINE = lazy_pattern(r"[^\n]*\n|[^\n]+")
_MARKED = lazy_pattern(r"\{[ ]*(\d{1,6}(?:[ ]*[,-][ ]*\d{1,6})*)[ ]*\}")


def indented(tree: Tree, node: IndentedCode, parent: ET.Element) -> None:
    """Add indented code, less the blank lines at its end."""
    lines = node.lines[: node.end - node.start + 1]
    _code(tree, "\n".join(lines) + "\n", "", parent)


def fence(tree: Tree, node: Fence, parent: ET.Element) -> None:
    """Add fenced code, or the element that its data is for."""
    code = "".join(f"{line}\n" for line in node.lines)
    if not tree.context.dialect.extras:
        words = node.info.split()
        _code(tree, code, unescape(words[0]) if words else "", parent)
    elif read := takers().blocks.get(_language(node.info).lower()):
        source = tree.context.source(node.start, node.column)
        indent = node.columns[0] - 1 if node.columns else 0
        found = read(DataBlock(code, source, indent), tree.context.settings)
        tree.context.diagnostics.extend(found.diagnostics)
        if found.slot is not None:
            block(parent, tree.context.slot(found.slot))
        elif found.linked is not None:
            _add_linked(tree, found.linked, parent)
        else:  # as typed
            _code(tree, code, _language(node.info), parent)
    elif not _listing(tree, code, unescape(node.info), parent) and _DATA.search(code):
        _check_name(tree, node)


def _add_linked(tree: Tree, found: LinkedBlock, parent: ET.Element) -> None:
    """Add the slot of a block that leads somewhere: its link is one of the text."""
    element = block(parent, tree.context.slot(lambda parts: found.make(parts[0])))
    anchor = ET.SubElement(ET.SubElement(element, FIELD), "a")
    anchor.text = found.text
    link(tree.context, anchor, Target(found.address, "", 0), found.source)


def _listing(tree: Tree, code: str, info: str, parent: ET.Element) -> bool:
    """Add code under the name of its file, with its marked lines; say what `_code` says."""
    file, marked = _FILE.match(info), _MARKED.search(info)
    if file is not None:
        parent = block(parent, "figure")
        parent.set("class", "listing")
        block(parent, "figcaption").text = file[1] or file[2] or file[3]
    return _code(tree, code, _language(info), parent, marked[1] if marked else "")


def _check_name(tree: Tree, node: Fence) -> None:
    """Warn of data whose block has a name that is only like one."""
    blocks, name = tuple(takers().blocks), _language(node.info)
    if nearest(name, blocks):
        near = did_you_mean(name, blocks)
        source = tree.context.source(node.start, node.column)
        tree.context.add(source, "unknown-block", name=name, near=near)


def _code(tree: Tree, code: str, name: str, parent: ET.Element, marked: str = "") -> bool:
    """Add code, of which lines may be `marked` (`2,5-7`); say whether its language is known."""
    pre = block(parent, "pre")
    element = ET.SubElement(pre, "code", {"class": f"language-{name}"} if name else {})
    html = None
    if tree.context.dialect.extras:
        pre.attrib = {"class": "code", "tabindex": "0"}
        html = highlight(code, name)
    shown = _mark_lines(html or escape_text(code), marked) if marked else html
    element.text = code if shown is None else tree.stash.store(tree.context.code_mark(shown))
    return html is not None


def _mark_lines(html: str, marked: str) -> str:
    """Mark lines of code, of which each is HTML by itself."""
    parts = (part.partition("-") for part in marked.split(","))
    spans = [(int(first), int(last or first)) for first, _, last in parts]
    return "".join(
        f"<mark>{line}</mark>" if any(first <= n <= last for first, last in spans) else line
        for n, line in enumerate(_LINE.findall(html), 1)
    )


def _language(info: str) -> str:
    """Return a fence's language: the word that it begins with, safe in a class name."""
    found = _LANGUAGE.match(unescape(info))
    return found[0] if found else ""
