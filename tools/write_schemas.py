#!/usr/bin/env python3
"""Write the JSON Schemas of all that authors write, from the types that it is read into.

    python tools/write_schemas.py    write docs/schema/*.json

A schema knows what a type says: keys, values, lists. What else is checked (an id, a phone number,
a permalink) the build alone knows. Descriptions are those of the tables in docs.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin

import msgspec

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from kawaraban.core.dates import DAYS  # noqa: E402 - found by the line above
from kawaraban.core.model import CardEntry, ContactCard, FrontMatter, Speaker  # noqa: E402
from kawaraban.core.networks import networks  # noqa: E402
from kawaraban.core.settings import Settings  # noqa: E402
from kawaraban.read import front_matter_rules, offers, settings_file  # noqa: E402
from kawaraban.read.affiliate import OWN_FORM  # noqa: E402
from kawaraban.read.decoding import AS_TYPED, Rules  # noqa: E402
from kawaraban.read.registries import SPEAKER_RULES  # noqa: E402

FOLDER = PROJECT / "docs/schema"
Json = dict[str, Any]

_DIGIT, _OTHER = "[0-9０-９]", "[^0-9０-９]"
_MONTH: Json = {"type": "string", "pattern": f"^ *{_DIGIT}{{4}}{_OTHER}{_DIGIT}{{1,2}}({_OTHER}|$)"}
_DATE: Json = {
    "type": "string",
    "pattern": f"^ *{_DIGIT}{{4}}{_OTHER}{_DIGIT}{{1,2}}{_OTHER}{_DIGIT}{{1,2}}({_OTHER}|$)",
}
# Text stays text: a plain `2014` or `false` of YAML is one too. TOML has quotes for that.
_YAML: dict[object, Json] = {
    str: {"type": ["string", "number", "boolean"]},
    bool: {"anyOf": [{"type": "boolean"}, {"enum": ["yes", "no", "on", "off"]}]},
    int: {"type": "integer"},
    datetime: _DATE,
    date: _MONTH,  # a day or a month
}
_TOML = {**_YAML, str: {"type": "string"}, bool: {"type": "boolean"}}
_TEXT = _YAML[str]


def _list_of(one: Json) -> Json:
    """Return the schema of a list, or of one value as a list of one."""
    return {"anyOf": [{"type": "array", "items": one}, one]}


def _table(required: tuple[str, ...], **keys: Json) -> Json:
    needed = {"required": list(required)} if required else {}  # draft 4 knows no empty list
    return {"type": "object", "properties": keys, **needed, "additionalProperties": False}


def _or_null(schema: Json) -> Json:
    """Return a schema that holds for a key without a value too."""
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return {**schema, "type": [*types, "null"]}


# How a key is written where its type is of what is made of it.
_WRITTEN: dict[str, Json] = {
    "number": _TEXT,
    "phones": _list_of({"anyOf": [_TEXT, _table(("number",), label=_TEXT, number=_TEXT)]}),
    "hours": _list_of(_TEXT),
    "days": _list_of(
        {"type": "string", "pattern": f"^ *({'|'.join(DAYS)}|[平週毎年月火水木金土日祝])"}
    ),
    "category": _list_of(_TEXT),
    "links": _list_of({"anyOf": [_TEXT, _table(("shop", "url"), shop=_TEXT, url=_TEXT)]}),
    "rating": {"anyOf": [{"type": "number", "minimum": 0.5, "maximum": 5}, {"type": "string"}]},
    "amount": {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string"}]},
    "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
    "ends": {"anyOf": [{"enum": ["open"]}, _DATE]},
    "sponsor": {"anyOf": [_TEXT, _table(("name",), name=_TEXT, url=_TEXT)]},
    "notice": {"anyOf": [_TEXT, {"enum": [False]}]},
    "facts": {"type": "object", "additionalProperties": _or_null(_TEXT)},
}
_WRITTEN_IN_TOML: dict[str, Json] = {
    "blocks": _list_of(
        {"anyOf": [{"enum": [*settings_file.BLOCKS]}, {"type": "string", "pattern": "^snippet:."}]}
    )
}


class Form(NamedTuple):
    """How values are written in a file: the schemas of basic types, and the reader's rules."""

    basic: dict[object, Json]
    rules: Rules = AS_TYPED

    def of_struct(self, kind: type[msgspec.Struct], page: str = "") -> Json:
        """Return the schema of a table or mapping; a page of docs describes its keys."""
        words, keys = dict(_words(page)) if page else {}, Json()
        shown = [
            one for one in msgspec.structs.fields(kind) if one.encode_name not in self.rules.hidden
        ]
        for field in shown:
            name = field.encode_name
            schema = self._of_field(field)
            keys[name] = schema | ({"description": words[name]} if name in words else {})
        for other, name in self.rules.aliases.items():
            keys[other] = {**keys[name], "description": f"= {name}"}
        required = tuple(field.encode_name for field in shown if field.required)
        about = " ".join((kind.__doc__ or "").partition("\n\n")[0].split())
        return {"description": about, **_table(required, **keys)}

    def _of_field(self, field: msgspec.structs.FieldInfo) -> Json:
        is_yaml = self.basic is _YAML
        schema = (_WRITTEN if is_yaml else _WRITTEN_IN_TOML).get(field.encode_name)
        schema = schema or self.of_type(field.type)
        return schema if field.required or not is_yaml else _or_null(schema)

    def of_type(self, kind: object) -> Json:
        """Return the schema of a type, as `kawaraban.read.decode` reads it."""
        origin, args = get_origin(kind), get_args(kind)
        if origin in {Union, UnionType}:
            first, *others = (arg for arg in args if arg is not type(None))
            return self.basic[date] if others else self.of_type(first)
        if origin is Literal:
            return {"enum": list(args)}
        if origin is tuple:
            return _list_of(self.of_type(args[0]))
        if kind is offers.WrittenLink:
            return self.basic[str]
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            return self.of_struct(kind)
        return self.basic[kind]


