"""The cache: what is stored, and what damage does to it."""

from __future__ import annotations

import os
import random
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from kawaraban.incremental.cache import OURS, Cache

KEYS = tuple(f"key {n}" for n in range(40))


def value_of(key: str) -> bytes:
    """Return a value of some pages, the same for a key each time."""
    return random.Random(key).randbytes(9000)  # noqa: S311 - no secret


def fill(folder: Path) -> Path:
    """Store a value for each key; return the file that holds them."""
    cache = Cache(folder)
    for key in KEYS:
        cache.put(key, value_of(key))
    cache.close()
    return folder / "remembered.db"


@pytest.mark.parametrize("remembers", [True, False])
def test_a_value_is_stored(tmp_path: Path, *, remembers: bool) -> None:
    """Within a build always, in the next one where the folder is used."""
    cache = Cache(tmp_path / "deep" / "folder", remembers=remembers)
    assert cache.get("a") is None
    assert not cache.has("a")
    assert cache.remember("a", lambda: b"1") == b"1"
    assert cache.remember("a", lambda: b"2") == b"1"
    assert cache.has("a")
    cache.close()
    next_build = Cache(tmp_path / "deep" / "folder")
    assert next_build.get("a") == (b"1" if remembers else None)
    assert (tmp_path / "deep").exists()


def test_damage_gives_the_value_or_nothing(tmp_path: Path) -> None:
    """Flipped, cut, emptied, overwritten: no key ever gives another value than its own."""
    chance, lost = random.Random(7), 0  # noqa: S311 - no secret
    for turn in range(60):
        file = fill(tmp_path / str(turn))
        data = bytearray(file.read_bytes())
        if turn % 3:
            for _ in range(turn):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        else:
            del data[chance.randrange(len(data)) :]
        file.write_bytes(data)
        cache = Cache(file.parent)
        found = [(cache.get(key), value_of(key)) for key in KEYS]
        assert all(got in {None, own} for got, own in found)
        lost += sum(got is None for got, _ in found)
        for key in KEYS:
            assert cache.remember(key, lambda: b"made anew") in {value_of(key), b"made anew"}
        cache.forget_the_rest()
    assert lost > len(KEYS)


