"""Disk out, as one step: the output folder is the whole old site or the whole new one."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from kawaraban.diagnostics import Diagnostic, Source, Words, warning
from kawaraban.model import Content, Frozen, Kept

# Names the folder as ours, and lists what the build made in it.
MARK = ".kawaraban"
_HIDDEN_FOLDER = re.compile(r"((?:.*?/)?\.[^/]+)/.*")
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # Linux, renameat2(2)
_RENAME_SWAP = 2  # macOS, renamex_np(2)


class OutputError(Exception):
    """The output folder cannot be used; `why` tells the author."""

    def __init__(self, why: Words) -> None:
        """Take the reason, in both languages: which one is the site's is not known yet."""
        super().__init__(f"{why.ja} / {why.en}")
        self.why = why


class Published(Frozen, frozen=True, kw_only=True):
    """What publishing did: files written anew, files gone, and foreign files carried over."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    foreign: tuple[str, ...]


def check_output(output: Path, site_folder: Path) -> None:
    """Refuse an output folder that the build must not write into, before any work is done."""
    output, site_folder = _real(output), _real(site_folder)
    for is_wrong, ja, en in _WRONG_OUTPUTS:
        if is_wrong(output, site_folder):
            raise OutputError(_words(output, ja, en))


def _holds_the_site(output: Path, site_folder: Path) -> bool:
    return output in {Path(output.anchor), Path.home()} or site_folder.is_relative_to(output)


def _is_a_source(output: Path, site_folder: Path) -> bool:
    product = Path(__file__).resolve().parent.parent
    sources = ("content", "templates", "assets", "kawaraban", ".cache")
    return any(output.is_relative_to(f / s) for f in (site_folder, product) for s in sources)


def _is_a_file(output: Path, _site_folder: Path) -> bool:
    return output.exists() and not output.is_dir()


def _is_not_ours(output: Path, _site_folder: Path) -> bool:
    return output.is_dir() and any(output.iterdir()) and not (output / MARK).is_file()


_WRONG_OUTPUTS = (
    (
        _holds_the_site,
        "サイトや個人のフォルダーそのものです",
        "holds the site, or is a home or root",
    ),
    (_is_a_source, "原稿のフォルダーの中です", "is inside a source folder"),
    (_is_a_file, "フォルダーではありません", "is not a folder"),
    (_is_not_ours, "このビルドが作ったものではありません", "was not made by this build"),
)


def _words(output: Path, ja: str, en: str) -> Words:
    return Words(
        f"出力先「{output}」は{ja}。空のフォルダーを --output で指定してください",
        f"the output folder '{output}' {en}; name an empty one with --output",
    )


def publish(files: Mapping[str, Content], output: Path) -> Published:
    """Make `output` hold exactly `files`, and what others have put there.

    Files that did not change keep their time, for upload tools that compare it.
    Where nothing changed the folder is not touched. Raises OSError.
    """
    output = _real(output)  # a link to a folder elsewhere stays one
    whole = {**files, MARK: "".join(f"{path}\n" for path in sorted(files)).encode()}
    change = _change(whole, output)
    if change.written or change.removed:
        _replace(output, whole, change)
    return change


def _change(whole: Mapping[str, Content], output: Path) -> Published:
    """Give what has to be done to make `output` hold the whole."""
    made = _made_before(output)
    return Published(
        written=tuple(path for path, data in whole.items() if not _same(output / path, data)),
        removed=tuple(p for p in sorted(made) if p not in whole and (output / p).is_file()),
        foreign=tuple(p for p in _paths(output) if p not in made and p not in whole),
    )


def foreign_files(published: Published, output: Path) -> Iterator[Diagnostic]:
    """Name the files in the output folder that the build did not make; `.git` as a whole."""
    for path in dict.fromkeys(_HIDDEN_FOLDER.sub(r"\1", path) for path in published.foreign):
        yield warning(
            Source(f"{output.name}/{path}"),
            "foreign-file",
            Words("このビルドが作っていないファイルです", "the build did not make this file"),
            Words(
                "公開したいなら assets/root/ に、要らなければ削除してください",
                "put it into assets/root/ to publish it, or delete it",
            ),
        )


def _real(path: Path) -> Path:
    # `Path.resolve` raises RuntimeError on a loop of links before Python 3.13.
    return Path(os.path.realpath(path))


def _made_before(output: Path) -> frozenset[str]:
    try:
        return frozenset((output / MARK).read_text("utf-8").splitlines())
    except OSError:
        return frozenset()


def _paths(output: Path) -> Iterator[str]:
    """Give the files under a folder, with links to folders, and folders that hold nothing."""
    for folder, folders, names in os.walk(output):
        here = Path(folder)
        links = [name for name in folders if (here / name).is_symlink()]
        for name in sorted([*names, *links]):
            yield (here / name).relative_to(output).as_posix()
        if not folders and not names and here != output:
            yield here.relative_to(output).as_posix()


def _same(file: Path, content: Content) -> bool:
    """Say whether a file holds a content already; a name that says the content need not be read."""
    try:
        if isinstance(content, Kept):
            return file.stat().st_size == content.size
        return file.stat().st_size == len(content) and file.read_bytes() == content
    except OSError:
        return False


def _bytes(content: Content) -> bytes:
    return content.read() if isinstance(content, Kept) else content


def _replace(output: Path, whole: Mapping[str, Content], change: Published) -> None:
    """Make the new tree beside the old one, then put it in its place in one step."""
    fresh = output.with_name(f".{output.name}.new")
    written = frozenset(change.written)
    _discard(fresh)
    try:
        for path in (*whole, *change.foreign):
            target = fresh / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if path in written:
                target.write_bytes(_bytes(whole[path]))
            else:
                _carry(output / path, target)
        _take_place(fresh, output)
    finally:
        _discard(fresh)


def _carry(old: Path, new: Path) -> None:
    """Link a file into the new tree; where the file system has no links, copy it with its time."""
    if old.is_dir() and not old.is_symlink():
        new.mkdir(exist_ok=True)
        return
    try:
        os.link(old, new, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(old, new, follow_symlinks=False)


def _take_place(fresh: Path, output: Path) -> None:
    if not output.exists():
        output.parent.mkdir(parents=True, exist_ok=True)
        fresh.rename(output)
    elif not _exchanged(fresh, output):
        old = output.with_name(f".{output.name}.old")
        _discard(old)
        output.rename(old)
        fresh.rename(output)
        _discard(old)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one system call; False where the system has no such call."""
    import ctypes  # noqa: PLC0415 - not always needed

    names = (os.fsencode(one), os.fsencode(other))
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            done = libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE)
            return bool(done == 0)
        if sys.platform == "darwin":
            return bool(libc.renamex_np(*names, _RENAME_SWAP) == 0)
    return False


def _discard(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
