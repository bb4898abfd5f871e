"""Front matter: nothing is lost, and every mistake has its source position."""

import unicodedata
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.model import Kind, Month
from kawaraban.read.front_matter import RawDocument, read_document
from kawaraban.read.text import nfc

TOKYO = ZoneInfo("Asia/Tokyo")
GOOD = "---\ntitle: がんばる題\ndate: 2025-08-26\ntags: [認証, Amazon]\n---\n\n本文が\n"


def read(text: str | bytes, kind: Kind = "page") -> tuple[RawDocument, tuple[Diagnostic, ...]]:
    """Read a text as a document."""
    data = text if isinstance(text, bytes) else text.encode()
    return read_document("a.md", data, kind, TOKYO)


def good(text: str | bytes, kind: Kind = "page") -> RawDocument:
    """Read a text that has no mistake."""
    document, found = read(text, kind)
    assert found == ()
    assert document.front_matter is not None
    return document


def wrong(text: str | bytes, kind: Kind = "page") -> list[tuple[str, int, int]]:
    """Return the rules and positions of the mistakes of a text that is refused."""
    document, found = read(text, kind)
    assert document.front_matter is None
    return [(d.rule, d.source.line, d.source.column) for d in found]


def keys(lines: str) -> str:
    """Return a document with these lines of front matter below a title."""
    return f"---\ntitle: t\n{lines}\n---\n"


def test_all_mistakes_are_reported_at_once() -> None:
    """One does not hide the others."""
    text = keys("date: 2025-13-01\ntags: [x]\ntags: [y]\ndraft: falce\nfoo: 1")
    assert sorted(rule for rule, _, _ in wrong(text)) == [
        "bad-bool", "bad-date", "duplicate-key", "unknown-key",
    ]  # fmt: skip


@pytest.mark.parametrize("offset", ["+09:60", "+0975", "-24:00", "+99:00"])
def test_an_offset_is_a_time_of_a_clock(offset: str) -> None:
    """As RFC 3339 says in section 5.6."""
    assert wrong(keys(f"date: 2025-01-01T10:00{offset}")) == [("bad-date", 3, 7)]


def test_a_document_is_typed() -> None:
    """Every key has its type, and the position where it was written."""
    front = good(
        keys(
            "date: 2025-08-26 09:30\nlastmod: 2025/9/1\nverified: 2025-08\ndraft: no\n"
            "topics: 認証、パスキー, Amazon\ncover: img/a.png\nexpiryDate: 2025-12-31\n"
            "notice: false\nrelated: [a, b]\nx_mood: {a: [1]}\ndisclosure: gifted\nsponsor: 提供元"
        )
    ).front_matter
    assert front.date is not None
    assert front.date.isoformat() == "2025-08-26T09:30:00+09:00"
    assert front.updated is not None
    assert front.verified == Month(2025, 8)
    assert front.draft is False
    assert front.tags == ("認証", "パスキー", "Amazon")
    assert front.image == "img/a.png"
    assert front.expires is not None
    assert front.expires.isoformat() == "2025-12-31T23:59:59.999000+09:00"
    assert front.notice == ""
    assert front.related == ("a", "b")
    assert front.extra == {"x_mood": {"a": ["1"]}}
    assert front.positions["updated"] == Source("a.md", 4, 10)
    assert front.positions["tags"] == Source("a.md", 7, 9)


@pytest.mark.parametrize(
    "title", ["2014", "false", "NO", "0120", "null", "~x", "2025-08-26", "1.0"]
)
def test_a_title_stays_text(title: str) -> None:
    """A title that looks like a number, a date or a truth value is still a title."""
    assert good(f"---\ntitle: {title}\n---\n").front_matter.title == title


def test_a_tag_no_stays_a_tag() -> None:
    """The country code of Norway is a tag."""
    assert good(keys("tags: [NO, 0120, on]")).front_matter.tags == ("NO", "0120", "on")


def test_an_item_of_a_list_is_split_at_japanese_commas() -> None:
    """One with quotes or with a comma of ASCII is one tag."""
    tags = good(keys('tags: [包丁、台所, "甲、乙", b]')).front_matter.tags
    assert tags == ("包丁", "台所", "甲、乙", "b")


