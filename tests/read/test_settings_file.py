"""`site.toml`: every mistake in one run, each with its position."""

import pytest

from kawaraban.core.settings import AffiliateSettings, AmazonProgramme, CustomNetwork, Settings
from kawaraban.read.settings_file import read_settings

MINIMAL = 'title = "t"\nbase_url = "https://example.com"\n'
FULL = r"""
title = '題'
base_url = "https://example.com/blog"
language = "en"
timezone = "Europe/Berlin"
country = "DE"

[[authors]]
id = "a"
name = "A"
bio = '''
一行目 # [not a table]
x = 1'''
[[authors]]
id = "b"
name = "B"

[freshness]
stale_after_months = 12
[affiliate.amazon]
tag = "example-22"
[[affiliate.custom]]
name = "ASP"
host = "click.example.jp"
param = "pid"
ids = ["a", "b"]
[posts]
permalink = "/{year}/{slug}/"
[images]
widths = [960, 480, 960]
[[nav]]
text = "About"
to = "pages/about.md"
"""


def wrong(text: str) -> list[tuple[str, int, int]]:
    """Return the rules and positions of the mistakes of settings that are refused."""
    _, found = read_settings("site.toml", text.encode())
    assert any(d.severity == "error" for d in found)
    return [(d.rule, d.source.line, d.source.column) for d in found]


def good(text: str) -> Settings:
    """Read settings without a mistake."""
    settings, found = read_settings("site.toml", text.encode())
    assert found == ()
    assert settings is not None
    return settings


