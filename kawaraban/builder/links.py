"""The links of a site that leave it, with their positions: what facts rest on comes first."""

import re
from collections.abc import Iterator
from pathlib import Path

from kawaraban.builder.plan import Content
from kawaraban.checks import CheckSubject
from kawaraban.core.addresses import is_own
from kawaraban.core.diagnostics import Source
from kawaraban.core.model import CONTACTS, DEALS, PRODUCTS, Body, ExternalLink
from kawaraban.elements import all_elements
from kawaraban.system.regex import lazy_pattern

# An address in YAML or TOML: the value of a key, or an item of a list.
_WRITTEN = lazy_pattern(r"""(?:\b(?:url|to)["']?\s*[:=]\s*|^\s*-\s+)["']?(https?://[^\s"',}\]]+)""")


def external_links(subject: CheckSubject, content: Content, site: Path) -> tuple[ExternalLink, ...]:
    """Return the links, ads too, of contacts, texts that may be published, offers and settings."""
    files = {path: Path(entry.real) for path, entry in content.source.files.items()}
    files["site.toml"] = site / "site.toml"
    bodies = [*(article.body for article in subject.articles), *subject.loose]
    found = [*_in_data(CONTACTS, files), *_in_facts(bodies)]
    found += (link for a in subject.articles for link in content.texts.body_of(a.path).links)
    found += (link for body in subject.loose for link in body.links)
    for path in (PRODUCTS, DEALS, "site.toml"):
        found += _in_data(path, files)
    own = subject.settings.base_url
    return tuple(dict.fromkeys(link for link in found if not is_own(link.url, own)))


def _in_facts(bodies: list[Body]) -> Iterator[ExternalLink]:
    elements = all_elements()
    for slot in (slot for body in bodies for slot in body.slots if type(slot) in elements):
        for url in elements[type(slot)].facts(slot):
            yield ExternalLink(source=slot.source, url=url)


def _in_data(path: str, files: dict[str, Path]) -> Iterator[ExternalLink]:
    text = files[path].read_text("utf-8-sig", "replace") if path in files else ""
    for number, line in enumerate(text.splitlines(), 1):
        for found in _WRITTEN.finditer(re.sub(r"(?:^|\s)#.*", "", line)):
            yield ExternalLink(source=Source(path, number, found.start(1) + 1), url=found[1])
