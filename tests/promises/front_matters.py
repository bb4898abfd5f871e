"""Front matter as authors write it, made from a seed, and what becomes of it on the way."""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Callable
from typing import Any, NamedTuple

import yaml

# Each as it may be written, and the moment that it is in Tokyo.
DATES = {
    "2026-05-01": "2026-05-01T00:00:00+09:00",
    "2026/5/1": "2026-05-01T00:00:00+09:00",
    "2026年5月1日": "2026-05-01T00:00:00+09:00",
    "2026-5-1": "2026-05-01T00:00:00+09:00",
    "2019-01-05T11:27": "2019-01-05T11:27:00+09:00",
    "2024-01-02 03:04:05 +0900": "2024-01-02T03:04:05+09:00",
    "2024-01-02T03:04:05Z": "2024-01-02T12:04:05+09:00",
    "２０２６-05-01": "2026-05-01T00:00:00+09:00",
}
NO_DATES = (
    "2025-02-30", "2026-13-01", "20260501", "05/01/2026", "1 May 2026", "2026-05", "令和8年5月1日",
    "2026-05-01T25:00", "0000-00-00", "99999-01-01", "あした", "1746057600",
    "2026-05-01T00:00+99:99",
)  # fmt: skip
BOOLEANS = {"true": True, "False": False, "yes": True, "NO": False, "on": True, "off": False}
_WORDS = (
    "題", "がんばる手順", "Amazonの認証", "it's", "C++", "50%", "0120-000-000", "2014", "false",
    "NO",
    "a b", "「鍵」", "（改訂）", "null", "1e3", "0x1F", "12:30", "～まとめ～", "é", "😀", "~",
    "007",
)  # fmt: skip
_TEXTS = ("title", "description", "category", "author", "x_note")
_LISTS = ("tags", "related", "x_list")


_Texts: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Written(NamedTuple):
    """A post as bytes, and the values that were meant; None where it may be wrong."""

    data: bytes
    meant: dict[str, object] | None


class Reading(NamedTuple):
    """What a text holds for a reader who knows nothing but YAML: keys with texts, and the body."""

    keys: dict[str, Any]
    body: str
    plain: bool  # no key twice, and no anchor, alias or tag


def _value(text: str, chance: random.Random) -> str:
    """Write a text so that YAML gives it back: without quotes, with one kind or the other."""
    forms = [json.dumps(text, ensure_ascii=False), "'" + text.replace("'", "''") + "'"]
    return chance.choice([*forms, text]) if not set(text) & set("#:%~'+") else chance.choice(forms)


def _lines(meant: dict[str, object], date: str, chance: random.Random) -> list[str]:
    lines = [f"date: {date}"]
    for key, value in meant.items():
        if isinstance(value, str):
            lines.append(f"{key}: {_value(value, chance)}")
        elif isinstance(value, tuple):
            items = [_value(str(item), chance) for item in value]
            block = "".join(f"\n  - {item}" for item in items)
            flow = f" [{', '.join(items)}]"
            lines.append(f"{key}:{chance.choice((flow, block))}")
    return lines


