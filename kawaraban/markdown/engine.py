"""Python-Markdown with the dialect, as one extension of it."""

import xml.etree.ElementTree as ET
from pathlib import PurePath

import markdown
from markdown.extensions import Extension
from markdown.postprocessors import RawHtmlPostprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import Registry

from kawaraban.core.model import KINDS, Heading
from kawaraban.elements import takers
from kawaraban.markdown import ad_links, footnotes, headings, introduction, raw_html
from kawaraban.markdown.addresses import decode, encode
from kawaraban.markdown.attributes import assign, at_end
from kawaraban.markdown.blocks.nodes import Document
from kawaraban.markdown.blocks.parser import Blocks
from kawaraban.markdown.blocks.starts import starts
from kawaraban.markdown.context import Context, Dialect
from kawaraban.markdown.inline import spans
from kawaraban.markdown.inline.gfm_spans import BareMail, BareUrl, Emoji, FootnoteReference
from kawaraban.markdown.inline.parser import Inline
from kawaraban.markdown.lint.looks import SIGNS
from kawaraban.markdown.paragraphs import is_taken, offer
from kawaraban.markdown.serializer import to_html
from kawaraban.markdown.text import Text
from kawaraban.markdown.tree.builder import Pending, Tree, block
from kawaraban.markdown.tree.growers import GROWERS


class Kawaraban(Extension):
    """Replaces Python-Markdown's block and inline levels with the dialect's."""

    def __init__(self, dialect: Dialect) -> None:
        """Take what is to be read."""
        super().__init__()
        self.dialect = dialect
        self.md = markdown.Markdown(extensions=[self])
        self.md.serializer, self.md.stripTopLevelTags = to_html, False

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the levels."""
        md.preprocessors = Registry()
        md.inlinePatterns = Registry()
        md.treeprocessors = Registry()
        md.postprocessors = Registry()
        md.delimiters = None
        inline = Inline(md, self.dialect)
        inline.use(_spans(inline, self.dialect))
        self.reader = Reader(md, inline)
        self.blocks = Blocks(md, starts(self.dialect), self.reader.grow)
        md.parser = self.blocks
        md.treeprocessors.register(self.reader, "inline", 20)
        md.postprocessors.register(RawHtmlPostprocessor(md), "raw_html", 30)

    def convert(self, text: str, context: Context) -> str:
        """Return the HTML of one body, with the marks of its slots."""
        self.md.reset()
        self.blocks.context = context
        self.reader.begin(context)
        context.has_odd_signs = context.dialect.extras and any(s in text for s in SIGNS)
        return self.md.convert(text)


class Reader(Treeprocessor):
    """Reads the inline text of a body's tree, then settles what concerns the whole."""

    def __init__(self, md: markdown.Markdown, inline: Inline) -> None:
        """Take the inline level."""
        super().__init__(md)
        self.inline = inline
        self.begin(inline.context)

    def begin(self, context: Context) -> None:
        """Start with the state of a new body."""
        self.context = context
        self.inline.context = context
        self.inline.notes = footnotes.Notes()
        self.tree = Tree(context, self.md.htmlStash, GROWERS, self.inline.token.search)
        self.headings: tuple[Heading, ...] = ()
        self.ids = headings.Ids()
        self.description = self.excerpt = ""

    def grow(self, document: Document) -> ET.Element:
        """Return the tree of finished blocks."""
        return self.tree.root(document)

    def run(self, root: ET.Element) -> None:
        """Fill the tree."""
        self._read_pending()
        if self.context.footnotes:
            self._footnotes(root)
        if self.context.dialect.extras:
            self._settle(root)

    def _read_pending(self) -> None:
        pending, self.tree.pending = self.tree.pending, []
        for one in pending:
            self._read(one)

    def _read(self, pending: Pending) -> None:
        element, text, role = pending
        if not self.context.dialect.extras:
            self.inline.read(element, text)
            return
        if role in {"paragraph", "heading"} and text.text.endswith("}"):
            text = self._attributes(pending)
            self.inline.read(element, _without_options(text) if role == "paragraph" else text)
        else:
            self.inline.read(element, text)
        if role in {"paragraph", "item"}:
            offer(element, text, self.context, in_item=role == "item")

    def _attributes(self, pending: Pending) -> Text:
        element, text, role = pending
        words, attributes = at_end(text.text, own_line=role == "paragraph")
        for key, _ in attributes:
            if key.lower().startswith("on"):  # raw HTML alone may run something
                self.context.add(self.context.text_source(text), "unknown-attribute", name=key)
        assign(element, tuple(a for a in attributes if not a[0].lower().startswith("on")))
        if name := element.get("id"):
            self.context.ids.append((self.context.text_source(text), name))
        return Text(words, text.line, text.columns)

    def _footnotes(self, root: ET.Element) -> None:
        """Add the section of footnotes; a footnote may refer to further ones."""
        notes = self.inline.notes
        section, items = footnotes.section(self.context)
        grown: list[ET.Element] = []
        while len(grown) < len(notes.labels):
            label = notes.labels[len(grown)]
            item = block(items, "li")
            item.set("id", f"fn:{label}")
            self.tree.grow(self.context.footnotes[label].children, item)
            grown.append(item)
            self._read_pending()
        for number, (label, item) in enumerate(zip(notes.labels, grown, strict=True), 1):
            footnotes.link_back(item, label, number, notes, self.context)
        if grown:
            root.append(section)
        footnotes.report_unused(notes, self.context)

    def _settle(self, root: ET.Element) -> None:
        self.description = introduction.description(root, self.context)
        self.excerpt = introduction.excerpt(root, self.tree.excerpt_end, self.context)
        for raw in self.md.htmlStash.rawHtmlBlocks:
            for name in raw_html.declared("id", str(raw)):
                self.ids.claim(name)
        for name in footnotes.ids(self.inline.notes):
            self.ids.claim(name)
        self.ids.claim_all(self.context)
        self.headings = headings.finish(self.tree.found, self.ids, self.context)
        for raw in self.md.htmlStash.rawHtmlBlocks:  # a heading's id comes before a name
            for name in raw_html.declared("name", str(raw)):
                self.ids.claim(name)
        if not self.context.path.startswith(tuple(KINDS)):  # a notice or bio
            _set_apart(root, f"{PurePath(self.context.path).stem}-{self.context.first_line}:")
        introduction.add_positioned(root, self.tree.found, self.context)
        ad_links.label_ads(self.context)


