"""What the site's pages send to others, as a table made from what they really load.

```external     →  <div class="external"> a row for each service: who, what, why, its policy
```

Source of the rule: Japan's Telecommunications Business Act, article 27-12: readers can learn
what is sent to whom, and why.
"""

from collections.abc import Iterable, Iterator
from typing import cast

from msgspec import convert
from msgspec.structs import replace

from kawaraban.ads.address import parse
from kawaraban.ads.rules import find_rule, known_rules
from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.messages import report
from kawaraban.core.model import Frozen, Grants, Slot
from kawaraban.core.services import Service, service_of, table
from kawaraban.core.settings import Settings
from kawaraban.core.syntax import DataBlock, Decoded
from kawaraban.csp.services import used_services
from kawaraban.csp.sources import host_in
from kawaraban.elements import Element
from kawaraban.read.blocks import read_block
from kawaraban.site.context import CheckContext, PageContext

_TEMPLATES = ("article.html", "list.html", "archive.html")


class _Written(Frozen, frozen=True, kw_only=True):
    """The block has no keys."""


class External(Slot, frozen=True, kw_only=True):
    """The place of the table."""


class Row(Frozen, frozen=True, kw_only=True):
    """A service of the table; one that `waits` is sent nothing before the reader asks."""

    name: str
    company: str = ""
    sends: str = ""
    why: str = ""
    policy: str = ""
    opt_out: str = ""
    waits: bool = False


class ExternalView(Frozen, frozen=True, kw_only=True):
    """What the template is given."""

    rows: tuple[Row, ...]


def read(block: DataBlock, settings: Settings) -> Decoded:
    """Take a block without any key."""
    _, found = read_block(_Written(), block, settings.zone)
    return Decoded(External(source=block.source), found)


def view(_slot: External, context: PageContext) -> ExternalView:
    """Return a row for each service: those of the settings first, then by their hosts."""
    settings, site = context.settings, context.site
    used = (_known(one, settings.language) for one, _ in used_services(settings.services))
    rows = {row.name: row for row in used if row.sends}
    always = (*_of_templates(context), *_of_settings(settings))
    for host, waits in (dict(site.loads()) | dict.fromkeys(always, False)).items():
        row = _row(host, settings) or Row(name=host)
        waits_so_far = rows[row.name].waits if row.name in rows else True
        rows[row.name] = replace(row, waits=waits and waits_so_far)
    return ExternalView(rows=tuple(rows.values()))


def _of_templates(context: PageContext) -> Iterator[str]:
    """Yield the hosts that templates load from; those of the site's services are among them."""
    for template in _TEMPLATES:
        grants = cast("Grants", context.site.ask("grants", template))
        hosts = (host_in(source).removeprefix("*.") for _, source in grants)
        yield from filter(None, hosts)


def _of_settings(settings: Settings) -> Iterable[str]:
    return (host.removeprefix("*.") for host in settings.security.hosts)


def _row(host: str, settings: Settings) -> Row | None:
    """Return what is known of a host: in the author's words, in ours, or as an ad network's."""
    for other in settings.services.other:
        if any(f".{host}".endswith(f".{one.removeprefix('*.')}") for one in other.hosts):
            return convert(other, Row, from_attributes=True)
    if service := service_of(host):
        return _known(service, settings.language)
    address = parse(f"https://{host}/")
    rule = find_rule(address, known_rules()) if address else None
    if rule is None or not rule.network.name:
        return None
    network = Service(name=rule.network.name, ja=rule.network.ja, kind="ads")
    return _known(network, settings.language)


def _known(service: Service, language: str) -> Row:
    kind = table().kinds.get(service.kind)
    return Row(
        name=(service.ja if language == "ja" else "") or service.name,
        company=service.company,
        sends=kind.sends[language] if kind else "",
        why=kind.why[language] if kind else "",
        policy=service.policy,
        opt_out=service.opt_out,
    )


def check(slot: External, context: CheckContext) -> Iterator[Diagnostic]:
    """Report the hosts of which the table can tell nothing but their names.

    Bad:  hosts = ["widget.example.jp"]     (in [security], and nothing more)
    Good: [[services.other]] with name, hosts, company, sends and why
    """
    hosts = {*dict(context.site.loads()), *_of_settings(context.settings)}
    for host in sorted(host for host in hosts if _row(host, context.settings) is None):
        yield report(slot.source, "untold-service", host=host)


ELEMENT = Element("external", External, view, check, read, tells_services=True)
