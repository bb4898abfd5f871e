"""Memory between builds: bytes that took work to make, under a key that says what they are.

The folder may be deleted at any time. A value whose seal does not fit its bytes (cut short,
flipped, another version's) counts as not there, and a broken file as an empty one. SQLite
keeps the values: thousands of them are one file, and a killed build leaves no half of one.
"""

import contextlib
import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

_FILE = "remembered.db"
# What may lie in the folder; see `kawaraban.incremental.manifest` and `kawaraban.publish`.
LINKS = "links"  # what became of external links, which outlives builds: see `kawaraban.cli.online`
OURS = frozenset({_FILE, f"{_FILE}-journal", "manifest", "spare", LINKS})
_SEAL = sha256().digest_size
_AT_ONCE = 200  # values that are read together
_WAIT = 5.0  # seconds that one build waits for another to write
# What is deleted is overwritten too. Nothing waits for the disk: what a power cut takes
# is made again.
_OPENING = """
PRAGMA auto_vacuum = FULL;
PRAGMA journal_mode = TRUNCATE;
PRAGMA synchronous = OFF;
PRAGMA secure_delete = ON;
CREATE TABLE IF NOT EXISTS entry (name BLOB PRIMARY KEY, value BLOB NOT NULL);
"""
T = TypeVar("T")


class Cache:
    """A folder of remembered values.

    Without a folder, or where it `remembers` nothing, values last as long as the build.
    A process that is forked from the build opens the folder for itself.
    """

    def __init__(self, folder: Path | None, *, remembers: bool = True) -> None:
        """Take the folder, which need not exist yet."""
        self._home = folder
        self._file = folder / _FILE if folder is not None and remembers else None
        self._connection: sqlite3.Connection | None = None
        self._values: dict[bytes, bytes] = {}
        self._used: set[bytes] = set()
        self._lock = threading.RLock()
        self._process = os.getpid()
        self._inherited: sqlite3.Connection | None = None

    def begin(self) -> None:
        """Begin a build: what earlier ones have asked for does not count."""
        self._used.clear()

    @property
    def folder(self) -> Path | None:
        """Return the folder, where values are kept in one."""
        return self._file.parent if self._file is not None else None

    def remember(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return the value of a key, made only where it is not remembered."""
        value = self.get(key)
        if value is None:
            value = make()
            self.put(key, value)
        return value

    def get(self, key: str) -> bytes | None:
        """Return the value of a key, or None where it is not remembered."""
        name = self._name(key)
        if name in self._values:
            return self._values[name]
        return _unseal(name, self._first("SELECT value FROM entry WHERE name = ?", name))

    def get_all(self, keys: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the keys that are remembered with their values: to ask together takes less time."""
        names = {self._name(key): key for key in keys}
        yield from ((names[n], value) for n, value in self._values.items() if n in names)
        left = [name for name in names if name not in self._values]
        for at in range(0, len(left), _AT_ONCE):
            for name, stored in self._rows(left[at : at + _AT_ONCE]):
                if (value := _unseal(name, stored)) is not None:
                    yield names[name], value

    def put(self, key: str, value: bytes) -> None:
        """Remember the value of a key; for this build only, where the folder takes nothing."""
        self.put_all([(key, value)])

    def put_all(self, entries: Iterable[tuple[str, bytes]]) -> None:
        """Remember the values of several keys at once, which costs a fraction."""
        named = {self._name(key): value for key, value in entries}
        rows = [(name, _seal(name, value) + value) for name, value in named.items()]
        if not self._write("INSERT OR REPLACE INTO entry VALUES (?, ?)", rows):
            self._values |= named

    def has(self, key: str) -> bool:
        """Return whether a key has a value, whose seal is not looked at."""
        name = self._name(key)
        found = self._first("SELECT 1 FROM entry WHERE name = ?", name)
        return name in self._values or found is not None

    def retain(self, keys: Iterable[str]) -> None:
        """Count some keys as asked for, whose values other processes may read."""
        for key in keys:
            self._name(key)

    def forget_the_rest(self) -> None:
        """Drop the value of every key that this build did not ask for.

        What an author has redacted or deleted since then is so gone here too.
        """
        rows = self._try(lambda database: list(database.execute("SELECT name FROM entry")))
        left = {name for (name,) in rows or ()} - self._used
        self._write("DELETE FROM entry WHERE name = ?", [(name,) for name in left])
        if self._home is not None and self._file is None:
            for name in OURS:
                discard(self._home / name)

    def close(self) -> None:
        """Let go of the folder, until something is asked for again."""
        with self._lock, contextlib.suppress(sqlite3.Error):
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def _name(self, key: str) -> bytes:
        name = sha256(key.encode("utf-8", "surrogatepass")).digest()
        self._used.add(name)
        return name

    def _first(self, statement: str, name: bytes) -> object:
        row = self._try(lambda database: database.execute(statement, (name,)).fetchone())
        return row[0] if row else None

    def _rows(self, names: list[bytes]) -> list[tuple[bytes, bytes]]:
        marks = ",".join("?" * len(names))
        question = f"SELECT name, value FROM entry WHERE name IN ({marks})"  # noqa: S608 - marks alone
        return self._try(lambda database: database.execute(question, names).fetchall()) or []

    def _write(self, statement: str, rows: Iterable[tuple[bytes, ...]]) -> bool:
        def do(database: sqlite3.Connection) -> bool:
            with database:
                database.executemany(statement, rows)
            return True

        return bool(self._try(do))

    def _try(self, use: Callable[[sqlite3.Connection], T]) -> T | None:
        """Use the file; one that is broken is begun anew, and this question is not answered."""
        with self._lock:
            try:
                database = self._connect()
                return None if database is None else use(database)
            except sqlite3.OperationalError:  # another build is at it, or the disk is full
                return None
            except sqlite3.DatabaseError:
                self._begin_anew()
                return None

    def _connect(self) -> sqlite3.Connection | None:
        if os.getpid() != self._process:
            # SQLite survives no fork: a worker opens its own, and leaves the parent's as it is.
            self._inherited = self._connection
            self._process, self._connection = os.getpid(), None
        if self._connection is None and self._file is not None:
            with contextlib.suppress(OSError):
                self._file.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(self._file, timeout=_WAIT, check_same_thread=False)
            self._connection.executescript(_OPENING)
        return self._connection

    def _begin_anew(self) -> None:
        self.close()
        try:
            for file in self._file.parent.glob(f"{_FILE}*") if self._file is not None else ():
                file.unlink()
        except OSError:
            self._file = None


def discard(path: Path) -> None:
    """Delete a folder with all that is in it, or a file or link of that name, as far as it goes."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()


def _seal(name: bytes, value: bytes) -> bytes:
    """Return the seal of a value: it holds for the value's own key alone."""
    return sha256(name + value).digest()


def _unseal(name: bytes, stored: object) -> bytes | None:
    if not isinstance(stored, bytes):
        return None
    seal, value = stored[:_SEAL], stored[_SEAL:]
    return value if _seal(name, value) == seal else None
