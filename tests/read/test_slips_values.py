"""Values as authors write them every day: hours, days, numbers, prices, other tools' keys."""

from __future__ import annotations

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from kawaraban.core.model import ContactCard, FrontMatter
from kawaraban.read.front_matter import read_document
from kawaraban.read.offers import read_products
from kawaraban.read.registries import read_contacts
from kawaraban.read.secrets import secrets
from kawaraban.read.settings_file import read_settings

ZONE = ZoneInfo("Asia/Tokyo")


def _contact(line: str) -> tuple[ContactCard | None, list[str]]:
    source = "source: {title: 題, url: 'https://example.com/'}"
    text = f"a:\n  name: 窓口\n  as_of: 2026-05\n  {source}\n  {line}\n"
    contacts, found = read_contacts("content/contacts.yaml", text.encode(), UTC, "JP")
    return contacts.get("a"), [one.rule for one in found]


@pytest.mark.parametrize(
    ("written", "spans"),
    {
        "24時間": ["00:00-24:00"],
        "24時間対応": ["00:00-24:00"],
        "年中無休 24時間365日": ["00:00-24:00"],
        "終日": ["00:00-24:00"],
        "営業時間：10時〜19時": ["10:00-19:00"],
        "9:00am-5:30pm": ["09:00-17:30"],
        "9am to 12pm": ["09:00-12:00"],
        "18:00〜翌朝5:00": ["18:00-05:00"],
        "17:00-25:30": ["17:00-01:30"],
        "10時〜19時": ["10:00-19:00"],
        "10時半～19時15分": ["10:30-19:15"],
        "午前9時～午後6時": ["09:00-18:00"],
        "AM9:00〜PM6:30": ["09:00-18:30"],
        "午後0時〜午後12時": ["12:00-12:00"],
        "９時から１７時まで": ["09:00-17:00"],
        "18:00〜翌2:00": ["18:00-02:00"],
        "10時〜12時、13時〜19時": ["10:00-12:00", "13:00-19:00"],
        "'7:30 - 24:00'": ["07:30-24:00"],
    }.items(),
)
def test_hours_in_words(written: str, spans: list[str]) -> None:
    """Hours are read as shops write them."""
    card, found = _contact(f"hours: {written}")
    assert found == []
    assert card is not None
    assert [f"{hours.opens}-{hours.closes}" for hours in card.hours] == spans


@pytest.mark.parametrize(
    ("written", "days", "spans"),
    [
        ("平日 10時〜19時", "mon-fri", ["10:00-19:00"]),
        ("月～金　午前9時～午後6時、24時間", "mon-fri", ["09:00-18:00", "00:00-24:00"]),
        ("土日祝9:00-17:00", "sat,sun,hol", ["09:00-17:00"]),
        ("毎日: 24時間", "mon-sun", ["00:00-24:00"]),
    ],
)
def test_hours_may_begin_with_their_days(written: str, days: str, spans: list[str]) -> None:
    """Shops write both in one line; a key `days` beside it goes on to be the only one."""
    card, found = _contact(f"hours: '{written}'")
    assert found == []
    assert card is not None
    assert (card.days, [f"{one.opens}-{one.closes}" for one in card.hours]) == (days, spans)
    assert _contact(f"hours: '{written}'\n  days: 平日") == (None, ["bad-hours"])


def test_a_note_behind_hours_is_read_as_such() -> None:
    """Shops write it in the same line; a key `hours_note` beside it is the only one."""
    card, found = _contact("hours: 平日 9:00〜12:00、13:00〜17:00（年末年始は休み）")
    assert found == []
    assert card is not None
    assert (card.days, card.hours_note) == ("mon-fri", "年末年始は休み")
    assert [one.opens for one in card.hours] == ["09:00", "13:00"]
    assert _contact("hours: 9:00-17:00（平日）\n  hours_note: 祝日は休み") == (None, ["bad-hours"])


@pytest.mark.parametrize(
    "written", ["正午", "10時", "10時〜", "9-17", "25時〜26時", "24:00-3:00", "9:00-30:00"]
)
def test_what_is_no_span_of_hours_is_refused(written: str) -> None:
    """Other words belong into the note."""
    assert _contact(f"hours: {written}") == (None, ["bad-hours"])


@pytest.mark.parametrize(
    ("written", "days"),
    {
        "平日": "mon-fri",
        "月〜金": "mon-fri",
        "月曜日から金曜日": "mon-fri",
        "土日祝": "sat,sun,hol",
        "土・日・祝日": "sat,sun,hol",
        "平日（祝日を除く）": "mon-fri",
        "平日（土日祝・年末年始を除く）": "mon-fri",
        "平日のみ": "mon-fri",
        "weekdays": "mon-fri",
        "Monday to Friday": "mon-fri",
        "every day": "mon-sun",
        "全日": "mon-sun",
        "月水金": "mon,wed,fri",
        "平日、土": "mon-fri,sat",
        "毎日": "mon-sun",
        "週末": "sat,sun",
        "Mon-Fri, hol": "mon-fri,hol",
    }.items(),
)
def test_days_in_words(written: str, days: str) -> None:
    """Days are read in Japanese, and holidays are days."""
    card, found = _contact(f"days: {written}")
    assert (found, card and card.days) == ([], days)