@pytest.mark.parametrize("foreign", [b"", b"x" * 5000, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_foreign_file_is_replaced(tmp_path: Path, foreign: bytes) -> None:
    """Something else under the file's name costs its contents, and no more."""
    (tmp_path / "remembered.db").write_bytes(foreign)
    cache = Cache(tmp_path)
    for key in KEYS:
        assert cache.get(key) is None
        cache.put(key, value_of(key))
    cache.forget_the_rest()
    later = Cache(tmp_path)
    assert sum(later.get(key) == value_of(key) for key in KEYS) >= len(KEYS) - 1


def test_a_value_of_another_key_counts_as_absent(tmp_path: Path) -> None:
    """A value that was moved to another key is not that key's."""
    file = fill(tmp_path)
    with closing(sqlite3.connect(file)) as database, database:
        (one, value), (other, _) = database.execute("SELECT name, value FROM entry LIMIT 2")
        database.execute("UPDATE entry SET value = ? WHERE name = ?", (value, other))
        assert one != other
    found = [Cache(tmp_path).get(key) for key in KEYS]
    assert found.count(None) == 1


def test_what_was_not_used_is_dropped_without_a_trace(tmp_path: Path) -> None:
    """The file holds no byte of it any more."""
    file = fill(tmp_path)
    cache = Cache(tmp_path)
    assert cache.get(KEYS[0]) == value_of(KEYS[0])
    cache.forget_the_rest()
    data = b"".join(f.read_bytes() for f in tmp_path.iterdir())
    assert value_of(KEYS[0])[:64] in data
    assert not any(value_of(key)[at : at + 64] in data for key in KEYS[1:] for at in (0, 5000))
    assert {f.name for f in tmp_path.iterdir()} <= OURS
    assert file.stat().st_size < 60_000


@pytest.mark.parametrize("remembers", [True, False])
def test_many_are_read_at_once(tmp_path: Path, *, remembers: bool) -> None:
    """Those that are there and whole, more than are read together, and they count as used."""
    keys = [f"key {n}" for n in range(450)]
    cache = Cache(tmp_path, remembers=remembers)
    cache.put_all((key, key.encode()) for key in keys)
    assert dict(cache.get_all([*keys, "no such"])) == {key: key.encode() for key in keys}
    cache.close()
    later = Cache(tmp_path, remembers=remembers)
    assert dict(later.get_all(keys[:3])) == ({k: k.encode() for k in keys[:3]} if remembers else {})
    later.forget_the_rest()
    assert dict(Cache(tmp_path).get_all(keys)) == (
        {key: key.encode() for key in keys[:3]} if remembers else {}
    )


def test_of_many_the_damaged_are_missing(tmp_path: Path) -> None:
    """A value that does not fit its seal counts as absent here too."""
    file = fill(tmp_path)
    with sqlite3.connect(file) as database:
        database.execute("UPDATE entry SET value = zeroblob(99) WHERE rowid = 1")
    found = dict(Cache(tmp_path).get_all(KEYS))
    assert len(found) == len(KEYS) - 1
    assert all(value == value_of(key) for key, value in found.items())


@pytest.mark.parametrize("remembers", [True, False])
def test_files_of_other_programs_stay(tmp_path: Path, *, remembers: bool) -> None:
    """A site in the home folder shares its `.cache` with all programs."""
    fill(tmp_path)
    (tmp_path / "browser").mkdir()
    (tmp_path / "browser" / "history").write_bytes(b"theirs")
    (tmp_path / "index.db").write_bytes(b"theirs")
    (tmp_path / "manifest.json").write_bytes(b"theirs")
    (tmp_path / "remembered.db.bak").mkdir()
    Cache(tmp_path, remembers=remembers).forget_the_rest()
    assert (tmp_path / "manifest.json").read_bytes() == b"theirs"
    assert (tmp_path / "remembered.db.bak").is_dir()
    assert (tmp_path / "browser" / "history").read_bytes() == b"theirs"
    assert (tmp_path / "index.db").read_bytes() == b"theirs"


def test_a_cache_that_remembers_nothing_leaves_nothing(tmp_path: Path) -> None:
    """What an earlier build has left is gone too."""
    fill(tmp_path)
    Cache(tmp_path, remembers=False).forget_the_rest()
    assert not list(tmp_path.iterdir())


def test_threads_share_it(tmp_path: Path) -> None:
    """Pictures are remembered by the threads that make them."""
    cache = Cache(tmp_path)
    threads = [threading.Thread(target=cache.put, args=(key, value_of(key))) for key in KEYS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(cache.get(key) == value_of(key) for key in KEYS)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_process_opens_the_file_itself(tmp_path: Path) -> None:
    """A forked worker reads and writes through a connection of its own."""
    cache = Cache(tmp_path)
    cache.put("a", b"1")
    child = os.fork()
    if not child:
        cache.put("b", b"2")
        os._exit(0 if cache.get("a") == b"1" and cache.get("b") == b"2" else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert (cache.get("a"), cache.get("b")) == (b"1", b"2")


def test_a_folder_that_cannot_be_is_done_without(tmp_path: Path) -> None:
    """A file where the folder should be: values last as long as the build."""
    (tmp_path / "cache").write_text("a file")
    cache = Cache(tmp_path / "cache")
    cache.put("a", b"1")
    assert cache.get("a") == b"1"
    cache.forget_the_rest()
    assert (tmp_path / "cache").read_text() == "a file"


def test_a_cache_that_is_used_on_forgets_too(tmp_path: Path) -> None:
    """What only an earlier build of a process has used goes with the next one's end."""
    cache = Cache(tmp_path)
    for key in KEYS[:2]:
        cache.put(key, value_of(key))
    cache.forget_the_rest()
    cache.begin()
    cache.get(KEYS[0])
    cache.forget_the_rest()
    assert [Cache(tmp_path).has(key) for key in KEYS[:2]] == [True, False]