def _words(page: str) -> Iterator[tuple[str, str]]:
    """Yield what a table of docs says of each key or table, in both languages."""
    for line in (PROJECT / f"docs/{page}.md").read_text("utf-8").splitlines():
        cells = re.split(r" ?\| ?", re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", line))[1:-1]
        name = re.match(r"`\[*([a-z_]+)", cells[0]) if cells else None
        if name and len(cells) == len(_COLUMNS[page]):
            ja, en = (cells[_COLUMNS[page].index(one)].strip() for one in ("ja", "en"))
            yield name[1], f"{ja}\n\n{en}"


_COLUMNS = {
    "front-matter": ("key", "ja", "default", "en"),
    "settings": ("key", "default", "ja", "en"),
}


def _registry(entry: Json) -> Json:
    return {"type": "object", "additionalProperties": entry}


def schemas() -> dict[str, str]:
    """Return the text of each schema by the name of its file."""
    front = Form(_YAML, front_matter_rules.RULES).of_struct(FrontMatter, "front-matter")
    keys, table = front["properties"], {"type": "object", "required": ["image"]}
    for name in ("image", "cover"):  # `cover: {image: …}` too
        about = keys[name].pop("description")
        keys[name] = {"description": about, "anyOf": [keys[name], table]}
    keys |= dict.fromkeys(front_matter_rules.HIDING, _YAML[bool])
    offer = Form(_YAML, offers.RULES)
    deal = offer.of_struct(offers.WrittenDeal)
    deal["required"].append("ends")  # `open`, where there is none
    deal["properties"]["ends"] = _WRITTEN["ends"]
    programme = Form(_YAML, offers.LEDGER_RULES).of_struct(offers.WrittenProgramme)
    programme["properties"]["ends"] = _or_null(_DATE)  # never `open`
    programme["anyOf"] = [{"required": ["link"]}, {"required": ["code"]}]
    settings = Form(_TOML, settings_file._RULES)  # noqa: SLF001 - likewise
    site = settings.of_struct(Settings, "settings")
    affiliate = site["properties"]["affiliate"]["properties"]
    del affiliate["listed"]  # each of them is a table of its network's name
    ids = _table(("ids",), ids=_list_of(_TEXT))
    affiliate |= {name: ids for name in networks() if name not in OWN_FORM}
    found: dict[str, Json] = {
        "front-matter": front | {"patternProperties": {"^x_": {}}},
        "site": site,
        "contacts": _registry(Form(_YAML).of_struct(ContactCard)),
        "deals": _registry(deal),
        "products": _registry(offer.of_struct(offers.WrittenProduct)),
        "programmes": _registry(programme),
        "speakers": _registry(Form(_YAML, SPEAKER_RULES).of_struct(Speaker)),
        "cards": _registry({"anyOf": [_TEXT, Form(_YAML).of_struct(CardEntry)]}),
    }
    draft = {"$schema": "http://json-schema.org/draft-07/schema#"}
    return {
        f"{name}.json": json.dumps(draft | schema, ensure_ascii=False, indent=2) + "\n"
        for name, schema in found.items()
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, text in schemas().items():
        (FOLDER / file).write_text(text, "utf-8")
