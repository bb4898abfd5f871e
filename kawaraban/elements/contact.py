"""A contact block: who to phone, when, says who, and when that was checked.

```contact
id: example-support      →  <div class="contact"> … <time datetime="2025-08"> …
```
"""

from collections.abc import Iterator
from urllib.parse import quote

import msgspec
from markupsafe import Markup

from kawaraban.ads.programmes import programmes_of
from kawaraban.ads.reading import read_ad
from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.json_ld import contact_point
from kawaraban.core.messages import report, report_unknown
from kawaraban.core.model import (
    CONTACTS,
    Checked,
    ContactCard,
    ContactFacts,
    Reference,
    Slot,
    Stamp,
)
from kawaraban.core.settings import Settings
from kawaraban.core.syntax import DataBlock, Decoded
from kawaraban.core.words import PageWords
from kawaraban.elements import Element
from kawaraban.read import nodes
from kawaraban.read.contact_fields import split_hours
from kawaraban.read.decode import decode, decode_partly
from kawaraban.read.registries import contact_rules, is_left_out, source_of
from kawaraban.read.yaml import load_yaml
from kawaraban.site.context import CheckContext, PageContext
from kawaraban.site.freshness import check_age, staleness
from kawaraban.site.view import SiteView


class WrittenContact(ContactFacts, frozen=True, kw_only=True):
    """A block's own fields; those that are not written come from the registry."""

    id: str = ""
    name: str = ""
    as_of: Checked | None = None
    reference: Reference | None = msgspec.field(default=None, name="source")


_KEYS = {field.encode_name: field.name for field in msgspec.structs.fields(WrittenContact)}


class Contact(Slot, frozen=True, kw_only=True):
    """A contact block as written. `unread` are keys of which it is not known what they say."""

    fields: WrittenContact
    unread: tuple[str, ...] = ()


class ContactView(ContactFacts, frozen=True, kw_only=True):
    """What the template is given.

    `days` is in words. `age` is in words: how old the facts are, or how old they
    will be at `stale_from`, the ISO instant from which they count as old, so that a
    script can show the line in time. `json_ld` is safe inside `<script>`. In a
    feed, whose readers forbid scripts, both are empty.
    """

    name: str
    as_of: Stamp
    reference: Reference
    stale: bool
    stale_from: str
    age: str
    json_ld: Markup


def read(block: DataBlock, settings: Settings) -> Decoded:
    """Read the YAML of a block."""
    source = block.source
    node, found = load_yaml(block.text, source.path, source.line + 1, block.indent + 1)
    if node is None:
        return Decoded(None, found or (report(source, "empty-contact"),))
    node, rules = split_hours(node), contact_rules(settings.country)
    fields, more = decode(WrittenContact, node, settings.zone, rules)
    source = source_of("id", node, source)
    if fields is not None and not found:
        return Decoded(Contact(source=source, fields=fields), more)
    if not isinstance(node, nodes.Mapping):
        return Decoded(None, (*found, *more))
    fields = decode_partly(WrittenContact(), node, settings.zone, rules)
    written = [key for key in _KEYS if not is_left_out(key, node, tuple(_KEYS))]
    unread = tuple(key for key in written if not getattr(fields, _KEYS[key]))
    return Decoded(Contact(source=source, fields=fields, unread=unread), (*found, *more))


def merge_contact(slot: Contact, site: SiteView) -> ContactCard | None:
    """Return the block's facts: its own fields, else the registry's. None: some are missing."""
    fields = slot.fields
    card = site.contact(fields.id) if fields.id else None
    if card is None:
        if fields.id or not fields.name or fields.as_of is None or fields.reference is None:
            return None
        card = ContactCard(name=fields.name, as_of=fields.as_of, reference=fields.reference)
    written = msgspec.structs.asdict(fields).items()
    return msgspec.structs.replace(card, **{key: v for key, v in written if v and key != "id"})


def check(slot: Contact, context: CheckContext) -> Iterator[Diagnostic]:
    """Report an unknown id, missing facts, and facts that have become old.

    Bad:  id: amazn-cs
    Good: id: amazon-cs
    """
    card = merge_contact(slot, context.site)
    if card is not None:
        if "as_of" not in slot.unread:
            yield from check_age(
                card.as_of, "stale-contact", slot.source, context, name=card.name, key="as_of"
            )
        yield from _ads_in_facts(slot, card, context)
    elif slot.fields.id and context.whole.lacks(slot.fields.id, CONTACTS, context.whole.contacts):
        known = tuple(context.whole.contacts)
        yield report_unknown("contact", slot.fields.id, slot.source, known)
    elif not slot.fields.id and "id" not in slot.unread:
        yield from _missing(slot)


def _ads_in_facts(slot: Contact, card: ContactCard, context: PageContext) -> Iterator[Diagnostic]:
    programmes = programmes_of(context.settings.affiliate)
    facts = {"url": card.url, "source": card.reference.url}
    for url in (url for key, url in facts.items() if key not in slot.unread):
        if read_ad(url, programmes).verdict != "none":
            yield report(slot.source, "ad-in-facts", url=url)


def facts(slot: Contact) -> tuple[str, str]:
    """Return the source of a block's own facts, and the address among them."""
    return slot.fields.reference.url if slot.fields.reference else "", slot.fields.url


def view(slot: Contact, context: PageContext) -> ContactView | None:
    """Return the facts, and whether they are old at this moment."""
    card = merge_contact(slot, context.site)
    if card is None:
        return None
    shown = {
        "as_of": context.words.stamp(card.as_of),
        # `#9110` must not begin a fragment (RFC 3966 asks for %23).
        "phones": tuple(msgspec.structs.replace(p, e164=quote(p.e164, "+")) for p in card.phones),
        "days": _days(card.days, context.words),
    }
    return ContactView(
        **msgspec.structs.asdict(card) | shown,
        **msgspec.structs.asdict(staleness(card.as_of, context)),
        json_ld=Markup() if context.feed else contact_point(card),
    )


def _days(days: str, words: PageWords) -> str:
    """Return `mon-fri,sun` in words: `月〜金・日`, `Mon–Fri, Sun`."""
    to, comma = ("–", ", ") if words.language == "en" else ("〜", "・")
    ranges = (part.split("-") for part in days.split(",") if part)
    return comma.join(to.join(words.days[day] for day in part) for part in ranges)


def _missing(slot: Contact) -> Iterator[Diagnostic]:
    for key in ("name", "as_of", "source"):
        if not getattr(slot.fields, _KEYS[key]) and key not in slot.unread:
            yield report(slot.source, "incomplete-contact", key=key)


ELEMENT = Element("contact", Contact, view, check, read, facts=facts)
