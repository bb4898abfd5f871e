"""Memory between builds: what a value's head promises, and what damage does to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kawaraban.cache import Cache

KEY, VALUE, HEAD = "key", b"head and rest", 4


def kept(folder: Path) -> Path:
    """Remember a value with a head in a folder, and give its file."""
    Cache(folder).put(KEY, VALUE, HEAD)
    (file,) = folder.iterdir()
    return file


@pytest.mark.parametrize("remembers", [True, False])
def test_a_head_is_read_alone_and_the_rest_after_it(tmp_path: Path, *, remembers: bool) -> None:
    """With a folder or without one, the head comes alone, and the rest on request."""
    cache = Cache(tmp_path / "deep" / "folder", remembers=remembers)
    assert cache.get(KEY, HEAD) is None
    assert cache.rest(KEY, HEAD) == b""
    cache.put(KEY, VALUE, HEAD)
    assert (cache.get(KEY, HEAD), cache.rest(KEY, HEAD)) == (VALUE[:HEAD], VALUE[HEAD:])
    cache.put("whole", VALUE)
    assert cache.get("whole") == VALUE
    assert (tmp_path / "deep").exists() == remembers


def test_a_head_that_was_changed_counts_as_absent(tmp_path: Path) -> None:
    """Each flipped byte of a seal or head is seen, and each cut through them."""
    file = kept(tmp_path)
    whole = file.read_bytes()
    for at in range(len(whole) - len(VALUE) + HEAD):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert Cache(tmp_path).get(KEY, HEAD) is None
        file.write_bytes(whole[:at])
        assert Cache(tmp_path).get(KEY, HEAD) is None
    file.write_bytes(whole[:-3])
    assert Cache(tmp_path).get(KEY, HEAD) == VALUE[:HEAD]
    assert Cache(tmp_path).rest(KEY, HEAD) == VALUE[HEAD:-3]
    assert Cache(tmp_path).get(KEY) is None, "it is no whole value"


def test_a_value_of_another_key_counts_as_absent(tmp_path: Path) -> None:
    """A file that was renamed to another key's is not taken for that key's value."""
    cache = Cache(tmp_path)
    cache.put("other", VALUE, HEAD)
    (other,) = tmp_path.iterdir()
    kept(tmp_path / "b").replace(other)
    assert Cache(tmp_path).get("other", HEAD) is None


def test_what_was_not_asked_for_is_dropped(tmp_path: Path) -> None:
    """A head asked for keeps its value; the others go with their rest."""
    first = Cache(tmp_path)
    first.put(KEY, VALUE, HEAD)
    first.put("gone", VALUE, HEAD)
    second = Cache(tmp_path)
    second.get(KEY, HEAD)
    second.forget_the_rest()
    assert len(list(tmp_path.iterdir())) == 1
    assert Cache(tmp_path).rest(KEY, HEAD) == VALUE[HEAD:]
