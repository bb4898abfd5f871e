"""Contacts and link cards."""

from zoneinfo import ZoneInfo

import pytest

from kawaraban.core.dates import each_day
from kawaraban.core.model import CardEntry, ContactCard, Hours, Month, Phone, Reference
from kawaraban.read.registries import read_cards, read_contacts

TOKYO = ZoneInfo("Asia/Tokyo")
BASE = (
    "support:\n  name: 窓口\n  as_of: 2025-08\n  source: {title: 題, url: 'https://example.com/'}\n"
)


def contact(lines: str, country: str = "JP") -> ContactCard:
    """Read one contact with these further fields, without a mistake."""
    contacts, found = read_contacts("c.yaml", (BASE + lines).encode(), TOKYO, country)
    assert found == ()
    return contacts["support"]


def wrong(text: str, country: str = "JP") -> list[tuple[str, int, int]]:
    """Return the mistakes of a registry."""
    _, found = read_contacts("c.yaml", text.encode(), TOKYO, country)
    return [(d.rule, d.source.line, d.source.column) for d in found]


def test_a_contact_is_typed() -> None:
    """Every field of the writing format is read."""
    card = contact(
        "  phones:\n    - {label: フリーダイヤル, number: 0120-899-190}\n    - +81-50-3032-2207\n"
        "  email: a@example.com\n  url: https://example.com/help\n"
        "  hours: '7:30-12:00, 13:00〜24:00'\n  days: mon-fri, Sun\n  hours_note: n\n  note: m\n"
    )
    assert card == ContactCard(
        name="窓口",
        as_of=Month(2025, 8),
        reference=Reference(title="題", url="https://example.com/"),
        phones=(
            Phone(label="フリーダイヤル", number="0120-899-190", e164="+81120899190"),
            Phone(number="+81-50-3032-2207", e164="+815030322207"),
        ),
        email="a@example.com",
        url="https://example.com/help",
        hours=(Hours(opens="07:30", closes="12:00"), Hours(opens="13:00", closes="24:00")),
        days="mon-fri,sun",
        hours_note="n",
        note="m",
    )


@pytest.mark.parametrize(
    ("written", "shown", "e164"),
    [
        ("０１２０－８９９－１９０", "0120-899-190", "+81120899190"),
        ("0120ー899ー190", "0120-899-190", "+81120899190"),
        ("0120‐899−190", "0120-899-190", "+81120899190"),
        ("03(3234)5678", "03(3234)5678", "+81332345678"),
        ("（03）3234-5678", "(03)3234-5678", "+81332345678"),
        ("'TEL: 03-3234-5678'", "03-3234-5678", "+81332345678"),
        ("電話：03-3234-5678", "03-3234-5678", "+81332345678"),
        ("0570-064-370", "0570-064-370", "+81570064370"),
        ("0800-123-4567", "0800-123-4567", "+818001234567"),
        ("050-3032-2207", "050-3032-2207", "+815030322207"),
        ("+1 650-253-0000", "+1 650-253-0000", "+16502530000"),
        ("188", "188", "188"),
        ("110", "110", "110"),
        ("'#9110'", "#9110", "#9110"),
    ],
)
def test_numbers_are_read_as_they_are_written(written: str, shown: str, e164: str) -> None:
    """Full-width signs, labels and short numbers are read; the shown form stays the author's."""
    assert contact(f"  phones: [{written}]").phones == (Phone(number=shown, e164=e164),)


@pytest.mark.parametrize(
    "number",
    ["0120-1", "9999", "03-1234-567", "内線12", "0120-899-190 内線3", "+999 1234", "1" * 50],
)
def test_a_number_that_cannot_be_dialled_is_an_error(number: str) -> None:
    """A number that is not valid for its country is an error at its position."""
    assert wrong(f"{BASE}  phones:\n    - {{number: '{number}'}}") == [("bad-phone", 6, 16)]