def _set_apart(root: ET.Element, prefix: str) -> None:
    """Begin the ids of a text with a prefix, since pages show it beside their own text."""
    named = {element.get("id", ""): element for element in root.iter() if element.get("id")}
    for element in root.iter():
        href = element.get("href", "")
        if href.startswith("#") and (name := decode(href[1:])) in named:
            element.set("href", encode(f"#{prefix}{name}"))
    for name, element in named.items():
        element.set("id", prefix + name)


def _without_options(text: Text) -> Text:
    """Return a text without the `{…}` that the element which takes it will read."""
    words, mark, _ = text.text.rpartition("{")
    if mark and is_taken(text.text):
        return Text(words.rstrip(), text.line, text.columns)
    return text


def _spans(inline: Inline, dialect: Dialect) -> list[tuple[str, spans.Span]]:
    """Return the processors of spans, each with the characters that it begins with."""
    kinds: list[tuple[str, type[spans.Span]]] = [("\\", spans.Escape), ("`", spans.Code)]
    kinds += [("<", spans.Autolink), ("<", spans.Html), ("&", spans.Entity), ("\n", spans.LineEnd)]
    if dialect.gfm:
        kinds += [("hwHW", BareUrl), ("@", BareMail), ("[", FootnoteReference)]
    if dialect.extras:
        kinds.append((":", Emoji))
    taken = takers().signs.items() if dialect.extras else ()
    return [(signs, kind(inline)) for signs, kind in kinds] + [
        (sign, spans.Sign(inline, take)) for sign, take in taken
    ]
