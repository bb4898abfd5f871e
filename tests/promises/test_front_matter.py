"""Front matter is read right, or named with its line: never lost, never run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.model import FrontMatter
from kawaraban.read.front_matter import read_document
from kawaraban.read.text import read_text
from tests.desk import PROJECT, Desk
from tests.promises.amounts import cases
from tests.promises.front_matters import BOOLEANS, DATES, Written, reading, written

_TOKYO = ZoneInfo("Asia/Tokyo")
_EACH, _IN_A_SITE = 100, 200
_RULES = (PROJECT / "docs/rules.md").read_text("utf-8")
_SAID = re.compile(r"\S+:\d+:\d+: (?:error|warning): .+; .+ \[[a-z0-9-]+\]")
_TEXTS = ("title", "description", "category", "author", "image", "slug")


def _cases(seed: int, each: int) -> Iterator[Written]:
    return map(written, range(seed * each, (seed + 1) * each))


def _plain(front: FrontMatter) -> dict[str, object]:
    """Give front matter as `Written` means it."""
    values = {key: getattr(front, key) for key in front.__struct_fields__} | front.extra
    values |= {key: tuple(value) for key, value in values.items() if isinstance(value, list)}
    return values | {"date": front.date.isoformat() if front.date else None}


def _is_named(found: tuple[Diagnostic, ...], data: bytes) -> bool:
    """Say whether something is an error, and everything has its place in the file and its rule."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.count("\n") + 1
    places = all(f.source.path == "a.md" and 1 <= f.source.line <= lines for f in found)
    rules = all(f"| `{f.rule}` |" in _RULES and f.what.ja and f.remedy.en for f in found)
    return places and rules and any(f.severity == "error" for f in found)


def _check_values(front: FrontMatter, keys: dict[str, object]) -> None:
    """Compare what was read with what PyYAML reads in the same text."""
    for key in _TEXTS:
        assert getattr(front, key) == str(keys.get(key) or "").strip(" \t\n")
    assert getattr(front.sponsor, "name", "") == str(keys.get("sponsor") or "").strip(" \t\n")
    assert front.extra == {k: v for k, v in keys.items() if k.startswith("x_")}
    if isinstance(tags := keys.get("tags"), list):
        assert front.tags == tuple(tag.strip(" \t\n") for tag in tags)
    if (date := str(keys["date"])) in DATES:
        assert front.date is not None
        assert front.date.isoformat() == DATES[date]
    if draft := keys.get("draft"):
        assert front.draft is BOOLEANS.get(str(draft), {"no": False}.get(str(draft)))


@cases("front matter, spoiled", full=10_000, sample=4, each=_EACH)
def test_front_matter_is_right_or_named(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was meant is read; what is read is what the text holds; else there is an error."""
    monkeypatch.chdir(tmp_path)
    for data, meant in _cases(seed, _EACH):
        document, found = read_document("a.md", data, "post", _TOKYO)
        front = document.front_matter
        if front is None:
            assert meant is None, (data, found)
            assert _is_named(found, data), data
            continue
        holds = reading(read_text("a.md", data)[0])
        assert holds is not None, data
        assert holds.plain, data
        assert document.body == holds.body
        _check_values(front, holds.keys)
        assert meant is None or meant.items() <= _plain(front).items(), data
    assert not list(tmp_path.iterdir())


@cases("front matter, by the command", full=5 * _IN_A_SITE, sample=1, each=_IN_A_SITE)
def test_the_command_names_all_that_is_wrong(seed: int, desk: Desk) -> None:
    """Of a whole site of spoiled posts, in one run, one line each; the output is not touched."""
    posts = {f"content/posts/{n:03}.md": p.data for n, p in enumerate(_cases(seed, _IN_A_SITE))}
    read = (read_document(path, data, "post", _TOKYO) for path, data in posts.items())
    found = [one for _, several in read for one in several]
    built = desk.write(posts).build("--no-cache")
    lines = built.out.splitlines()
    assert built.status == 1
    assert "Traceback" not in built.err
    assert not built.output.exists()
    assert {f.line("ja") for f in found} <= set(lines)
    assert all(_SAID.fullmatch(line) for line in lines)