def written(seed: int) -> Written:
    """Make a post; three of four are spoiled somewhere, and the others only unusual."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    pick = chance.choice
    meant: dict[str, object] = {"title": pick(_WORDS)}
    meant |= {key: pick(_WORDS) for key in _TEXTS[1:] if chance.random() < 0.5}
    meant |= {key: (pick(_WORDS), "a", "b") for key in _LISTS if chance.random() < 0.5}
    date, draft = pick(list(DATES)), pick(list(BOOLEANS))
    lines = [*_lines(meant, date, chance), f"draft: {draft}"]
    chance.shuffle(lines)
    meant |= {"date": DATES[date], "draft": BOOLEANS[draft]}
    text = "---\n" + "\n".join(lines) + "\n---\n本文\n\n---\n\nつづき\n"
    for _ in range(chance.choice((0, 1, 2))):
        text = pick(HARMLESS)(text)
    data = text.encode()
    if chance.random() < 0.25:
        return Written(pick(SAVED)(text), meant)
    for _ in range(chance.choice((1, 1, 2, 3))):
        data = pick(SPOILED)(data, chance)
    return Written(data, None)


# --- what changes nothing -------------------------------------------------

HARMLESS: tuple[Callable[[str], str], ...] = (
    lambda text: "\n\n" + text,
    lambda text: text.replace("---\n", "---  \n", 1),
    lambda text: text.replace("\n---\n", "\n--- \t\n", 1),
    lambda text: text.replace("---\n", "---\n# 覚え書き\n\n", 1),
    lambda text: text.replace("\ndate: ", "\ndate:   "),
    lambda text: text.replace("\n---\n本文", "  \n---\n本文"),
    lambda text: unicodedata.normalize("NFD", text),
)
SAVED: tuple[Callable[[str], bytes], ...] = (
    str.encode,
    lambda text: b"\xef\xbb\xbf" + text.encode(),
    lambda text: text.replace("\n", "\r\n").encode(),
    lambda text: text.replace("\n", "\r").encode(),
)


# --- what spoils it -------------------------------------------------------


def _other_encoding(data: bytes, chance: random.Random) -> bytes:
    encoding = chance.choice(("shift_jis", "euc_jp", "utf-16", "utf-16-le", "utf-32", "iso2022_jp"))
    return data.decode("utf-8", "replace").encode(encoding, "replace")


def _other_signs(data: bytes, chance: random.Random) -> bytes:
    old, new = chance.choice(
        (
            ("---", "--"), ("---", "----"), ("---", "ー--"), ("---", "———"), ("---", "−−−"),
            ("---\n", "...\n"), ("---\n", "--- #\n"), ("---\n", " ---\n"), ("---\n", "---\n---\n"),
            ("---", "+++"), (": ", "："), (": ", ":"), (": ", ":\t"), ('"', "“"), ("'", "’"),
            ("[", "［"), (", ", "、"), ('"', ""), ("]", ""), ("'", ""), ("\n", "\n\t"), ("\n",
            "\n "),
            ("title", "Title"), ("date", "DATE"), ("tags", "tgas"), ("draft: ", "draft: falce "),
            ("title", "title "), ("title:", "title: #"), ("date:", "lastmod:"), ("a", "a\0"),
            ("\n", "\n\v"), ("b", "\x1b[31m"), ("2", "\u202e2"), ("\n", "\u2028"), ("a", "\ufeffa"),
        )
    )  # fmt: skip
    return data.replace(old.encode(), new.encode(), chance.choice((1, 1, 2, -1)))


def _another_line(data: bytes, chance: random.Random) -> bytes:
    line = chance.choice(
        (
            "title: もう一つ", "title:", "title: ''", "title: [a, b]", "title: {a: b}", "- a",
            "text",
            "x_a: &a [1]\nx_b: *a", "x_a: *nothing", "<<: {title: 題}", "x_m: {<<: *a}", "? a\n: b",
            "x_run: !!python/object/apply:os.system ['touch pwned']",
            "!!python/name:os.system x: 1",
            "x_new: !!python/object/new:os.system ['touch pwned']", "x_bin: !!binary aGk=",
            "x_eval: !!python/object/apply:builtins.eval ['open(\"pwned\", \"w\")']", "%YAML 1.2",
            "x_l: &l0 [a]\n" + "".join(f"x_{n}: &l{n} [*l{n - 1}, *l0]\n" for n in range(1, 99)),
            "x_deep: " + "[" * 5_000, "x_deep: " + "{a: " * 50, "x_deep: " + "[" * 15 + "]" * 15,
            "x_n: " + "9" * 5_000, "x_n: 1e999999", "x_n: 0x" + "F" * 3_000, "x_n: .inf",
            "x_n: 1_000",
            "description: " + "長" * 70_000, "description: |\n  a\n  ---\n  b",
            "description: >-\n  a\n  b",
            "draft: 1", "toc: maybe", "tags: 1", "tags: {a: b}", "tags: [[a]]", "tags:\n  - a\n  -",
            "aliases: ['/../a']", "slug: ../a", "slug: CON", "disclosure: sponsored",
            "expires: never",
            "updated: 2026-05-02\nlastmod: 2026-05-03", "verified: 2026-05", "noindex: はい", "---",
            "...",
            "x_q: 'a", 'x_q: "a\\qb"', 'x_q: "\\u0007"', "x_q: a # b", "@a: b", "`a`: b",
            "x_t: a: b",
            "\tx_tab: a", "extra: 1", "positions: 1", ": a", "'': a", "x_e: !",
            "x_k: " + "k" * 70_000,
            *(f"date: {date}" for date in NO_DATES), *(f"expires: {date}" for date in NO_DATES),
        )
    )  # fmt: skip
    head, dashes, rest = data.partition(b"---\n")
    return head + dashes + line.encode() + b"\n" + rest


def _other_form(data: bytes, chance: random.Random) -> bytes:
    _, _, body = data.partition(b"\n---\n")
    front = chance.choice(
        (
            '+++\ntitle = "題"\ndate = 2026-05-01\n+++\n', ';;;\n{"title": "題"}\n;;;\n',
            '{\n"title": "題"\n}\n', '---\n{"title": "題", "date": "2026-05-01"}\n---\n', "",
            "---\n---\n", "---\n\n---\n", "---\n# a\n---\n", "---", "\n", "---\n- a\n- b\n---\n",
            "---toml\ntitle = 1\n---\n", "<!-- a -->\n---\ntitle: a\n---\n",
            "# a\n---\ntitle: a\n---\n",
        )
    )  # fmt: skip
    return front.encode() + body


def _another_date(data: bytes, chance: random.Random) -> bytes:
    head, key, rest = data.partition(b"date: ")
    return head + key + chance.choice(NO_DATES).encode() + b"\n" + rest.partition(b"\n")[2]


def _other_bytes(data: bytes, chance: random.Random) -> bytes:
    at, length = chance.randrange(len(data) + 1), chance.randrange(5)
    put = bytes(chance.choice(b"-:#'\"[]{}&*!|>%@`,? \t\n\r\0\xe3\x81\x80\xff") for _ in range(3))
    return data[:at] + put[: chance.randrange(4)] + data[at + length :]


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


SPOILED = (
    _another_line, _another_line, _another_line, _other_signs, _other_signs, _other_bytes,
    _other_bytes, _other_form, _another_date, _other_encoding, _cut,
)  # fmt: skip


# --- what a reader finds there --------------------------------------------


def reading(text: str) -> Reading | None:
    """Read a text with PyYAML, every scalar as text; None: there is no mapping at its head."""
    lines = text.split("\n")
    first = next((n for n, line in enumerate(lines) if line), 0)
    dashes = [n for n, line in enumerate(lines) if line.rstrip(" \t") == "---"]
    if not dashes or dashes[0] != first or len(dashes) < 2:
        return None
    front = "\n".join(lines[first + 1 : dashes[1]]) + "\n"
    try:
        node = yaml.compose(front, _Texts)
        keys = yaml.load(front, _Texts)  # noqa: S506 - it makes texts alone
        events = list(yaml.parse(front, _Texts))
    except (yaml.YAMLError, RecursionError):
        return None
    if not isinstance(node, yaml.MappingNode):
        return None
    names = [key.value for key, _ in node.value]
    tags = {getattr(event, "tag", None) for event in events} - {None, "!"}  # `!` alone is text
    odd = tags or any(getattr(event, "anchor", None) for event in events)
    plain = not odd and len(set(names)) == len(names)
    return Reading(keys, "\n".join(lines[dashes[1] + 1 :]), plain)