def test_numbers_are_of_the_sites_country() -> None:
    """A number without `+` is a number of the site's country, and no other."""
    assert contact("  phones: ['(650) 253-0000']", "US").phones[0].e164 == "+16502530000"
    assert wrong(f"{BASE}  phones: ['0120-899-190']", "US") == [("bad-phone", 5, 12)]
    assert wrong(f"{BASE}  phones: ['188']", "US") == [("bad-phone", 5, 12)]


@pytest.mark.parametrize(
    ("line", "rule", "column"),
    [
        ("hours: 25:00-26:00", "bad-hours", 10),
        ("hours: 7:60-8:00", "bad-hours", 10),
        ("hours: 正午", "bad-hours", 10),
        ("days: mom", "bad-days", 9),
        ("email: a", "bad-email", 10),
        ("url: javascript:alert(1)", "bad-url", 8),
        ("nmae: a", "unknown-key", 3),
        ("reference: {title: a, url: b}", "unknown-key", 3),
    ],
)
def test_mistakes_have_their_position(line: str, rule: str, column: int) -> None:
    """Each mistake of a field is an error at its value."""
    assert wrong(f"{BASE}  {line}") == [(rule, 5, column)]


def test_what_is_missing_is_named() -> None:
    """The day of the check and the source are required."""
    assert wrong("a:\n  name: n\n") == [("missing-key", 2, 3), ("missing-key", 2, 3)]
    assert wrong("a:\n  name: n\n  as_of: 2025-13\n  source: {title: t}\n") == [
        ("bad-date", 3, 10),
        ("missing-key", 4, 11),
    ]


def test_ids_and_forms_are_checked() -> None:
    """An id is a plain name; a registry is a mapping; an empty one is empty."""
    assert wrong(BASE.replace("support", "a b")) == [("bad-id", 1, 1)]
    assert wrong("- a") == [("bad-type", 1, 1)]
    assert wrong("a: b") == [("bad-type", 1, 4)]
    assert wrong("# none yet\n") == []


def test_an_address_alone_is_no_source() -> None:
    """An address is not taken for a key without a space; the keys that are needed are named."""
    text = BASE.replace("{title: 題, url: 'https://example.com/'}", "https://example.com/")
    _, found = read_contacts("c.yaml", text.encode(), TOKYO, "JP")
    assert [(d.rule, d.source.line, d.source.column) for d in found] == [("bad-type", 4, 11)]
    assert "{title: …, url: …}" in found[0].remedy.en


def test_days_may_go_over_the_weeks_end() -> None:
    """A range of days is every day in it, once."""
    assert each_day("fri-mon,sun") == ("fri", "sat", "sun", "mon")
    assert each_day("mon") == ("mon",)


def test_cards_are_read() -> None:
    """A card is a title alone, or a title and a description."""
    cards, found = read_cards(
        "cards.yaml",
        (
            "https://example.com/a: 題\nhttps://example.com/b:\n  title: B\n  description: d\n"
        ).encode(),
    )
    assert found == ()
    assert cards == {
        "https://example.com/a": CardEntry(title="題"),
        "https://example.com/b": CardEntry(title="B", description="d"),
    }


def test_a_syntax_error_in_one_card_is_reported_alone() -> None:
    """The other cards are neither read nor called wrong."""
    text = 'https://a.jp:\n  title: "a\nhttps://b.jp:\n  title: b\n  note: 1\n'
    _, found = read_cards("cards.yaml", text.encode())
    assert [d.rule for d in found] == ["yaml-syntax"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [("example.com: a", "bad-url"), ("https://a.jp:\n  titel: a\n  title: b", "unknown-key"),
     ("https://a.jp:", "empty-value"), ("https://a.jp: [a]", "bad-type")],
)  # fmt: skip
def test_a_wrong_card_is_an_error(text: str, rule: str) -> None:
    """A card without an address or a title is an error."""
    _, found = read_cards("cards.yaml", text.encode())
    assert [d.rule for d in found] == [rule]
