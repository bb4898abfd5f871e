"""The JSON Schemas for editors say what the reader says."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from jsonschema import Draft7Validator

from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.networks import networks
from kawaraban.read.front_matter import read_document
from kawaraban.read.offers import read_deals, read_products, read_programmes
from kawaraban.read.registries import read_cards, read_contacts, read_speakers
from kawaraban.read.settings_file import read_settings
from tests.desk import PROJECT
from tools.write_schemas import schemas

WHOLE = {
    "front-matter": """\
title: 題
date: 2026-05-01 09:00
updated: 2026/5/2
verified: 2026-05
slug: name
description: 文
category: 区分
tags: [甲, 2026]
image: a.png
author: editor
draft: false
published: true
private: false
ignorePublish: false
expires: 2026年6月1日
disclosure: sponsored
sponsor: {name: 提供元, url: 'https://example.com/'}
notice: false
toc: yes
aliases: /old/
related: [other]
noindex: true
lang: en
x_own: {any: thing}
""",
    "site": (PROJECT / "site.toml")
    .read_text("utf-8")
    .replace("[disclosure]\n", "[disclosure]\ndisplay_ads = true\n")
    .replace("[images]\n", '[images]\ncreator = "a"\ncredit = "b"\n')
    .replace("[disclosure]", 'same_as = ["https://example.com/me"]\n[disclosure]', 1)
    + '[sharing]\nfont = "a.ttf"\nimage = "a.png"\nlinks = true\n'
    + '[theme]\nmode = "dark"\npalette = "ai"\nlayout = "plain"\ncolour = "#264a86"\n'
    + 'fonts = "sans"\nheadings = ["Own", "serif"]\nlogo = "a.png"\n'
    + '[home]\nblocks = ["newest", "deals"]\npicked = ["posts/a.md"]\ndeals_title = "市"\n'
    + '[side]\nblocks = ["profile"]\n[security]\nhosts = ["*.example.com"]\n'
    + 'policy = "off"\n'
    + '[machines]\nai_crawlers = "deny"\nllms = true\n[[snippets]]\nname = "s"\nhtml = "<p>"\n'
    + f'places = "top"\n[services]\nga4 = "G-ABC123"\nadsense = "ca-pub-{"0" * 16}"\n'
    + f'clarity = "abcde12345"\nsearch_console = "{"a" * 43}"\nbing = "{"0" * 32}"\n'
    + '[[services.other]]\nname = "a"\nhosts = "a.example.net"\ncompany = "b"\nsends = "c"\n'
    + 'why = "d"\npolicy = "https://example.com/"\nopt_out = "https://example.com/"\n'
    + "[markdown]\nbreaks = true\nmath = false\n"
    + '[host]\nkind = "apache"\n[[affiliate.custom]]\nname = "a"\nhosts = ["a.example.net"]\n'
    + 'id = "path:1"\nprefix = "p-"\nonly_with_param = true\nids = ["p-1"]\n',
    "contacts": """\
desk:
  name: 窓口
  as_of: 2026-05
  source: {title: 案内, url: 'https://example.jp/help'}
  phones: [{label: 代表, number: 03-1234-5678}, '0120-000-000']
  email: a@example.com
  url: https://example.com/
  hours: '9:00-12:00, 13:00-18:00'
  days: [mon-fri, sun]
  hours_note: 祝日は休み
  note: 混み合います
""",
    "deals": """\
sale: {shop: 店, text: 安売り, url: 'amazon:B000000001', starts: 2026-05-01, ends: 2026-06-30}
always: {shop: 店, text: 安売り, url: 'amazon:B000000001', ends: open, show: [top, sidebar]}
""",
    "products": """\
lamp:
  name: 灯り
  image: a.png
  note: 文
  price: {amount: 19.90, currency: JPY, as_of: 2026-05-01}
  brand: 工房
  kind: book
  rating: 4.5
  pros: [明るい, 2026]
  cons: 重い
  verdict: 買い
  facts: {高さ: 30, 調光: yes}
  links: ['amazon:B000000001', {shop: 店, url: 'https://example.com/'}]
""",
    "programmes": """\
