"""Check what an article says of its ads against the ads that it carries."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from kawaraban.checks import CheckSubject
from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report
from kawaraban.core.model import Article, Notice, Site
from kawaraban.core.services import Service, settable
from kawaraban.core.tables import read_table
from kawaraban.csp.services import used_services
from kawaraban.elements import ads_on, all_elements, has_adsense

_TAG = r"<[^>]*>"


def check(subject: CheckSubject) -> Iterator[Diagnostic]:
    """Report pages that do not disclose their ads, and notices that do not say it plainly.

    Bad:  disclosure: none     (the post has an ad link)
    Good: disclosure: auto
    """
    for article in subject.articles:
        if subject.knows("disclosure", article):
            sponsor, positions = article.front_matter.sponsor, article.front_matter.positions
            if sponsor and not article.front_matter.is_sponsored:  # nothing would name them
                yield report(positions["sponsor"], "unnamed-sponsor", name=sponsor.name)
        if article.front_matter.disclosure == "none":
            site = _with_all_deals(article, subject.site)
            if ads := ads_on(replace(subject, site=site).context(article)):
                source = article.front_matter.positions["disclosure"]
                yield report(source, "undisclosed-ad", number=len(ads))
    for service, source in _following(subject):
        if not any(_tells(page, service, subject) for page in subject.site.pages):
            yield report(source, "no-privacy-page", name=service.name)
    yield from _unclear_notice(subject.site.notices.get("disclosure"))


def _with_all_deals(article: Article, site: Site) -> Site:
    """Return the site with every deal that runs while an article is published.

    A deal that is yet to start becomes an ad without another edit by the author.
    """
    date, end = article.front_matter.date, article.front_matter.expires
    deals = {
        name: deal
        for name, deal in (site.deals | site.coming_deals).items()
        if not (end and deal.starts and deal.starts > end)
        and not (date and deal.ends and deal.ends < date)
    }
    return replace(site, deals=deals)


def _following(subject: CheckSubject) -> Iterator[tuple[Service, Source]]:
    """Yield the services that follow readers, and where they come from; AdSense is pasted too."""
    for service, _ in used_services(subject.settings.services):
        if service.named:
            yield service, subject.settings.positions[f"services.{service.key}"]
    bodies = (*(article.body for article in subject.articles), *subject.loose)
    if not subject.settings.services.adsense and any(body.grants for body in bodies):
        shown = (a for a in subject.articles if has_adsense(subject.context(a)))
        if article := next(shown, None):
            yield settable()["adsense"], Source(article.path)


def _tells(page: Article, service: Service, subject: CheckSubject) -> bool:
    body = subject.body_of(page.path)
    text = page.title + "".join(part for part in body.parts if isinstance(part, str))
    elements = (all_elements().get(type(slot)) for slot in body.slots)
    is_told = any(e and e.tells_services for e in elements) or re.search(service.named, text)
    return bool(is_told and _said("privacy", text))


def _said(name: str, text: str) -> re.Match[str] | None:
    return re.search(read_table(__file__, dict[str, str])[name], text)


def _unclear_notice(notice: Notice | None) -> Iterator[Diagnostic]:
    if notice is None:
        return
    text = "".join(re.sub(_TAG, "", part) for part in notice.body.parts if isinstance(part, str))
    source = Source(notice.path)
    if contradiction := _said("contradiction", text):
        yield report(source, "contradicting-disclosure", contradiction=contradiction[0])
    elif not _said("advertising", text):
        yield report(source, "unclear-disclosure")