@pytest.mark.parametrize(
    "change",
    [
        lambda t: b"\xef\xbb\xbf" + t.encode(),
        lambda t: t.replace("\n", "\r\n").encode(),
        lambda t: t.replace("\n", "\r").encode(),
        lambda t: unicodedata.normalize("NFD", t).encode(),
    ],
    ids=["bom", "crlf", "cr", "nfd"],
)
def test_how_a_file_was_saved_makes_no_difference(change) -> None:  # noqa: ANN001 - a lambda
    """A byte-order mark, other line ends and NFD give the same document."""
    assert read(change(GOOD), "post") == read(GOOD, "post")
    assert good(GOOD, "post").front_matter.title == "がんばる題"


def test_a_name_keeps_its_face() -> None:
    """A compatibility ideograph, which NFC would replace, stays as it was typed."""
    document = good("---\ntitle: \ufa19社\n---\nか\u3099 \ufa19\n")
    assert document.front_matter.title == "\ufa19社"
    assert document.body == "が \ufa19\n"


@given(st.text("aか\u3099が\u0301\u0316é漢ᄀ\u1161 ", max_size=5000))
def test_a_text_of_any_length_is_composed(text: str) -> None:
    """What is composed in pieces is what is composed as a whole."""
    assert nfc(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    "body",
    [
        "text\n\n---\n\nmore\n",
        "Heading\n---\ntext\n",
        "---\n---\n",
        "    code with its indentation\n",
        "\n\n\n  text  \n\n\n",
        "",
        "no line end",
        "```yaml\n---\na: 1\n---\n```\n",
    ],
)
def test_the_body_is_untouched(body: str) -> None:
    """Thematic breaks, underlines, indentation and blank lines of the body stay."""
    document = good(f"---\ntitle: t\n---\n{body}")
    assert document.body == body
    assert document.body_line == 4


def test_a_break_inside_a_block_of_text_does_not_end_the_front_matter() -> None:
    """An indented `---` belongs to the value that it stands in."""
    document = good("---\ntitle: t\ndescription: |\n  a # b\n  ---\n  c\n---\nbody\n")
    assert document.front_matter.description == "a # b\n---\nc"
    assert document.body == "body\n"


def test_blank_lines_above_keep_positions_right() -> None:
    """Blank lines above the front matter are passed over, and counted."""
    assert good("\n\n---\ntitle: t\n---\nbody").body_line == 6
    assert wrong("\n\n---\ntitle: t\nfoo: 1\n---\n") == [("unknown-key", 5, 1)]


@pytest.mark.parametrize(
    "text", ["", "text\n", "text\n\n---\na: 1\n---\nmore\n", "----\ntitle: a\n----\n"]
)
def test_no_front_matter_is_an_error(text: str) -> None:
    """A file without front matter is never a document without a title."""
    assert wrong(text) == [("no-front-matter", 1, 1)]


@pytest.mark.parametrize(
    "text", ["+++\ntitle='a'\n+++\n", ";;;\n{}\n;;;\n", '{\n"title": "a"\n}\n']
)
def test_other_front_matter_is_an_error(text: str) -> None:
    """TOML and JSON front matter is refused by name, not passed over."""
    assert wrong(text) == [("other-front-matter", 1, 1)]


def test_unclosed_front_matter_is_an_error() -> None:
    """Front matter without its second `---` is an error at the first."""
    assert wrong("---\ntitle: t\n\ntext\n") == [("unclosed-front-matter", 1, 1)]
    assert wrong("---") == [("unclosed-front-matter", 1, 1)]
    assert wrong("\n\n---") == [("unclosed-front-matter", 3, 1)]


def test_large_front_matter_is_refused() -> None:
    """More than 64 KiB of front matter is refused."""
    assert wrong(keys("description: " + "x" * 70_000)) == [("too-large", 2, 1)]


@pytest.mark.parametrize(
    ("encoding", "name"), [("shift_jis", "Shift_JIS"), ("euc_jp", "EUC-JP"), ("utf-16", "UTF-16")]
)
def test_other_encodings_are_named(encoding: str, name: str) -> None:
    """Bytes that are not UTF-8 are an error that guesses what they are."""
    _, found = read("---\ntitle: 題名です\n---\n".encode(encoding))
    assert [d.rule for d in found] == ["not-utf8"]
    assert name in found[0].what.en
    assert found[0].source.line == (1 if name == "UTF-16" else 2)


