"""The code of the services of `[services]`, and what it needs of a browser."""

from __future__ import annotations

from collections.abc import Iterator

from kawaraban.core.model import Grants
from kawaraban.core.services import Service, settable
from kawaraban.core.settings import ServiceSettings
from kawaraban.csp.html import requests_of_html
from kawaraban.csp.policy import grants_of_requests


def used_services(settings: ServiceSettings) -> Iterator[tuple[Service, str]]:
    """Yield the services that a site uses, each with its id there."""
    for key, service in settable().items():
        if value := getattr(settings, key):
            yield service, value


def code_of_services(settings: ServiceSettings) -> str:
    """Return the HTML that every page's head has for the services of a site."""
    codes = (one.code.strip().replace("{id}", value) for one, value in used_services(settings))
    return "\n".join(codes)


def grants_of_services(settings: ServiceSettings) -> Grants:
    """Return what the services document that they load, and the hashes of their own scripts."""
    named = (
        (directive, source)
        for service, _ in used_services(settings)
        for directive, sources in service.grants.items()
        for source in sources
    )
    requests = requests_of_html(code_of_services(settings))
    return (*named, *grants_of_requests(one for one in requests if one.kind == "element"))
