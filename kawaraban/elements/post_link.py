"""A link to an article by its file's name, as Obsidian writes it.

[[other-post]]                 →  <a href="../other-post/">its title</a>
[[other-post#heading|words]]   →  <a href="../other-post/#heading">words</a>
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

from markupsafe import Markup

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.model import Frozen, Slot
from kawaraban.core.settings import Settings
from kawaraban.core.syntax import Decoded
from kawaraban.elements import Element
from kawaraban.read.text import slug
from kawaraban.site.context import CheckContext, PageContext
from kawaraban.site.links import check_target, link_to, target
from kawaraban.system.regex import lazy_pattern

_LINK = lazy_pattern(
    r"\[\[(?!\s)(?=[^\]|])([^\[\]|#\n]*+)(?:#([^\[\]|\n]++))?(?:\|([^\[\]|\n]++))?\]\](?![(\[])"
)


class PostLink(Slot, frozen=True, kw_only=True):
    """A link to an article; see `PostAddress`. Without `text` its words are the title."""

    path: str
    fragment: str = ""
    text: str = ""


def take(text: str, start: int, source: Source, _settings: Settings) -> tuple[Decoded, int] | None:
    """Take a link that begins at two brackets; without a name it is to its own article."""
    found = _LINK.match(text, start)
    if found is None:
        return None
    name, heading, words = (group or "" for group in found.groups())
    path = f"{(name or PurePosixPath(source.path).name).strip().removesuffix('.md')}.md"
    fragment = slug(heading) if heading else ""
    slot = PostLink(source=source, path=path, fragment=fragment, text=words or heading)
    return Decoded(slot), found.end()


class PostLinkView(Frozen, frozen=True, kw_only=True):
    """What the template is given. An empty `href` is an article that is not published."""

    href: str
    text: Markup | str


def view(slot: PostLink, context: PageContext) -> PostLinkView:
    """Return the link and its words."""
    article = target(slot.source, slot.path, context)
    title = Markup(article.title_html) if article else slot.path.removesuffix(".md")  # noqa: S704 - escaped when it was made
    href = link_to(slot.source, slot.path, slot.fragment, context)
    return PostLinkView(href=href or "", text=slot.text or title)


def check(slot: PostLink, context: CheckContext) -> Iterator[Diagnostic]:
    """Find a link to an article or heading that is not there."""
    yield from check_target(slot.source, slot.path, slot.fragment, context)


ELEMENT = Element("post_link", PostLink, view, check, signs={"[": take})