kagu: {name: 家具, link: 'https://px.a8.net/svt/ejp?a8mat=X', ends: 2026-08-31, then: kagu-b}
kagu-b:
  name: 家具
  code: |
    <a href="https://px.a8.net/svt/ejp?a8mat=Y">家具</a>
""",
    "speakers": "ねこ: {image: images/cat.png, side: right}\n店: {}\n",
    "cards": "https://example.com/a: 題\nhttps://example.com/b: {title: 題, description: 文}\n",
}
UNKNOWN = {
    "front-matter": "title: 題\ndate: 2026-05-01\nunkown: 1\n",
    "site": WHOLE["site"].replace("per_page", "per_pag"),
    "contacts": WHOLE["contacts"].replace("hours_note", "hour_note"),
    "deals": WHOLE["deals"].replace("starts", "start"),
    "products": WHOLE["products"].replace("note", "notes"),
    "programmes": WHOLE["programmes"].replace("then", "after"),
    "speakers": WHOLE["speakers"].replace("side", "sides"),
    "cards": WHOLE["cards"].replace("description", "descriptions"),
}
# One change of a whole example each, that both must refuse.
WRONG = [
    ("front-matter", "draft: false", "draft: falce"),
    ("front-matter", "date: 2026-05-01 09:00", "date: tomorrow"),
    ("front-matter", "verified: 2026-05", "verified: 2026"),
    ("front-matter", "disclosure: sponsored", "disclosure: paid"),
    ("front-matter", "title: 題", "title: [題]"),
    ("front-matter", "title: 題\n", ""),
    ("site", "per_page = 20", 'per_page = "20"'),
    ("site", 'formats = ["avif", "webp"]', 'formats = ["jpeg"]'),
    ("site", 'tag = "example-22"', ""),
    ("site", 'ai_crawlers = "deny"', 'ai_crawlers = "no"'),
    ("site", "clarity =", "clarty ="),
    ("site", 'blocks = ["profile"]', 'blocks = ["profil"]'),
    ("contacts", "as_of: 2026-05\n", "as_of: May\n"),
    ("contacts", "days: [mon-fri, sun]", "days: いつも"),
    ("contacts", "{title: 案内, url: 'https://example.jp/help'}", "案内"),
    ("deals", ", ends: 2026-06-30", ""),
    ("deals", "ends: open", "ends: never"),
    ("deals", "show: [top, sidebar]", "show: footer"),
    ("products", "JPY", "yen"),
    ("products", "amount: 19.90", "amount: -1"),
    ("products", "rating: 4.5", "rating: 5.5"),
    ("products", "kind: book", "kind: lamp"),
    ("products", "{高さ: 30, 調光: yes}", "高さ"),
    ("products", "高さ: 30", "高さ: [30]"),
    ("programmes", "ends: 2026-08-31", "ends: open"),
    ("programmes", "link: 'https://px.a8.net/svt/ejp?a8mat=X', ", ""),
    ("programmes", "name: 家具, ", ""),
    ("cards", "{title: 題, description: 文}", "{description: 文}"),
]
# Values beyond those of the examples that both must take.
RIGHT = [
    ("front-matter", "tags: [甲, 2026]", "tags: 甲, 乙、丙"),
    ("front-matter", "title: 題", "title: 2014"),
    ("front-matter", "date: 2026-05-01 09:00", "date: ２０２６年５月１日"),
    ("front-matter", "date: 2026-05-01 09:00", "date: 2026-05-01T09:00+09:00"),
    ("front-matter", "updated: 2026/5/2", "lastmod: 2026-05-02"),
    ("front-matter", "category: 区分", "category:"),
    ("front-matter", "notice: false", "notice: accuracy"),
    ("site", 'formats = ["avif", "webp"]', 'formats = "webp"'),
    ("contacts", "days: [mon-fri, sun]", "days: mon-fri, sun"),
    ("contacts", "as_of: 2026-05\n", "as_of: 2026-05-03\n"),
    ("products", "amount: 19.90", "amount: 1980"),
    ("products", "rating: 4.5", "rating:"),
    ("deals", "show: [top, sidebar]", "show: top"),
    ("programmes", "then: kagu-b", "then: https://example.com/"),
    ("programmes", "ends: 2026-08-31", "ends: 2026年8月31日"),
]


def schema(name: str) -> Draft7Validator:
    """Give the schema that is in docs."""
    return Draft7Validator(json.loads((PROJECT / f"docs/schema/{name}.json").read_text("utf-8")))


def data(name: str, text: str) -> Any:
    """Give the values of a text as an editor has them: a date is text."""
    if name == "site":
        return tomllib.loads(text)
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


def wrong(name: str, text: str) -> list[Diagnostic]:
    """Give the errors that the reader has of a text."""
    written, zone = text.encode(), ZoneInfo("Asia/Tokyo")
    if name == "front-matter":
        found = read_document("a.md", b"---\n" + written + b"---\n", "post", zone)[1]
    elif name == "site":
        found = read_settings("site.toml", written)[1]
    else:
        found = {
            "contacts": lambda: read_contacts("a", written, UTC, "JP"),
            "deals": lambda: read_deals("a", written, UTC),
            "products": lambda: read_products("a", written, UTC),
            "programmes": lambda: read_programmes("a", written, UTC),
            "cards": lambda: read_cards("a", written),
            "speakers": lambda: read_speakers("a", written),
        }[name]()[1]
    return [one for one in found if one.severity == "error"]


def test_the_schemas_are_those_of_the_types() -> None:
    """docs/schema holds what tools/write_schemas.py makes of the types of today."""
    held = {file.name: file.read_text("utf-8") for file in (PROJECT / "docs/schema").iterdir()}
    assert held == schemas(), "run python tools/write_schemas.py"


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_example_is_right_for_both(name: str) -> None:
    """An example with every key passes the schema and the reader."""
    validator = schema(name)
    Draft7Validator.check_schema(validator.schema)
    assert [*validator.iter_errors(data(name, WHOLE[name]))] == wrong(name, WHOLE[name]) == []


@pytest.mark.parametrize("name", WHOLE)
def test_every_key_of_a_schema_is_in_its_example(name: str) -> None:
    """No key is in a schema that the reader does not take: the examples have all of them."""
    names = set(_keys(schema(name).schema))
    if name == "front-matter":
        names -= {"lastmod", "topics", "cover", "expiryDate", "categories"}
    if name == "site":
        names -= {*networks()}
    assert [key for key in names if key not in WHOLE[name]] == []


def _keys(part: Any) -> set[str]:
    if isinstance(part, list):
        return set().union(*map(_keys, part))
    if not isinstance(part, dict):
        return set()
    own = set(part["properties"]) if isinstance(part.get("properties"), dict) else set()
    return own.union(*map(_keys, part.values()))


@pytest.mark.parametrize("name", UNKNOWN)
def test_an_unknown_key_is_refused_by_both(name: str) -> None:
    """A key that is not known is an error in the editor as in the build."""
    assert "unknown-key" in {one.rule for one in wrong(name, UNKNOWN[name])}
    assert not schema(name).is_valid(data(name, UNKNOWN[name]))


@pytest.mark.parametrize(("name", "old", "new"), WRONG)
def test_a_wrong_value_is_refused_by_both(name: str, old: str, new: str) -> None:
    """What a type does not take is an error in the editor as in the build."""
    assert old in WHOLE[name]
    text = WHOLE[name].replace(old, new)
    assert wrong(name, text) != []
    assert not schema(name).is_valid(data(name, text))


@pytest.mark.parametrize(("name", "old", "new"), RIGHT)
def test_a_right_value_is_taken_by_both(name: str, old: str, new: str) -> None:
    """What the build takes is no error in the editor."""
    assert old in WHOLE[name]
    text = WHOLE[name].replace(old, new)
    assert wrong(name, text) == []
    assert [*schema(name).iter_errors(data(name, text))] == []


@pytest.mark.parametrize("name", ["contacts", "deals", "products", "programmes", "cards"])
def test_the_sample_is_valid(name: str) -> None:
    """The data files of the sample site have no error in an editor."""
    text = (PROJECT / f"content/{name}.yaml").read_text("utf-8")
    assert [*schema(name).iter_errors(data(name, text))] == []