def test_every_mistake_is_reported_in_one_run() -> None:
    """One run names every mistake, at the key or the value that is wrong."""
    lines = (
        "draft: falce\ntgas: a\ndate: 2025-02-30\nslug: a/b\ntags: [x, '..']\ndisclosure: afiliate"
    )
    assert wrong(keys(lines)) == [
        ("bad-bool", 3, 8),
        ("unknown-key", 4, 1),
        ("bad-date", 5, 7),
        ("bad-slug", 6, 7),
        ("bad-tag", 7, 11),
        ("bad-value", 8, 13),
    ]


def test_an_unknown_key_has_a_hint() -> None:
    """The nearest known key is the remedy."""
    _, found = read(keys("tgas: a"))
    assert "tags" in found[0].remedy.en


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\n---\n", [("missing-key", 1, 1)]),
        ("---\ntitle:\n---\n", [("empty-value", 2, 1)]),
        ("---\ntitle: ''\n---\n", [("empty-value", 2, 1)]),
        ("---\n- title\n---\n", [("bad-type", 2, 1)]),
        ("---\ntitle:t\n---\n", [("bad-type", 2, 1)]),
        ("---\ntitle: [a]\n---\n", [("bad-type", 2, 8)]),
        (keys("tags: a\ntopics: b"), [("key-twice", 4, 1)]),
        (keys("tags: a\ntags: b"), [("duplicate-key", 4, 1)]),
        (keys("tags:\n  - a\n  -\n"), [("empty-value", 5, 4)]),
        (keys("tags: [[a]]"), [("bad-type", 3, 8)]),
        (keys("tags: {a: b}"), [("bad-type", 3, 7)]),
        (keys("disclosure: sponsored"), [("missing-sponsor", 3, 13)]),
        (keys("extra: 1"), [("unknown-key", 3, 1)]),
        (keys("positions: 1"), [("unknown-key", 3, 1)]),
        (keys("x_a: *b"), [("yaml-feature", 3, 6)]),
        (keys("expires:"), [("empty-value", 3, 1)]),
        (keys("expiryDate:"), [("empty-value", 3, 1)]),
        (keys("expiryDate: ~"), [("empty-value", 3, 1)]),
        ("---\n title: t\ndraft: falce\n---\n", [("yaml-syntax", 2, 2)]),
        ("---\n# c\n title: t\ntags: [[a]]\n---\n", [("yaml-syntax", 3, 2)]),
        ("---\ntitle: t\n draft: no\ntags: [[a]]\n---\n", [("yaml-syntax", 3, 7)]),
        ('---\n"title" a\ndraft: no\n---\n', [("yaml-syntax", 2, 1)]),
        (keys("x_a: \x08\ndraft: falce"), [("control-character", 3, 6), ("bad-bool", 4, 8)]),
    ],
)
def test_mistakes_have_their_position(text: str, expected: list[tuple[str, int, int]]) -> None:
    """Each mistake is an error at the exact line and column."""
    assert wrong(text) == expected


def test_a_syntax_error_is_reported_alone() -> None:
    """Nothing else in a front matter with a syntax error is reported."""
    text = "---\ntitle: t\n date: 2026-01-01\ndraft: falce\n---\n"
    assert wrong(text, "post") == [("yaml-syntax", 3, 6)]


def test_a_post_needs_its_date() -> None:
    """A date is required in a post, and in a post alone."""
    assert wrong(keys("toc: yes"), "post") == [("missing-key", 2, 1)]
    assert wrong(keys("date:"), "post") == [("missing-key", 3, 1)]
    assert good(keys("toc: yes")).front_matter.date is None


@pytest.mark.parametrize("word", ["true", "True", "yes", "ON"])
def test_booleans_of_yaml_are_read(word: str) -> None:
    """Each spelling of true in YAML is true."""
    assert good(keys(f"draft: {word}")).front_matter.draft is True


@pytest.mark.parametrize("word", ["falce", "1", "y", "はい"])
def test_nothing_else_is_a_boolean(word: str) -> None:
    """A misspelt truth value is an error, never published."""
    assert wrong(keys(f"draft: {word}")) == [("bad-bool", 3, 8)]


