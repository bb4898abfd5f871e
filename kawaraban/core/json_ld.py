"""Facts for search engines, in schema.org's words as JSON-LD: contacts, and reviews."""

from markupsafe import Markup
from msgspec import json

from kawaraban.core.dates import DAYS, HOLIDAYS, each_day
from kawaraban.core.model import ContactCard, FrontMatter, Hours, Product
from kawaraban.core.settings import Settings

Json = dict[str, object]

_NAMES = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday PublicHolidays"
_DAY_NAMES = dict(zip((*DAYS, HOLIDAYS), _NAMES.split(), strict=True))
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
    points = [
        common | {"telephone": phone.e164} | ({"contactType": phone.label} if phone.label else {})
        for phone in card.phones
    ]
    address = {"url": card.url} if card.url else {}
    return script_json(
        {
            "@context": "https://schema.org",
            "@type": "Organization",
            "name": card.name,
            **address,
            "contactPoint": points or [common],
        }
    )


_KINDS = {"product": "Product", "book": "Book", "movie": "Movie", "game": "VideoGame"}
_KINDS["software"] = "SoftwareApplication"
_ENOUGH = 2  # pros and cons together, below which search engines show none


def author_of(settings: Settings, name: str) -> Json:
    """Return an article's author: a Person, or the site itself where it names none."""
    author = settings.author(name)
    if author is None:
        return {"@type": "Organization", "name": settings.title, "url": settings.base_url}
    url = {"url": author.url} if author.url else {}
    return {"@type": "Person", "name": author.name, **url}


def own_review(product: Product, image: str, settings: Settings, article: FrontMatter) -> Markup:
    """Return a product with the site's review of it; nothing where that says too little.

    No rating is an aggregate: the site alone has rated. Source: Google Search Central,
    "Review snippet", "Product snippet" (pros and cons) and "Software app" (its price).
    """
    judgement = _judgement(product)
    if not judgement:
        return Markup()
    review: Json = {"@type": "Review", "author": author_of(settings, article.author)}
    if article.date:
        review["datePublished"] = article.date.isoformat()
    if product.verdict:
        review["reviewBody"] = product.verdict
    item: Json = {"@type": _KINDS[product.kind], "name": product.name}
    if image:
        item["image"] = image
    if product.brand and product.kind == "product":
        item["brand"] = {"@type": "Brand", "name": product.brand}
    if product.price and product.kind == "software":
        price, currency = product.price.amount, product.price.currency
        item["offers"] = {"@type": "Offer", "price": price, "priceCurrency": currency}
    return script_json({"@context": "https://schema.org", **item, "review": review | judgement})


def _judgement(product: Product) -> Json:
    """Return the rating of a product, and what speaks for and against it."""
    found: Json = {}
    if product.rating:
        out_of = {"@type": "Rating", "bestRating": 5, "worstRating": 0.5}
        found["reviewRating"] = {**out_of, "ratingValue": float(product.rating)}
    if len(product.pros) + len(product.cons) >= _ENOUGH:
        notes = {"positiveNotes": product.pros, "negativeNotes": product.cons}
        found |= {key: _list(listed) for key, listed in notes.items() if listed}
    return found


def _list(notes: tuple[str, ...]) -> Json:
    listed = [{"@type": "ListItem", "position": n, "name": note} for n, note in enumerate(notes, 1)]
    return {"@type": "ItemList", "itemListElement": listed}


def script_json(value: object) -> Markup:
    r"""Encode JSON that is safe inside `<script>`: `<` becomes `\u003c`."""
    written = json.encode(value).decode()
    if any(sign in written for sign in _SIGNS):
        written = written.translate(_ESCAPES)
    return Markup(written)  # noqa: S704 - every sign that HTML knows is escaped above


def _opening(span: Hours, days: str) -> dict[str, object]:
    # schema.org's Time has no 24:00.
    closes = "23:59" if span.closes == "24:00" else span.closes
    which = {"dayOfWeek": [_DAY_NAMES[day] for day in each_day(days)]} if days else {}
    return {"@type": "OpeningHoursSpecification", "opens": span.opens, "closes": closes, **which}
