"""What a link to another article of the site points at, and what can be wrong with it."""

import posixpath
import re
from collections.abc import Iterator

from kawaraban.ads.rules import is_loaded
from kawaraban.core.addresses import is_top
from kawaraban.core.diagnostics import Diagnostic, Source, Words, did_you_mean
from kawaraban.core.messages import phrase, report
from kawaraban.core.model import Article, Headline
from kawaraban.core.nearest import nearest
from kawaraban.site.context import CheckContext, PageContext
from kawaraban.site.gather import is_public

# What would end an address in Markdown, or be read as a part of it.
_IN_ADDRESS = {ord(sign): f"%{ord(sign):02X}" for sign in " %()<>#?"}
# Where articles are written.
ARTICLES = ("content/posts/", "content/pages/")


def target(source: Source, path: str, context: PageContext) -> Headline | None:
    """Return the published article that a path as written leads to."""
    found = context.find(source, path)
    return context.site.headline(found) if found else None


def link_to(source: Source, path: str, fragment: str, context: PageContext) -> str | None:
    """Return the link to a published article, or None where there is none."""
    found = context.find(source, path)
    address = context.site.address(found) if found else None
    if address is None:
        return None
    return context.href(address) + (f"#{fragment}" if fragment else "")


def check_target(
    source: Source, path: str, fragment: str, context: CheckContext
) -> Iterator[Diagnostic]:
    """Find a link to an article or heading that is not there.

    Bad:  [手順](recover.md#てじゅん)    (the heading is 手順)
    Good: [手順](recover.md#手順)
    """
    found = context.find(source, path)
    if found is None:
        yield missing_file(source, path, context)
        return
    article = context.whole.articles.get(found) or context.misread.get(found)
    is_unpublished = found in context.whole.unpublished
    if is_unpublished:
        article = context.scheduled.get(found)
    if article is not None and _lacks(article, fragment):
        near = did_you_mean(fragment, article.body.fragments.split("\n"))
        yield report(source, "missing-heading", path=article.path, fragment=fragment, near=near)
    if is_unpublished and not _is_there_with(context.article, article):
        yield report(source, "unpublished-target", path=path)
    elif article is None and not found.startswith(ARTICLES):  # else its mistakes are reported
        yield report(source, "source-file", path=path)


def _is_there_with(article: Article | None, other: Article | None) -> bool:
    """Return whether another article will be there on the day on which one appears."""
    day = article.front_matter.date if article else None
    return bool(day and other and is_public(other.front_matter, day, drafts=False))


def _lacks(article: Article, fragment: str) -> bool:
    there = article.body.fragments.split("\n")
    return bool(fragment) and fragment not in there and not is_top(fragment)


def missing_file(
    source: Source, path: str, context: CheckContext, *, in_data: bool = False
) -> Diagnostic:
    """Report that a file of the site is not there, with the nearest that is, as it is written here.

    In a text that is an address: no spaces stand in it. `in_data` it is the name as it is.
    """
    near = _near(source, path, context)
    if near and not in_data:
        near = near.translate(_IN_ADDRESS)
    remedy = did_you_mean(near, (near,)) if near else _remedy(path)
    return report(source, "missing-file", path=path, remedy=remedy)


def _near(source: Source, path: str, context: CheckContext) -> str | None:
    """Return how the file that a missing one was probably meant to be is written."""
    folder = path.removesuffix("/index.md")
    own = path if folder == path else f"{folder}.md"
    name = nearest(own.rpartition("/")[2], sorted(context.whole.named))
    stem = posixpath.splitext(own.rpartition("/")[2])[0]
    if name is None or not nearest(stem, (posixpath.splitext(name)[0],)):
        return None
    file = context.find(source, name)
    if file is None:
        file, name = context.whole.named[name], context.whole.named[name].removeprefix("content/")
    is_open = file != source.path and (file.startswith(ARTICLES) or not file.endswith(".md"))
    return name if is_open else None


def _remedy(path: str) -> Words:
    if re.match("[a-z]+：", path):
        meant = path.replace("：", ":", 1)
        return did_you_mean(meant, (meant,))
    if is_loaded(path, "amazon"):  # whose pictures may not be saved
        return phrase("own-picture")
    if re.match(r"www\.|[^/@\s]+@[\w-]+\.[\w.-]+$", path):
        return phrase("write-scheme")
    if "." in path.rpartition("/")[2]:
        return phrase("put-under-content")
    return phrase("write-post-file")
