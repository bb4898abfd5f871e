"""The terminal: its streams, and the lines that a build writes to them."""

import os
import sys
import time

INTERRUPTED = "build.py: 中断しました / interrupted"
LINKED_CACHE = (
    "build.py: .cache はリンクです。サイトの外に書かないよう、リンクを消してください / "
    ".cache is a link: delete it, for a build writes nothing outside the site"
)
MISSING_LIBRARY = (
    "build.py: ライブラリ {0} がありません。次のコマンドで入ります / the library {0} is missing; "
    'install it with: "{1}" -m pip install -r "{2}"'
)
_STARTED = time.perf_counter()


def escape_unencodable() -> None:
    """Write letters that the terminal's encoding lacks (cp932, ASCII) as escapes."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def write_output(text: str) -> None:
    """Write to the standard output, whose reader may have ended (`| head`)."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python's documentation, "Note on SIGPIPE": else it complains as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_report(texts: tuple[str, str, str], form: str, site: os.PathLike[str]) -> None:
    """Write which site it is, its diagnostics, and the summary of what was done.

    Diagnostics in words get the lines of their files at a terminal.
    """
    heading, diagnostics, summary = texts
    write_heading(heading, site)
    if diagnostics and form == "text" and sys.stdout.isatty():
        from kawaraban.system.excerpts import decorate  # noqa: PLC0415 - seldom needed

        diagnostics = decorate(diagnostics, os.fspath(site))
    write_output(diagnostics)
    write_error(summary.replace("{seconds}", f"{time.perf_counter() - _STARTED:.2f}"))


def write_error(line: str) -> None:
    """Write a line to the standard error, which may be closed or on a full disk."""
    try:  # noqa: SIM105 - contextlib takes 3 ms to load
        sys.stderr.write(f"{line}\n")
    except OSError:
        pass


def write_heading(heading: str, site: os.PathLike[str]) -> None:
    """Write the line that names a site; it is remembered without the folder, which may move."""
    write_error(heading.replace("{folder}", os.path.abspath(site)))


def describe_error(error: OSError) -> str:
    """Word an error of the system: its reason in both languages, and the path."""
    import errno  # noqa: PLC0415 - not always needed

    reasons = {
        errno.ENOSPC: "ディスクに空きがありません / no space left on the disk",
        errno.EROFS: "書き込めないディスクです / the disk is read-only",
        errno.EACCES: "権限がありません / permission denied",
        errno.EEXIST: "ほかのファイルが場所をふさいでいます / another file is in the way",
        errno.EDQUOT: "使える容量を超えました / the disk quota is exceeded",
        errno.EBUSY: (
            "マウントした場所です。その中のフォルダーを --output で指定してください / "
            "in use, or a mount point: name a folder inside it with --output"
        ),
        errno.EIO: "ディスクの読み書きに失敗しました / input or output error of the disk",
    }
    reason = reasons.get(error.errno or 0)
    if reason is None:
        return f"build.py: {error}"
    where = "" if error.filename is None else f": {os.fsdecode(error.filename)}"
    return f"build.py: {reason}{where}"