def test_settings_are_typed() -> None:
    """The whole file is typed values, and what is not written has its default."""
    settings = good(FULL)
    assert settings.base_url == "https://example.com/blog/"
    assert [author.id for author in settings.authors] == ["a", "b"]
    assert settings.authors[0].bio.endswith("x = 1")
    assert settings.freshness.stale_after_months == 12
    assert settings.affiliate == AffiliateSettings(
        amazon=AmazonProgramme(tag="example-22"),
        custom=(CustomNetwork(name="ASP", host="click.example.jp", param="pid", ids=("a", "b")),),
    )
    assert settings.images.widths == (480, 960)
    assert settings.nav[0].to == "pages/about.md"
    assert good(MINIMAL).posts.per_page == 20


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("titel = 1", [("unknown-key", 3, 1)]),
        ('language = "fr"', [("bad-value", 3, 12)]),
        ('timezone = "Asia/Tokio"', [("bad-timezone", 3, 12)]),
        ('timezone = "../etc"', [("bad-timezone", 3, 12)]),
        ('country = "jp"', [("bad-country", 3, 11)]),
        ('country = "XX"', [("bad-country", 3, 11)]),
        ("description = 3", [("bad-type", 3, 15)]),
        (
            '[security]\nhosts = [ # "]"\n "a.example",\n "b c", """\n]""",\n]',
            [("bad-host", 4, 9), ("bad-host", 4, 9)],
        ),
        ('[links]\nnew_tab = "yes"', [("bad-type", 4, 11)]),
        ("[posts]\nper_page = 0", [("bad-number", 4, 12)]),
        ("[posts]\nper_page = 1001", [("bad-number", 4, 12)]),
        ("[posts]\nper_page = 1.5", [("bad-type", 4, 12)]),
        ("posts.per_page = 0", [("bad-number", 3, 18)]),
        ("posts = {per_page = 0}", [("bad-number", 3, 9)]),
        ("[freshness]\nstale_after_months = 0", [("bad-number", 4, 22)]),
        ("[images]\nwidths = [\n  480, # small\n  -1,\n]", [("bad-number", 4, 10)]),
        ('[images]\nformats = ["gif"]', [("bad-value", 4, 11)]),
        ('[[authors]]\nid = "a"', [("missing-key", 3, 1)]),
        ('[[authors]]\nid = ""\nname = "A"', [("empty-value", 4, 1)]),
        (
            '[[authors]]\nid = "a"\nname = "A"\n[[authors]]\nid = "a"\nname = "B"',
            [("duplicate-id", 6, 1)],
        ),
        (
            '[[authors]]\nid = "a"\nname = "A"\n[[authors]]\nid = "b"\nnam = "B"\nname = "B"',
            [("unknown-key", 8, 1)],
        ),
        ('[[nav]]\ntext = "x"\nto = ""', [("empty-value", 5, 1)]),
        ('[affiliate.amazn]\ntag = "x"', [("unknown-network", 3, 1)]),
        ('[afiliate.amazon]\ntag = "x"', [("unknown-key", 3, 1)]),
        ('[affiliate.amazon]\ntga = "x"', [("unknown-key", 4, 1)]),
        ("[affiliate.amazon]\ntag = 22", [("bad-type", 4, 7)]),
        ('[affiliate.amazon]\ntag = "  "', [("empty-value", 4, 1)]),
        ('[affiliate.amazon]\ntag = "my tag-22"', [("bad-id", 4, 7)]),
        ('[affiliate.rakuten]\nid = "0.0.0.0/"', [("bad-id", 4, 6)]),
        ('[affiliate.valuecommerce]\nsid = "1"', [("missing-key", 3, 1)]),
        ('[affiliate.moshimo]\namazon = "1 2"', [("bad-id", 4, 10)]),
        ("[affiliate.a8]\nids = []", [("empty-value", 4, 7)]),
        ('[affiliate.felmat]\nids = ["a", ""]', [("empty-value", 4, 7)]),
        (
            '[[affiliate.custom]]\nname = "N"\nhost = "https://x.jp/"\nparam = "a b"\nids = ["a"]',
            [("bad-host", 5, 8), ("bad-value", 6, 9)],
        ),
        ('[[affiliate.custom]]\nname = "N"\nhost = "x.jp"\nids = ["a"]', [("missing-key", 3, 1)]),
        ('[[affiliate.custom]]\nname = "N"\nparam = "p"\nids = ["a"]', [("missing-key", 3, 1)]),
        (
            '[[affiliate.custom]]\nname = "N"\nhosts = ["x.jp", "y"]\nid = "pid"\nprefix = "a b"',
            [("bad-host", 5, 9), ("bad-value", 6, 6), ("bad-id", 7, 10), ("missing-key", 3, 1)],
        ),
        ("[affiliate.cj]\nids = []", [("empty-value", 4, 7)]),
        ("[affiliate.cj]\nid = 1", [("unknown-key", 4, 1)]),
        ('[affiliate.amazon]\ntag = "a-22"\nids = ["b 22"]', [("bad-id", 5, 7)]),
    ],
)
def test_mistakes_have_their_position(lines: str, expected: list[tuple[str, int, int]]) -> None:
    """A mistake is reported at its key or value, in every form of table."""
    assert wrong(MINIMAL + lines) == expected


def test_a_network_can_be_described() -> None:
    """An author's own network has several hosts, and its id anywhere in an address."""
    table = '[[affiliate.custom]]\nname = "N"\nhosts = ["x.jp", "y.jp"]\nid = "{}"\nids = ["a"]\n'
    for place in ("path:1", "path:aid", "path:*", "host:0", "query:pid"):
        (custom,) = good(MINIMAL + table.format(place)).affiliate.custom
        assert (custom.hosts, custom.id, custom.only_with_param) == (("x.jp", "y.jp"), place, False)
    (listed,) = good(MINIMAL + '[affiliate.cj]\nids = ["1234567"]').affiliate.listed
    assert (listed.network, listed.ids) == ("cj", ("1234567",))


@pytest.mark.parametrize(
    "url", ["ftp://x.jp/", "example.com", "https://x.jp/?a", "https://x.jp/#a", "https://", ""]
)
def test_the_base_address_is_a_web_address(url: str) -> None:
    """Only http and https addresses without query and fragment are a base."""
    assert wrong(f'title = "t"\nbase_url = "{url}"')[0][1] == 2


