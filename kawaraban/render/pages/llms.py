"""`llms.txt`, a list of the posts for programs that read (llmstxt.org), and each post as Markdown.

A post's Markdown is made from its HTML as feeds have it: published text alone, its ads disclosed
first.
"""

from collections.abc import Iterator
from functools import partial

from selectolax.lexbor import LexborHTMLParser

from kawaraban.core.addresses import absolute
from kawaraban.render.pages import Output
from kawaraban.render.pages.feed import feed_entry
from kawaraban.render.pages.frame import SETTINGS_FILE, origin_of
from kawaraban.render.renderer import Renderer
from kawaraban.render.snapshot import Snapshot
from kawaraban.system.regex import lazy_pattern

_FILE = "index.md"
_HIDDEN = "script, style, template, iframe, noscript, svg"
_SIGN = lazy_pattern(r"[\\`*_\[\]<]")


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
    from markdownify import markdownify  # noqa: PLC0415 - few sites ask for it

    entry = feed_entry(renderer.view.published_article(path), renderer)
    tree = LexborHTMLParser(str(entry.content))
    for node in tree.css(_HIDDEN):
        node.decompose()
    html = (tree.body and tree.body.inner_html) or ""
    text = markdownify(html, heading_style="ATX", bullets="-").strip()
    return f"# {_escape(entry.title)}\n\n{entry.id}\n\n{text}\n".encode()


def _escape(text: str) -> str:
    return _SIGN.sub(r"\\\g<0>", " ".join(text.split()))
