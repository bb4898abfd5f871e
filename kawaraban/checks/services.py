"""Check the policy that the settings leave, and code of services that is pasted by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kawaraban.checks import CheckSubject
from kawaraban.core.diagnostics import Diagnostic, Source, Words, hint, warning
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
        yield _no_policy(settings.positions["security.policy"])
    for service, _ in used_services(settings.services):
        if service.gives_up:
            yield _open_policy(service.name, settings.positions[f"services.{service.key}"])
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
        source = subject.settings.positions.get(f"snippets.{number}.html", Source("site.toml"))
        yield source, subject.site.snippets[snippet.name]


def pasted_services(text: str, source: Source, settings: ServiceSettings) -> Iterator[Diagnostic]:
    """Report the code of services that a text holds, each once, and what to write instead."""
    for key, service in settable().items():
        found = re.search(service.pasted, text) if service.pasted else None
        if found is None:
            continue
        line = f'{key} = "{found[1] or service.like}"'
        write = Words(
            f"消して、site.toml の [services] に {line} と書いてください。"
            "コードも、要るホストの許可も、全部のページに入ります",
            f"take it out, and write {line} in [services] of site.toml: every page gets the code "
            "and is allowed the hosts that it needs",
        )
        remove = Words(
            f"消してください。[services] の {key} で、もう全部のページにあります",
            f"take it out: by {key} in [services], every page has it already",
        )
        yield warning(
            source,
            "pasted-service",
            Words(
                f"{service.name} のコードが貼られていて、ポリシー（CSP）がその一部を止めます",
                f"the code of {service.name} is pasted, and the policy stops a part of it",
            ),
            remove if getattr(settings, key) else write,
        )


def _no_policy(source: Source) -> Diagnostic:
    return warning(
        source,
        "policy-off",
        Words("ページの守り（CSP）が書かれません", "pages have no security policy"),
        Words(
            "この行を消し、要るホストを [security] の hosts に書いてください",
            "take the line away, and name the hosts that you need in 'hosts' of [security]",
        ),
    )


def _open_policy(name: str, source: Source) -> Diagnostic:
    return hint(
        source,
        "open-policy",
        Words(
            f"{name} のために、ポリシー（CSP）は、どのホストのスクリプト・枠・画像も、"
            "埋め込まれたスクリプトとスタイルも止めません",
            f"for {name}, the policy stops no host's scripts, frames and pictures, and neither "
            "scripts nor styles inside a page",
        ),
        Words(
            "使わないときは、この行を消してください。ほかの決まりは残ります",
            "take the line away where you do without it; the other rules stay",
        ),
    )
