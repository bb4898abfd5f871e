"""What has changed since the last build, found out before anything else is imported.

python build.py                 (nothing has changed)
12ページ、画像 9枚、警告 0件、0.01秒。次に内容が変わるのは …
"""

from __future__ import annotations

import marshal
import os
import time

from kawaraban.incremental import manifest
from kawaraban.incremental.manifest import Manifest
from kawaraban.system import signals, terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# Below this, to start a process takes longer than it saves.
_MANY = 8000


class Before:
    """The last build, and which files are not as it left them.

    `edited` are those of the site's folder, `changed` says whether anything else that was
    read has changed: the product, its libraries, fonts, or what is asked for.
    """

    __slots__ = (
        "_disturbed",
        "_look",
        "changed",
        "edited",
        "manifest",
        "output",
        "seen",
        "site",
    )

    def __init__(  # noqa: PLR0913 - what was found out, in one place
        self,
        site: str,
        last: Manifest,
        edited: list[str],
        look: Callable[[], list[str]],
        *,
        changed: bool,
        seen: int,
    ) -> None:
        """Take what was found, when it was looked for, and how to look at the output folder."""
        self.seen = seen
        self.site = site
        self.output = os.path.join(site, last.output)
        self.manifest = last
        self.edited = edited
        self.changed = changed
        self._look = look
        self._disturbed: list[str] | None = None

    @property
    def disturbed(self) -> list[str]:
        """Give the paths in the output folder, which is looked at once."""
        if self._disturbed is None:
            self._disturbed = self._look()
        return self._disturbed


def looked(arguments: list[str], product: str) -> Before | None:
    """Look for what has changed; None where no build is remembered."""
    seen, site = time.time_ns(), site_of(arguments, product)
    last = manifest.load(f"{site}/.cache")
    if last is None:
        return None
    look, is_shared = _looking(last, f"{os.path.join(site, last.output)}/")
    roots = {"site": f"{site}/", "product": f"{product}/", "": ""}
    others = (stamps.changed(roots[root]) for root, stamps in last.read if root != "site")
    same = (
        last.asked == manifest.asked(arguments, product)
        and last.holds(seen)
        and last.leads_to(site)
        and not last.is_littered(site)
    )
    changed = not same or any(others)
    edited = [p for root, stamps in last.read if root == "site" for p in stamps.changed(f"{site}/")]
    before = Before(site, last, edited, look, changed=changed, seen=seen)
    if is_shared:  # no process is left at work that nobody else knows of
        before.disturbed  # noqa: B018
    return before


def answered(before: Before | None) -> bool:
    """Say again what the last build said, where nothing has changed since."""
    if before is None or before.changed or before.edited or before.disturbed:
        return False
    out, summary = before.manifest.said
    terminal.write_output(out)
    signals.ignore_all()
    terminal.write_error(summary.replace("{seconds}", f"{terminal.elapsed_seconds():.2f}"))
    manifest.settle(before.manifest, f"{before.site}/.cache", before.seen)
    return True


def site_of(arguments: list[str], product: str) -> str:
    """Give the site's folder as it is asked for; a wrong one has no manifest that fits."""
    return option("--site", arguments) or product


def output_of(arguments: list[str], site: str) -> str:
    """Give the output folder as it is asked for."""
    return option("--output", arguments) or f"{site}/output"


def option(name: str, arguments: list[str]) -> str:
    """Give the value of an option, the last one where it is given twice, as argparse does."""
    value = ""
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=False):
        if argument == name:
            value = following
        elif argument.startswith(f"{name}="):
            value = argument.removeprefix(f"{name}=")
    return value


def _looking(last: Manifest, root: str) -> tuple[Callable[[], list[str]], bool]:
    """Give what looks for changed files in the output folder, which `root` leads to.

    With whether a process beside this one has begun: it does half of all looking, where that
    is much, and what is given waits for it and does the rest.
    """
    stamps = last.made
    here = sum(len(read.paths) for _, read in last.read)
    if here + len(stamps.paths) < _MANY or not hasattr(os, "fork") or (os.cpu_count() or 1) == 1:
        return (lambda: stamps.changed(root)), False
    first, stamps = stamps.parted(max(0, (len(stamps.paths) - here) // 2))
    reader, writer = os.pipe()
    child = signals.fork_worker()
    if not child:
        try:
            os.close(reader)  # so that a killed build is noticed
            with open(writer, "wb") as answer:
                marshal.dump(stamps.changed(root), answer)
        finally:
            os._exit(0)
    os.close(writer)

    def waited() -> list[str]:
        changed = first.changed(root)
        with open(reader, "rb") as answer:
            found = answer.read()
        signals.kill_workers()
        if not found:
            return [*changed, *stamps.changed(root)]
        return [*changed, *marshal.loads(found)]  # noqa: S302 - of our own process

    return waited, True
