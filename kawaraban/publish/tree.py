"""A tree of files read, and a new tree made from it with hard links."""

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import NamedTuple

from kawaraban.core.addresses import parents_of


class Tree(NamedTuple):
    """The files and folders under a root, by paths relative to it; the root itself is "".

    `files` are inode numbers, those of symbolic links and other special files too. `folders` are
    permission bits.
    """

    files: dict[str, int]
    folders: dict[str, int]


def read_tree(root: Path) -> Tree:
    """Read all files and folders under a root; none where it is missing.

    Raises OSError for a folder that may not be written into, which could not be deleted later,
    and for one on which another file system is mounted, which would be moved away with the tree.
    """
    tree, device, queue = Tree({}, {}), None, [""]
    for folder in queue:  # which grows meanwhile
        here = f"{root}/{folder}".rstrip("/")
        try:
            status, entries = os.stat(here), list(os.scandir(here))
        except FileNotFoundError:
            continue  # deleted since its parent was read
        device = device or status.st_dev
        if status.st_dev != device:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), here)
        if not os.access(here, os.W_OK | os.X_OK):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES), here)
        tree.folders[folder] = stat.S_IMODE(status.st_mode)
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                queue.append(path)
            else:
                tree.files[path] = entry.inode()
    return tree


def make_tree(
    root: Path, output: Path, present: Tree, staged: Mapping[str, str], unchanged: Collection[str]
) -> None:
    """Make a tree hold the staged files, which are moved in, and hard links to unchanged ones.

    The tree may hold anything before: files that are the output's own already are left alone, all
    others go. `present` is what the output held when it was read, and `unchanged` are files and
    empty folders of it. `staged` gives where each file lies; where some are in their place, the
    tree holds these alone. Raises OSError.
    """
    own = _held(root, staged)
    empty_folders = present.folders.keys() & unchanged
    folders = parents_of((*staged, *unchanged)) | empty_folders
    links = {path: present.files.get(path) for path in unchanged if path not in empty_folders}
    stay = {path for path, _ in own.files.items() & links.items()}
    _clear(root, own, stay, folders)
    for folder in sorted(folders - own.folders.keys()):
        os.mkdir(f"{root}/{folder}")
    for path, file in staged.items():
        if file != (place := f"{root}/{path}"):
            os.replace(file, place)
    for path in links.keys() - stay:
        link(f"{output}/{path}", f"{root}/{path}")
    for folder, mode in present.folders.items() - own.folders.items():
        if folder in folders:
            os.chmod(f"{root}/{folder}", mode)


def _held(root: Path, staged: Mapping[str, str]) -> Tree:
    """Return what is in a tree; of a new one, which holds what was staged alone, it is known."""
    placed = [path for path, file in staged.items() if file == f"{root}/{path}"]
    return Tree({}, dict.fromkeys(parents_of(placed), 0)) if placed else read_tree(root)


def _clear(root: Path, own: Tree, files: AbstractSet[str], folders: AbstractSet[str]) -> None:
    """Delete all of a tree but some files and folders."""
    for path in own.files.keys() - files:
        os.unlink(f"{root}/{path}")
    for folder in sorted(own.folders.keys() - folders, reverse=True):
        os.rmdir(f"{root}/{folder}")


def link(old: str, new: str) -> None:
    """Give a file a second name; where the file system has no hard links, copy it with its times.

    A symbolic link is not followed. Raises FileExistsError where there is such a name.
    """
    try:
        os.link(old, new, follow_symlinks=False)
    except (FileNotFoundError, FileExistsError):
        raise
    except (OSError, NotImplementedError):
        shutil.copy2(old, new, follow_symlinks=False)


def bring_over(old: Path, now: Tree, output: Path, carried: Tree, foreign: Iterable[str]) -> None:
    """Link foreign files that came to the old tree since it was read into the published one.

    `now` is what the old tree holds, `carried` what it held then. A file that others have replaced
    meanwhile replaces the one that was carried, unless it was replaced after the exchange too.
    What cannot be linked is left out: the site is published.
    """
    for path in foreign:
        new = f"{output}/{path}"
        with contextlib.suppress(OSError):
            if path in now.folders:
                os.makedirs(new, exist_ok=True)
            elif now.files[path] != carried.files.get(path):
                os.makedirs(os.path.dirname(new), exist_ok=True)
                if os.path.lexists(new) and os.lstat(new).st_ino == carried.files.get(path):
                    os.unlink(new)
                link(f"{old}/{path}", new)
