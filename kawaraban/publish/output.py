"""The output folder: which are refused, its mark, and the warnings for foreign files in it.

The mark is a file that says that a build made the folder, and which files.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import phrase, report
from kawaraban.core.options import UsageError
from kawaraban.incremental.manifest import MARK
from kawaraban.system.regex import lazy_pattern

_HIDDEN_FOLDER = lazy_pattern(r"((?:.*?/)?\.[^/]+)/.*")


def check_output(output: Path, site_folder: Path) -> None:
    """Refuse an output folder that the build must not write into, before any work is done."""
    output, site_folder = real_path(output), real_path(site_folder)
    roots = {Path(output.anchor), real_path(Path.home())}
    if output in roots or site_folder.is_relative_to(output):
        name = "output-holds-the-site"
    elif _is_a_source(output, site_folder):
        name = "output-is-a-source"
    elif _is_a_file(output):
        name = "output-is-a-file"
    elif output.is_dir() and any(output.iterdir()) and not (output / MARK).is_file():
        name = "output-is-not-ours"
    else:
        return
    # Which language is the site's is not known yet.
    raise UsageError(" / ".join(phrase(name, output=output)))


def _is_a_source(output: Path, site_folder: Path) -> bool:
    product = Path(__file__).resolve().parent.parent.parent
    sources = ("content", "templates", "assets", "kawaraban", ".cache", ".git")
    folders = (folder / source for folder in (site_folder, product) for source in sources)
    return any(output.is_relative_to(f) or output.is_relative_to(real_path(f)) for f in folders)


def _is_a_file(output: Path) -> bool:
    try:
        return not stat.S_ISDIR(output.stat().st_mode)
    except FileNotFoundError:
        return False
    except OSError:  # it is inside a file, or its name is too long for a folder
        return True


def foreign_files(foreign: Iterable[str], output: Path) -> Iterator[Diagnostic]:
    """Yield a warning for each file that no build made; one for all of a hidden folder (`.git`)."""
    for path in dict.fromkeys(_HIDDEN_FOLDER.sub(r"\1", path) for path in foreign):
        text = path.encode(errors="replace").decode()  # it may be no text
        yield report(Source(f"{output.name}/{text}"), "foreign-file")


def earlier_outputs(output: Path) -> frozenset[str]:
    """Read which files earlier builds made in an output folder.

    The mark may have come from elsewhere, with a site that was fetched: paths that lead out of
    the folder are passed over. Raises OSError where there is a mark that cannot be read: pages
    of deleted posts would stay published.
    """
    try:
        lines = (output / MARK).read_bytes().decode("utf-8", "surrogateescape").split("\n")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return frozenset()
    paths = (line.replace("\0", "\n") for line in lines)
    return frozenset(path for path in paths if path and _is_inside(path))


def _is_inside(path: str) -> bool:
    """Return whether a path leads into the folder that it starts in."""
    parts = path.replace("\\", "/")
    return not (os.path.splitdrive(path)[0] or parts.startswith("/") or ".." in parts.split("/"))


def mark_of(paths: Iterable[str]) -> bytes:
    """Return the bytes of the mark: a line for each path, line ends in names as NUL."""
    lines = (path.replace("\n", "\0") + "\n" for path in sorted(paths))
    return "".join(lines).encode("utf-8", "surrogateescape")


def real_path(path: Path) -> Path:
    """Return a path without links; unlike `Path.resolve`, of a loop of links too."""
    return Path(os.path.realpath(path))