@pytest.mark.parametrize("written", ["いつも", "月から", "祝-月", "月金曜土x"])
def test_what_are_no_days_is_refused(written: str) -> None:
    """Other words are an error."""
    assert _contact(f"days: {written}") == (None, ["bad-days"])


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("0120-365-724（通話無料）", "通話無料"),
        ("{label: 受付, number: 0120-365-724 (通話無料)}", "受付・通話無料"),
        ("(03) 3272-1111（代表）", "代表"),
        ("03(3272)1111", ""),
        ("フリーダイヤル　0120ー365ー724", ""),
        ("☎ 0120-365-724", ""),
        ("0120-365-724（フリーダイヤル）", "フリーダイヤル"),
        ("TEL 0120-365-724（電話は平日のみ）", "電話は平日のみ"),
    ],
)
def test_a_note_behind_a_number_is_its_label(written: str, label: str) -> None:
    """Readers see the note, and the number is dialled without it."""
    card, found = _contact(f"phones: [{written}]")
    assert found == []
    assert card is not None
    assert card.phones[0].label == label
    assert card.phones[0].e164 in {"+81120365724", "+81332721111"}


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1,980", "1980"), ("'1980円'", "1980"), ("￥1,980", "1980"), ("1,980円", "1980"),
        ("'1,980円（税込）'", "1980"), ("¥980", "980"), ("19.90", "19.90"),
        ("12,345,678", "12345678"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["{{amount: {}, {}}}", "\n    amount: {}\n    {}"])
def test_prices_as_shops_write_them(form: str, written: str, amount: str) -> None:
    """A comma in `{amount: 1,980}` is a key to YAML, and was not meant as one."""
    rest = "currency: JPY, as_of: 2026-05" if "{{" in form else "currency: JPY\n    as_of: 2026-05"
    text = f"a:\n  name: 品\n  links: [amazon:B000000001]\n  price: {form.format(written, rest)}\n"
    products, found = read_products("content/products.yaml", text.encode(), UTC)
    assert [one.rule for one in found] == []
    price = products["a"].price
    assert price is not None
    assert price.amount == amount


@pytest.mark.parametrize(
    ("facts", "read"),
    [
        ("年会費: 無料, 特典: 最大20,000円分, 保険: 最高2,000万円",
         {"年会費": "無料", "特典": "最大20,000円分", "保険": "最高2,000万円"}),
        ("特典: 1,234,567円, 還元: 5,000円", {"特典": "1,234,567円", "還元": "5,000円"}),
        ("発売: 2025,300g: はい", {"発売": "2025", "300g": "はい"}),
        ("発売: 2025,100均: ", {"発売": "2025"}),
    ],
)  # fmt: skip
def test_a_comma_within_a_number_does_not_cut_a_fact(facts: str, read: dict[str, str]) -> None:
    """What stood behind it was lost without a word: "up to 20" for "up to 20,000 yen"."""
    text = f"a:\n  name: 品\n  links: [amazon:B000000001]\n  facts: {{{facts}}}\n"
    products, found = read_products("content/products.yaml", text.encode(), UTC)
    assert [one.rule for one in found] == []
    assert products["a"].facts == read


def test_a_rating_of_full_width_is_told_what_to_do() -> None:
    """It looks like a number, so that "no number" alone would help nobody."""
    text = "a:\n  name: 品\n  links: [amazon:B000000001]\n  rating: ４．５\n"
    _, found = read_products("content/products.yaml", text.encode(), UTC)
    assert [one.remedy.ja for one in found] == ["数を半角で書いてください"]


def test_a_number_that_begins_brackets_is_a_key() -> None:
    """There is no value before it that it could belong to."""
    text = "a:\n  name: 品\n  links: [amazon:B000000001]\n  pros: [最大5,000円: , 軽い]\n"
    _, found = read_products("content/products.yaml", text.encode(), UTC)
    assert [one.rule for one in found] == ["bad-type"]


def _front(lines: str, path: str = "content/posts/a.md") -> tuple[FrontMatter | None, list[str]]:
    text = f"---\ntitle: 題\n{lines}\n---\n文\n"
    document, found = read_document(path, text.encode(), "post", ZONE)
    return document.front_matter, [
        f"{one.source.line}:{one.source.column} {one.rule}" for one in found
    ]


