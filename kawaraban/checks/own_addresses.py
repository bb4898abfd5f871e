"""Check for links to the site itself that are written as full addresses."""

from __future__ import annotations

from collections.abc import Iterator

from kawaraban.checks import CheckSubject
from kawaraban.core.diagnostics import Diagnostic, Words, warning
from kawaraban.core.model import ExternalLink


def check(subject: CheckSubject) -> Iterator[Diagnostic]:
    """Report links to the site's own address, which a move breaks and which nothing checks.

    Bad:  [手順](https://example.com/posts/recover/)
    Good: [手順](recover.md)
    """
    bodies = [*(article.body for article in subject.articles), *subject.loose]
    for link in (link for body in bodies for link in body.links):
        if link.url.startswith(subject.settings.base_url):
            yield _own_address(link)


def _own_address(link: ExternalLink) -> Diagnostic:
    return warning(
        link.source,
        "own-address",
        Words(
            f"このサイト自身へのアドレス「{link.url}」です",
            f"'{link.url}' is this site's own address",
        ),
        Words(
            "記事のファイル名（記事.md）でリンクすると、移しても切れません",
            "link to the file (post.md): such a link survives a move and is checked",
        ),
    )