@pytest.mark.parametrize(
    "link",
    ["posts/{slug}/", "/posts/{slug}", "/posts/", "/{slg}/", "/../{slug}/", "/a//{slug}/",
     "/{slug}{/", "/{slug}?x/"],
)  # fmt: skip
def test_a_permalink_is_a_path_with_the_slug(link: str) -> None:
    """A permalink that could not be a folder, or one for two posts, is refused."""
    assert wrong(f'{MINIMAL}[posts]\npermalink = "{link}"') == [("bad-permalink", 4, 13)]


def test_every_mistake_is_reported_in_one_run() -> None:
    """Missing, unknown and wrong keys are reported together."""
    assert wrong('base_url = 1\nfoo = 2\nlanguage = "x"') == [
        ("bad-type", 1, 12),
        ("unknown-key", 2, 1),
        ("bad-value", 3, 12),
        ("missing-key", 1, 1),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = [1", 1), ("a = 1\na = 2", 2), ('a = "x\nb = 1', 1), ("x", 1), ("a = x", 1),
     ("b = 1\na = 1 b = 2", 2), ("[a]\n[a]", 2)],
)  # fmt: skip
def test_a_syntax_error_has_its_line(text: str, line: int) -> None:
    """What is not TOML is one error on its line."""
    found = wrong(text)
    assert [at for rule, at, _ in found if rule == "toml-syntax"] == [line]


def test_what_is_too_deep_is_an_error() -> None:
    """Deeper than the parser can follow is one error."""
    assert "too-deep" in {rule for rule, _, _ in wrong("a = " + "[" * 50_000)}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('title = 題\nbase_url = "https://a.example/"\ncolour = 1\n[posts]\nper_page = x\n', 1),
        ('title: "a"\nbase_url "x"\n題 = "a"\n[[authors]\nid = "a"\nname = "b"\nx = 1\n', 1),
        ('title = "a"\ntitle = "b"\nbase_url = "https://a.example/"\n// a\n[posts\nx = 1\n', 2),
        ('title = "a"\n[posts]]\nper_page = 0\n', 2),
        ('title = "a"\naffiliate.a8]\nids = ["x"]\n', 2),
        ('title = "a"\n［affiliate.a8］\nids = ["x"]\n', 2),
        ('title = "a"\n[サイト]\nper_page = 0\n', 2),
        ('nav = ["a",\n[posts]\nper_page = 0\n', 2),
        ('title = """a\nb\nbase_url = x\n', 3),
        ("title = 'a\nb = [[[[\n", 2),
    ],
)
def test_a_syntax_error_is_reported_alone(text: str, line: int) -> None:
    """Nothing else in settings with a syntax error is reported."""
    assert [(rule, at) for rule, at, _ in wrong(text)] == [("toml-syntax", line)]


def test_other_encodings_are_refused() -> None:
    """Settings that are not UTF-8 are an error, not a crash."""
    settings, found = read_settings("site.toml", 'title = "題"'.encode("shift_jis"))
    assert settings is None
    assert [d.rule for d in found] == ["not-utf8"]


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("posts = []", "write lines of 'key = value' below a line '[name]' or '[[name]]'"),
        ("[posts]\n[posts]", "delete one of the two"),
    ],
)
def test_a_remedy_is_one_of_toml(text: str, remedy: str) -> None:
    """As it is written in this file."""
    _, found = read_settings("site.toml", (MINIMAL + text).encode())
    assert [one.remedy.en for one in found] == [remedy]


def test_quoted_keys_and_long_strings_do_not_move_positions() -> None:
    """Places stay right behind quoted keys, dotted keys and multi-line strings."""
    text = MINIMAL + (
        "[affiliate.'custom']\n\"a.b\" = '''\nx = 1\n[y]\n''' # end\n"
        'c = """\\"""\n[z] """\n[posts]\n  per_page = 0\n'
    )
    assert ("bad-number", 11, 14) in wrong(text)


@pytest.mark.parametrize("text", ['nav = ["pages/a.md"]', 'authors = ["me"]', 'authors = "me"'])
def test_no_remedy_is_written_as_yaml(text: str) -> None:
    """TOML's tables are written otherwise."""
    _, found = read_settings("site.toml", text.encode())
    assert "bad-type" in [one.rule for one in found]
    assert not [one for one in found if ": …" in one.remedy.en]
