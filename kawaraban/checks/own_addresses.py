"""Check for links to the site itself that are written as full addresses."""

from collections.abc import Iterator

from kawaraban.checks import CheckSubject
from kawaraban.core.addresses import is_own
from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.messages import report


def check(subject: CheckSubject) -> Iterator[Diagnostic]:
    """Report links to the site's own address, which a move breaks and which nothing checks.

    Bad:  [手順](https://example.com/posts/recover/)
    Good: [手順](recover.md)
    """
    bodies = [*(article.body for article in subject.articles), *subject.loose]
    for link in (link for body in bodies for link in body.suspects):
        if is_own(link.url, subject.settings.base_url):
            yield report(link.source, "own-address", url=link.url)
