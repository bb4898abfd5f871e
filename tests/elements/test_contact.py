"""The contact block: its own fields and the registry's, and their age."""

from __future__ import annotations

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import ContactCard, Hours, Month, Phone, Reference, Site
from kawaraban.core.settings import Language, Settings
from kawaraban.core.syntax import DataBlock, Decoded
from kawaraban.elements.contact import Contact, check, merge_contact, read, view
from kawaraban.site.context import CheckContext, check_context
from kawaraban.site.freshness import stale_from

TOKYO = ZoneInfo("Asia/Tokyo")
SETTINGS = Settings(title="t", base_url="https://example.com/")
CARD = ContactCard(
    name="窓口",
    as_of=Month(2025, 8),
    reference=Reference(title="題", url="https://example.com/"),
    phones=(Phone(number="188", e164="188"),),
    hours=(Hours(opens="09:00", closes="24:00"),),
    days="mon-fri,sun",
)


def block(text: str) -> Decoded:
    """Read a block whose fence stands on line 10, two columns in."""
    return read(DataBlock(text, Source("a.md", 10, 3), 2), SETTINGS)


def slot(text: str) -> Contact:
    """Read a block without a mistake."""
    found = block(text)
    assert found.diagnostics == ()
    assert isinstance(found.slot, Contact)
    return found.slot


def page(now: str = "2025-09-01", language: Language = "ja") -> CheckContext:
    """Give a page of a site with one contact."""
    moment = datetime.fromisoformat(now).replace(tzinfo=TOKYO)
    site = Site(now=moment, contacts={"desk": CARD})
    return check_context(site, replace(SETTINGS, language=language))


def test_a_name_takes_the_registrys_facts() -> None:
    """A block with an id alone is the registry's contact."""
    assert merge_contact(slot("id: desk   # from contacts.yaml"), page().site) == CARD


def test_the_blocks_own_fields_win() -> None:
    """What the block says wins over what the registry says."""
    card = merge_contact(slot("id: desk\nas_of: 2025-09-01\nphones: 110"), page().site)
    assert card is not None
    assert card.as_of == date(2025, 9, 1)
    assert [phone.number for phone in card.phones] == ["110"]
    assert card.name == CARD.name


def test_a_block_may_stand_alone() -> None:
    """A block with all that is required needs no registry."""
    text = "name: n\nas_of: 2025-09\nsource: {title: t, url: 'https://example.com/'}"
    card = merge_contact(slot(text), page().site)
    assert card is not None
    assert card.name == "n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("empty-contact", 10, 3)),
        ("# nothing", ("empty-contact", 10, 3)),
        ("id: desk\nphnes: 110", ("unknown-key", 12, 3)),
        ("id: desk\nphones: 1", ("bad-phone", 12, 11)),
        ("id: *x", ("yaml-feature", 11, 7)),
        ("desk", ("bad-type", 11, 3)),
    ],
)
def test_mistakes_have_the_position_of_the_file(text: str, expected: tuple[str, int, int]) -> None:
    """A mistake inside a block is an error at its line and column of the article."""
    found = block(text)
    assert [(d.rule, d.source.line, d.source.column) for d in found.diagnostics] == [expected]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("id: dsk", ["unknown-contact"]),
        ("note: n", ["missing-key", "missing-key", "missing-key"]),
        ("name: n\nas_of: 2025-08", ["missing-key"]),
        ("id: desk", []),
    ],
)
def test_what_is_missing_is_an_error_on_the_page(text: str, rules: list[str]) -> None:
    """An unknown id and missing facts are errors, and such a block publishes nothing."""
    written = slot(text)
    assert [d.rule for d in check(written, page())] == rules
    assert (view(written, page()) is None) == bool(rules)


@pytest.mark.parametrize(
    ("as_of", "moment"),
    [
        (Month(2025, 8), "2026-03-01T00:00:00+09:00"),
        (date(2025, 8, 26), "2026-02-27T00:00:00+09:00"),
        (date(2025, 8, 30), "2026-03-01T00:00:00+09:00"),
    ],
)
def test_age_counts_from_the_end_of_the_check(as_of: date | Month, moment: str) -> None:
    """Six months after the end of the day or month of the check, the facts are old."""
    assert stale_from(as_of, SETTINGS).isoformat() == moment


def test_old_facts_are_a_warning_with_their_age() -> None:
    """The warning begins at the moment when the page says so itself."""
    written = slot("id: desk")
    assert list(check(written, page("2026-02-28T23:59:59"))) == []
    (old,) = check(written, page("2026-12-01"))
    assert (old.rule, old.severity) == ("stale-contact", "warning")
    assert "1年3か月" in old.what.ja
    assert "15 months" in old.what.en


def test_the_template_gets_words() -> None:
    """Dates, days and ages are words in the site's language."""
    fresh, old = view(slot("id: desk"), page()), view(slot("id: desk"), page("2026-12-01", "en"))
    assert fresh is not None
    assert old is not None
    assert (fresh.stale, fresh.age, fresh.days) == (False, "6か月", "月〜金・日")
    assert (old.stale, old.age, old.days) == (True, "15 months", "Mon–Fri, Sun")
    assert (fresh.as_of.datetime, fresh.as_of.words) == ("2025-08", "2025年8月")
    assert fresh.stale_from == "2026-03-01T00:00:00+09:00"


def test_a_number_sign_cannot_begin_a_fragment() -> None:
    """`#9110` is percent-encoded in the address, and shown as it is."""
    found = view(slot("id: desk\nphones: ['#9110', 03-3234-5678]"), page())
    assert found is not None
    assert [phone.e164 for phone in found.phones] == ["%239110", "+81332345678"]
    assert found.phones[0].number == "#9110"


def test_json_cannot_leave_its_script() -> None:
    """The JSON-LD says the facts, and holds no sign that ends a script element."""
    text = "id: desk\nname: '</script><b>&\u2028'\nurl: https://example.com/"
    found = view(slot(text), page())
    assert found is not None
    assert not set("<>&\u2028") & set(found.json_ld)
    data = json.loads(found.json_ld)
    assert data["name"] == "</script><b>&\u2028"
    assert data["contactPoint"][0]["telephone"] == "188"
    opening = data["contactPoint"][0]["hoursAvailable"][0]
    assert opening["closes"] == "23:59"
    assert opening["dayOfWeek"][-1] == "Sunday"
