"""State files: plain data is loaded whole, or not at all."""

from __future__ import annotations

import marshal
import os
import random
import subprocess
import sys
from binascii import crc32
from pathlib import Path

import pytest

from kawaraban.incremental import state_file
from tests.desk import PROJECT

FORM = 7
DATA = {"names": ["紙", "\udc80"], "number": 2**90, "bytes": b"\0\xff", "pair": (1, None)}
# In a process of its own: what `marshal` makes of damage could end the interpreter.
LOAD = """\
import sys
from kawaraban.incremental import state_file
print(*(int(state_file.load(path, 7) is not None) for path in sys.argv[1:]), sep="")
"""


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    """Also names that are no text and numbers beyond 64 bits; missing folders are made."""
    path = tmp_path / "deep" / "folder" / "state"
    assert state_file.save(str(path), FORM, DATA)
    assert state_file.load(str(path), FORM) == DATA
    assert [file.name for file in path.parent.iterdir()] == ["state"]


def test_another_form_is_not_loaded(tmp_path: Path) -> None:
    """A file of another version of the program counts as not there."""
    state_file.save(f"{tmp_path}/state", FORM, DATA)
    assert state_file.load(f"{tmp_path}/state", FORM + 1) is None


@pytest.mark.parametrize("path", ["file/state", "state"])
def test_what_cannot_be_saved_is_not_there(tmp_path: Path, path: str) -> None:
    """A file for a folder, or a folder for the file: nothing is saved, nothing is left over."""
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "state").mkdir()
    assert not state_file.save(f"{tmp_path}/{path}", FORM, DATA)
    assert state_file.load(f"{tmp_path}/{path}", FORM) is None
    assert {file.name for file in tmp_path.rglob("*")} == {"file", "state"}


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is replaced in one step or not at all."""
    path = f"{tmp_path}/state"
    state_file.save(path, FORM, "old")

    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "replace", refuse)
    assert not state_file.save(path, FORM, "new")
    assert state_file.load(path, FORM) == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["state"]


def test_what_a_killed_build_has_left_is_removed(tmp_path: Path) -> None:
    """The half of a file goes, the whole one stays."""
    path = f"{tmp_path}/state"
    state_file.save(path, FORM, DATA)
    Path(f"{path}.new").write_bytes(b"half")
    for _ in range(2):
        state_file.remove_unfinished(path)
        assert [file.name for file in tmp_path.iterdir()] == ["state"]


def _damage(data: bytes, chance: random.Random) -> list[bytes]:
    """Return a file cut, flipped, lengthened, of another Python, of another form."""
    head = data.index(b"\n") + 1
    cuts = {0, 1, head - 1, head, head + 1, head + 3, head + 4, head + 5, len(data) - 1}
    cuts |= {chance.randrange(len(data)) for _ in range(20)}
    flipped = [bytearray(data) for _ in range(60)]
    for one in flipped:
        one[chance.randrange(len(one))] ^= 1 << chance.randrange(8)
    return [
        *(data[:cut] for cut in cuts),
        *map(bytes, flipped),
        data + b"\0",
        data.replace(b"7 '3", b"7 '4", 1),
        data.replace(b"7 '", b"8 '", 1),
        b"\0" * len(data),
        b"\n" * 40,
        chance.randbytes(4000),
    ]


def test_damage_gives_nothing(tmp_path: Path) -> None:
    """Whatever has happened to the file, it counts as not there: no error, no crash of Python."""
    state_file.save(f"{tmp_path}/whole", FORM, DATA)
    data = (tmp_path / "whole").read_bytes()
    damaged = _damage(data, random.Random(3))  # noqa: S311 - no secret
    for number, spoilt in enumerate(damaged):
        (tmp_path / f"{number:03}").write_bytes(spoilt)
    paths = [f"{tmp_path}/{number:03}" for number in range(len(damaged))]
    done = subprocess.run(
        [sys.executable, "-c", LOAD, f"{tmp_path}/whole", *paths],
        cwd=PROJECT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.strip() == "1" + "0" * len(damaged)


def test_a_checksum_does_not_make_data_of_another_kind(tmp_path: Path) -> None:
    """What `marshal` cannot read is nothing, though its checksum fits."""
    path = tmp_path / "state"
    state_file.save(str(path), FORM, DATA)
    head = path.read_bytes().partition(b"\n")[0]
    for body in (b"", b"?", marshal.dumps(DATA)[:-1]):
        path.write_bytes(head + b"\n" + crc32(body).to_bytes(4, "big") + body)
        assert state_file.load(str(path), FORM) is None