@pytest.mark.parametrize("value", ["", "~", "null"])
def test_null_is_as_if_not_written(value: str) -> None:
    """A value that is not text and empty takes its default."""
    front = good(keys(f"date: {value}\ntags: {value}\ntoc: {value}")).front_matter
    assert (front.date, front.tags, front.toc) == (None, (), True)


@pytest.mark.parametrize(
    ("line", "column"),
    [("description: C # の本", 16), ("category: # 1", 11), ("tags: [a # b\n ]", 10)],
)
def test_a_cut_value_is_a_warning(line: str, column: int) -> None:
    """Prose that ends at ` #` is named, with quotes as the remedy."""
    document, found = read(keys(line))
    assert document.front_matter is not None
    assert [(d.rule, d.severity, d.source.column) for d in found] == [
        ("value-cut", "warning", column)
    ]


@pytest.mark.parametrize(
    "line",
    ["slug: a # note", "description: 'C # の本'", "tags: [a] # note", "draft: no # note",
     "date: 2025-01-01 # note", "description: C# の本", "disclosure: none # note"],
)  # fmt: skip
def test_a_comment_is_no_cut(line: str) -> None:
    """A comment behind a quoted value, a list, a name or a date is a comment."""
    assert read(keys(line))[1] == ()


@pytest.mark.parametrize(
    "slug",
    ["a/b", "a\\b", "..", ".", ".hidden", "a.", "CON", "nul.txt", "com1", "a:b", "a?b", '"a\\tb"',
     "'" + "あ" * 67 + "'"],
)  # fmt: skip
def test_a_slug_must_be_a_folder_everywhere(slug: str) -> None:
    """A slug that some system cannot have as a folder is an error."""
    assert wrong(keys(f"slug: {slug}"))[0][:2] == ("bad-slug", 3)


def test_slugs_keep_their_letters() -> None:
    """A slug may be in any script, and is in NFC."""
    assert good(keys("slug: か\u3099んばる-2")).front_matter.slug == "がんばる-2"


@pytest.mark.parametrize("tag", ["..", '"a\\tb"', "'" + "あ" * 67 + "'"])
def test_a_tag_must_be_a_name(tag: str) -> None:
    """Tags and categories that cannot be folders are errors."""
    assert [rule for rule, *_ in wrong(keys(f"tags: [{tag}]"))] == ["bad-tag"]
    assert [rule for rule, *_ in wrong(keys(f"category: {tag}"))] == ["bad-tag"]


def test_a_tag_may_hold_a_slash() -> None:
    """`AC/DC` is a tag."""
    assert good(keys("tags: [AC/DC]")).front_matter.tags == ("AC/DC",)


@pytest.mark.parametrize(
    "alias", ["/../a", "https://x.jp/a", "//x.jp", "a\\b", "javascript:x", "/a?b"]
)
def test_an_alias_stays_inside_the_site(alias: str) -> None:
    """An old address that leads out of the site is an error."""
    assert wrong(keys(f"aliases:\n  - {alias}")) == [("bad-alias", 4, 5)]


def test_old_addresses_are_read() -> None:
    """Rooted and relative old addresses are both good."""
    lines = "aliases:\n  - /old/a/\n  - 2019/b.html\n  - /a,b/"
    assert good(keys(lines)).front_matter.aliases == ("/old/a/", "2019/b.html", "/a,b/")
    assert good(keys("aliases: /a,b/")).front_matter.aliases == ("/a,b/",)


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(GOOD)),
            st.integers(0, 6),
            st.text("---\n:#'\"[]{}&*!|>%@`,?\t あが\u3099\\+;\r\x00\ufeff x", max_size=6),
        ),
        max_size=6,
    )
)
def test_no_mutation_loses_the_metadata(changes: list[tuple[int, int, str]]) -> None:
    """Whatever happens to a file, it is a document with a title, or at least one error."""
    text = GOOD
    for start, length, put in changes:
        text = text[:start] + put + text[start + length :]
    document, found = read(text, "post")
    if document.front_matter is None:
        assert any(d.severity == "error" for d in found)
    else:
        assert document.front_matter.title
        assert document.front_matter.date is not None


@given(st.binary(max_size=60))
def test_no_bytes_raise(data: bytes) -> None:
    """Any bytes at all are a document or an error."""
    document, found = read(b"---\n" + data)
    assert document is not None or found
