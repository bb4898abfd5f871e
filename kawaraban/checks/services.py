"""Check the policy that the settings leave, and code of services that is pasted by hand."""

import re
from collections.abc import Iterator

from kawaraban.checks import CheckSubject
from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report
from kawaraban.core.model import Body
from kawaraban.core.services import settable
from kawaraban.core.settings import ServiceSettings
from kawaraban.csp.services import used_services


def check(subject: CheckSubject) -> Iterator[Diagnostic]:
    """Report what the policy does not hold back, and services that are better named than pasted.

    Bad:  <script async src="https://www.googletagmanager.com/gtag/js?id=G-XXXXXXXXXX">
    Good: [services] ga4 = "G-XXXXXXXXXX"
    """
    settings = subject.settings
    if settings.security.policy == "off":
        yield report(settings.positions["security.policy"], "policy-off")
    for service, _ in used_services(settings.services):
        if service.gives_up:
            source = settings.positions[f"services.{service.key}"]
            yield report(source, "open-policy", name=service.name)
    for source, body in _bodies(subject):
        text = "".join(part for part in body.parts if isinstance(part, str))
        yield from pasted_services(text, source, settings.services)


def _bodies(subject: CheckSubject) -> Iterator[tuple[Source, Body]]:
    """Yield the texts with code that loads something, and where each is written."""
    for article in subject.articles:
        if article.body.grants:
            yield Source(article.path), subject.body_of(article.path)
    for notice in subject.site.notices.values():
        yield Source(notice.path), notice.body
    for number, snippet in enumerate(subject.settings.snippets):
        source = subject.settings.position(f"snippets.{number}.html")
        yield source, subject.site.snippets[snippet.name]


def pasted_services(text: str, source: Source, settings: ServiceSettings) -> Iterator[Diagnostic]:
    """Report the code of services that a text holds, each once, and what to write instead."""
    for key, service in settable().items():
        found = re.search(service.pasted, text) if service.pasted else None
        if found is None:
            continue
        if getattr(settings, key):
            yield report(source, "pasted-service-twice", name=service.name, key=key)
        else:
            line = f'{key} = "{found[1] or service.like}"'
            yield report(source, "pasted-service", name=service.name, line=line)
