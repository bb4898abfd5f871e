"""Page keys: a page is made where one of its recorded inputs has changed, and else not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest

from kawaraban.incremental.cache import Cache
from kawaraban.incremental.page_keys import (
    DIGEST_BYTES,
    PageKeys,
    Trace,
    Traces,
    digest_of_value,
    load_traces,
    store_traces,
)

RECIPE = "program and settings"
ANSWERS = {"article a": "text of a", "headline b": "title of b", "year": "2026"}
PAGES = {"a.html": ("article a", "headline b", "year"), "b.html": ("headline b",), "c.txt": ()}


def make_keys(known: Traces, answers: Mapping[str, str]) -> PageKeys:
    """Return the keys of a build whose inputs have these answers."""
    return PageKeys(lambda name: digest_of_value(answers.get(name)), known)


def record_pages(answers: Mapping[str, str] = ANSWERS) -> Traces:
    """Return the traces of a build that made every page."""
    keys = make_keys(Traces(), answers)
    for path, inputs in PAGES.items():
        keys.record(path, inputs, path.encode())
    return keys.traces


@contextmanager
def one_build(folder: Path) -> Iterator[Cache]:
    """Give the cache as one build uses it."""
    cache = Cache(folder)
    yield cache
    cache.forget_the_rest()


def test_the_same_inputs_make_the_same_page() -> None:
    """The digest of a page is known without making it; that of an unknown page is not."""
    keys = make_keys(record_pages(), ANSWERS)
    assert [keys.known_digest(path) for path in PAGES] == [path.encode() for path in PAGES]
    assert keys.known_digest("new.html") is None


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("article a", ["a.html"]),
        ("headline b", ["a.html", "b.html"]),
        ("year", ["a.html"]),
        ("headline x", []),
    ],
)
def test_another_answer_makes_its_pages(name: str, made: list[str]) -> None:
    """Exactly the pages that asked for it, whether it is another answer or none any more."""
    others = (ANSWERS | {name: "other"}, {k: v for k, v in ANSWERS.items() if k != name})
    for answers in others:
        keys = make_keys(record_pages(), answers)
        assert [path for path in PAGES if keys.known_digest(path) is None] == made


def test_an_answer_that_comes_back_brings_back_the_page() -> None:
    """A key says what the inputs are, not when they changed."""
    keys = make_keys(record_pages(), ANSWERS | {"year": "2027"})
    assert keys.known_digest("a.html") is None
    assert make_keys(record_pages(), ANSWERS).known_digest("a.html") == b"a.html"


def test_pages_are_kept_and_recorded() -> None:
    """The traces of a build are those of its unchanged pages and of those it made, no others."""
    keys = make_keys(record_pages(), ANSWERS | {"article a": "other"})
    keys.keep("b.html")
    keys.record("a.html", ("article a", "deal d"), b"new a")
    assert set(keys.traces.pages) == {"a.html", "b.html"}
    answers = ANSWERS | {"article a": "other"}
    assert make_keys(keys.traces, answers).known_digest("a.html") == b"new a"
    assert make_keys(keys.traces, answers).known_digest("b.html") == b"b.html"
    assert make_keys(keys.traces, answers | {"deal d": "other"}).known_digest("a.html") is None
    assert make_keys(keys.traces, answers | {"year": "other"}).known_digest("a.html") == b"new a"


def test_each_input_is_asked_for_once() -> None:
    """A build asks for the digest of an input once, however many pages have it."""
    asked: list[str] = []

    def digest_of(name: str) -> bytes:
        asked.append(name)
        return digest_of_value(ANSWERS.get(name))

    keys = PageKeys(digest_of, record_pages())
    for path in PAGES:
        keys.known_digest(path)
        keys.record(path, (*ANSWERS, "headline new"), b"")
    assert sorted(asked) == sorted([*ANSWERS, "headline new"])


def test_traces_are_stored_without_what_no_page_has(tmp_path: Path) -> None:
    """Inputs of pages that are gone are dropped; the keys of all others stay as they are."""
    keys = make_keys(record_pages(), ANSWERS)
    keys.record("c.txt", ("file z", "year"), b"c")
    keys.keep("b.html")
    with one_build(tmp_path) as cache:
        store_traces(keys.traces, cache, RECIPE)
    with one_build(tmp_path) as cache:
        loaded = load_traces(cache, RECIPE)
    assert sorted(loaded.inputs) == ["file z", "headline b", "year"]
    assert set(loaded.pages) == {"b.html", "c.txt"}
    later = make_keys(loaded, ANSWERS)
    assert (later.known_digest("b.html"), later.known_digest("c.txt")) == (b"b.html", b"c")
    assert make_keys(loaded, ANSWERS | {"headline b": ""}).known_digest("b.html") is None
    assert make_keys(loaded, ANSWERS | {"file z": "new"}).known_digest("c.txt") is None


def test_no_pages_have_no_inputs(tmp_path: Path) -> None:
    """A site without a page stores traces like any other."""
    with one_build(tmp_path) as cache:
        store_traces(Traces(["year"], {}), cache, RECIPE)
        assert load_traces(cache, RECIPE) == Traces()


def test_another_recipe_has_no_traces(tmp_path: Path) -> None:
    """Another program or other settings make every page, and the old traces are dropped."""
    with one_build(tmp_path) as cache:
        store_traces(record_pages(), cache, RECIPE)
    with one_build(tmp_path) as cache:
        assert load_traces(cache, "another") == Traces()
        store_traces(record_pages(), cache, "another")
    assert load_traces(Cache(tmp_path), RECIPE) == Traces()


_SPOILT = {
    "empty": b"",
    "cut": msgspec.msgpack.encode(record_pages())[:-3],
    "another shape": msgspec.msgpack.encode({"inputs": []}),
    "another type": msgspec.msgpack.encode([["year"], {"a.html": [["year"], b"", b""]}]),
    "not MessagePack": b"\xc1" * 40,
}


@pytest.mark.parametrize("name", _SPOILT)
def test_spoilt_bytes_give_none(tmp_path: Path, name: str) -> None:
    """Traces of another version, or of none, make every page."""
    with one_build(tmp_path) as cache:
        cache.put(f"traces {RECIPE}", _SPOILT[name])
        assert load_traces(cache, RECIPE) == Traces()


def test_traces_of_a_forgetful_cache_last_as_long_as_the_build(tmp_path: Path) -> None:
    """With `--no-cache` a build starts from nothing and leaves nothing."""
    cache = Cache(tmp_path, remembers=False)
    store_traces(record_pages(), cache, RECIPE)
    assert load_traces(cache, RECIPE) == record_pages()
    cache.forget_the_rest()
    assert load_traces(Cache(tmp_path), RECIPE) == Traces()


def test_digests_of_values() -> None:
    """Equal values have one digest; a moment of another offset is another value on a page."""
    noon = datetime(2026, 6, 1, 12, tzinfo=UTC)
    values = [
        None, "", (), 0, b"\0", noon, noon.astimezone(timezone(timedelta(hours=9))),
        Trace((1,), b"d"), Trace((2,), b"d"), ("a", "b"), ("ab",),
    ]  # fmt: skip
    digests = [digest_of_value(value) for value in values]
    assert {len(one) for one in digests} == {DIGEST_BYTES}
    assert len(set(digests)) == len(values)
    assert digests == [digest_of_value(value) for value in values]
    assert digest_of_value({"a": 1, "b": 2}) == digest_of_value({"b": 2, "a": 1})