@pytest.mark.parametrize(
    ("lines", "is_draft"),
    [
        ("published: false", True), ("private: true", True), ("ignorePublish: true", True),
        ("published: true", False), ("private: false", False),
        ("draft: false\npublished: false", True), ("draft: true\npublished: true", True),
    ],
)  # fmt: skip
def test_what_hides_a_text_elsewhere_hides_it_here(lines: str, *, is_draft: bool) -> None:
    """Zenn's, Qiita's and Jekyll's keys mean a draft."""
    front, found = _front(f"date: 2026-05-01\n{lines}")
    assert (found, front and front.draft) == ([], is_draft)


def test_a_misspelt_value_is_never_published() -> None:
    """`published: falce` is an error, as `draft: falce` is."""
    assert _front("date: 2026-05-01\npublished: falce") == (None, ["4:12 bad-bool"])


@pytest.mark.parametrize("path", ["2026-05-02-a.md", "2026-05-02-a/index.md", "y/2026-05-02-a.md"])
def test_the_date_of_a_file_name_counts(path: str) -> None:
    """Jekyll's file names have the date; a date that is written goes before it."""
    for lines, day in (("toc: true", 2), ("date: 2026-05-09", 9)):
        front, found = _front(lines, f"content/posts/{path}")
        assert (found, front and front.date and front.date.day) == ([], day)
    assert _front("toc: true", "content/posts/2026-13-02-a.md")[1] == ["1:1 bad-date"]
    assert _front("date:", f"content/posts/{path}")[1] == ["3:1 missing-key"]


@pytest.mark.parametrize(
    ("lines", "key", "value"),
    [
        ("category: [甲]", "category", "甲"), ("categories: [甲]", "category", "甲"),
        ("categories: 甲", "category", "甲"), ("cover: {image: a.png, alt: 図}", "image", "a.png"),
        ("lastmod: 2026-05-02", "updated", "2026-05-02 00:00:00+09:00"),
        ("topics: [甲]", "tags", "('甲',)"),
    ],
)  # fmt: skip
def test_other_spellings_of_keys(lines: str, key: str, value: str) -> None:
    """What Hugo, Jekyll and Zenn call otherwise is read."""
    front, found = _front(f"date: 2026-05-01\n{lines}")
    assert (found, str(getattr(front, key))) == ([], value)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("date: 2026-05-01\ncategories: [甲, 乙]", "4:13 bad-tag"),
        ("date: 2026-05-01\nupdated: 2026-04-30", "4:10 updated-before-date"),
        ("date: 2026-12-20\nexpires: 2026-01-31", "4:10 expires-before-date"),
        ("date: 2026-05-01\nemoji: 🐱", "4:1 foreign-key"),
        ("date: 2026-05-01\nlast_modified_at: 2026-05-02", "4:1 foreign-key"),
        ("date: 2026-05-01\nShowToc: true", "4:1 foreign-key"),
        ("date: 2026-05-01\npublishDate: 2027-05-01", "4:1 foreign-key"),
        ("date: 2026-05-01\nemojo: 🐱", "4:1 unknown-key"),
        ("date: 2026-05-01\ndescription: [速報] 新製品", "4:19 yaml-syntax"),
    ],
)
def test_mistakes_have_their_place(lines: str, expected: str) -> None:
    """Each is reported once, where it stands."""
    assert _front(lines)[1] == [expected]


def test_a_title_that_goes_on_behind_brackets_has_the_right_remedy() -> None:
    """`title: [速報] …` is no mistake of indentation."""
    document = read_document("a.md", "---\ntitle: [速報] 新製品\n---\n".encode(), "post", ZONE)
    (line,) = [one.line("en") for one in document[1]]
    assert "put the whole value in quotes" in line


@pytest.mark.parametrize("link", ["/%Y/%m/{slug}/", "/:year/:slug/", "/{slug}/%d/"])
def test_placeholders_of_other_tools_are_refused(link: str) -> None:
    """A folder named `%Y` was never meant."""
    text = f'title = "t"\nbase_url = "https://example.com/"\n[posts]\npermalink = "{link}"\n'
    (one,) = read_settings("site.toml", text.encode())[1]
    assert (one.rule, one.source.line) == ("bad-permalink", 4)
    assert "{year}" in one.remedy.en


@pytest.mark.parametrize("name", ["javascript", "data", "file", "JavaScript", "a b", ""])
def test_no_setting_allows_a_dangerous_scheme(name: str) -> None:
    """Further schemes of links are a setting, but never those that run or read something."""
    text = f'title = "t"\nbase_url = "https://example.com/"\n[links]\nschemes = ["{name}"]\n'
    assert len(read_settings("site.toml", text.encode())[1]) == 1


def test_example_keys_are_no_secrets() -> None:
    """Keys that the documentation of AWS and jwt.io shows are in thousands of posts."""
    aws = "AKIAIOSFODNN7" + "EXAMPLE"
    subject = "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIn0"
    web = f"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.{subject}.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV"
    assert [*secrets(f"{aws} {web}", "a.md")] == []
    assert len([*secrets("AKIAIOSFODNN7" + "ABCDEFG", "a.md")]) == 1
