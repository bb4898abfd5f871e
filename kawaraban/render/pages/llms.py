"""`llms.txt`, a list of the posts for programs that read (llmstxt.org), and each post as Markdown.

A post's Markdown is made from its HTML as feeds have it: published text alone, its ads disclosed
first.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial

from selectolax.lexbor import LexborHTMLParser, LexborNode

from kawaraban.core.addresses import absolute
from kawaraban.render.pages import Output
from kawaraban.render.pages.feed import feed_entry
from kawaraban.render.pages.frame import SETTINGS_FILE, origin_of
from kawaraban.render.renderer import Renderer
from kawaraban.render.snapshot import Snapshot

_FILE = "index.md"
_DEEPEST = 100
_HIDDEN = frozenset(["-comment", "script", "style", "template", "iframe", "noscript", "svg"])
_SIGN = re.compile(r"[\\`*_\[\]<]")
_LEAVES: dict[str, Callable[[LexborNode], str]] = {
    "-text": lambda node: _SIGN.sub(r"\\\g<0>", re.sub(r"\s+", " ", node.text(deep=False))),
    "pre": lambda node: f"\n\n```\n{node.text().rstrip()}\n```\n\n",
    "code": lambda node: f"`{node.text()}`",
    "br": lambda _: "\n",
    "hr": lambda _: "\n\n---\n\n",
    "img": lambda node: (
        f"![{node.attributes.get('alt') or ''}]({node.attributes.get('src') or ''})"
    ),
}


def outputs(snapshot: Snapshot) -> Iterator[Output]:
    """Yield `llms.txt`, and a Markdown file beside the page of each post, where they are asked."""
    if snapshot.settings.machines.llms:
        yield Output("llms.txt", SETTINGS_FILE, partial(_list, snapshot.renderer))
        for post in snapshot.site.posts:
            if not post.front_matter.noindex:
                make = partial(_post, post.path, snapshot.renderer)
                yield Output(f"{post.address}{_FILE}", origin_of(post, "slug"), make)


def _list(renderer: Renderer) -> bytes:
    settings, view = renderer.settings, renderer.view
    context = renderer.context("")
    indexed = {address for address, _ in view.indexed_articles()}
    lines = [f"# {settings.title}", "", f"> {settings.description or settings.title}", ""]
    lines += [f"## {renderer.words.all_posts}", ""]
    for post in view.headlines():
        if post.address in indexed:
            title = _escape(context.titled(post.title, is_sponsored=post.is_sponsored))
            url = absolute(settings.base_url, f"{post.address}{_FILE}")
            lines.append(f"- [{title}]({url}): {_escape(post.description)}".removesuffix(": "))
    return ("\n".join(lines) + "\n").encode()


def _post(path: str, renderer: Renderer) -> bytes:
    entry = feed_entry(renderer.view.published_article(path), renderer)
    body = LexborHTMLParser(str(entry.content)).body
    text = _inside(body, 0) if body else ""
    whole = f"# {_escape(entry.title)}\n\n{entry.id}\n\n{text.strip()}\n"
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" +\n", "\n", whole)).encode()


def _escape(text: str) -> str:
    return _SIGN.sub(r"\\\g<0>", " ".join(text.split()))


def _inside(node: LexborNode, depth: int) -> str:
    return "".join(_markdown(child, depth + 1) for child in node.iter(include_text=True))


def _markdown(node: LexborNode, depth: int) -> str:
    """Return a node as Markdown; what is nested deeper than a post ever is, is text."""
    tag = node.tag or ""
    if tag in _HIDDEN:
        return ""
    if tag in _LEAVES:
        return _LEAVES[tag](node)
    inside = node.text() if depth > _DEEPEST else _inside(node, depth)
    href, text = node.attributes.get("href"), inside.strip()
    if tag == "a" and href and text:
        return f"[{text}]({href})"
    above = node.parent.tag if node.parent is not None else ""
    form = _FORMS.get(f"{above} {tag}") or _FORMS.get(tag)
    return form(text) if form else inside


def _block(text: str) -> str:
    return f"\n\n{text}\n\n"


def _below(mark: str, further: str) -> Callable[[str], str]:
    return lambda text: f"\n{mark}{text}".replace("\n", f"\n{further}").replace(further, "", 1)


def _cell(text: str) -> str:
    return f" {' '.join(text.split())} |"


_FORMS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("p", "div", "section", "aside", "figure", "figcaption", "details"), _block),
    **dict.fromkeys(("ul", "ol", "dl", "dt", "dd", "table", "summary"), _block),
    **dict.fromkeys(("strong", "b"), lambda text: text and f"**{text}**"),
    **dict.fromkeys(("em", "i"), lambda text: text and f"*{text}*"),
    "del": lambda text: f"~~{text}~~",
    **{f"h{n}": partial("\n\n{0} {1}\n\n".format, "#" * n) for n in range(1, 7)},
    "li": _below("- ", "  "),
    "ol li": _below("1. ", "   "),
    "blockquote": lambda text: _block(_below("> ", "> ")(text)),
    "th": _cell,
    "td": _cell,
    "thead": lambda text: f"{text}\n|{' --- |' * text.count(' |')}",
    "tr": lambda text: "\n| " + re.sub(r"\|\s+", "| ", text),
}
