"""A contact's facts for search engines: schema.org's ContactPoint, in JSON-LD."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import json

from kawaraban.core.dates import each_day
from kawaraban.core.model import ContactCard, Hours, Phone

_DAY_NAMES = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
    "hol": "PublicHolidays",
}
_SIGNS = "<>&\u2028\u2029"
_ESCAPES = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in _SIGNS})


def contact_point(card: ContactCard) -> Markup:
    """Return an Organization with a ContactPoint for each number, or one without a number.

    Source: schema.org, ContactPoint and OpeningHoursSpecification.
    """
    common: dict[str, object] = {"@type": "ContactPoint"}
    if card.email:
        common["email"] = card.email
    if card.hours:
        common["hoursAvailable"] = [_opening(span, card.days) for span in card.hours]
    points = [common | _point(phone) for phone in card.phones] or [common]
    address = {"url": card.url} if card.url else {}
    return script_json(
        {
            "@context": "https://schema.org",
            "@type": "Organization",
            "name": card.name,
            **address,
            "contactPoint": points,
        }
    )


def script_json(value: object) -> Markup:
    r"""Encode JSON that is safe inside `<script>`: `<` becomes `\u003c`."""
    written = json.encode(value).decode()
    if any(sign in written for sign in _SIGNS):
        written = written.translate(_ESCAPES)
    return Markup(written)  # noqa: S704 - every sign that HTML knows is escaped above


def _point(phone: Phone) -> dict[str, object]:
    label = {"contactType": phone.label} if phone.label else {}
    return {"telephone": phone.e164, **label}


def _opening(span: Hours, days: str) -> dict[str, object]:
    # schema.org's Time has no 24:00.
    closes = "23:59" if span.closes == "24:00" else span.closes
    which = {"dayOfWeek": [_DAY_NAMES[day] for day in each_day(days)]} if days else {}
    return {"@type": "OpeningHoursSpecification", "opens": span.opens, "closes": closes, **which}
