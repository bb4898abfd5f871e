"""The no-op check: whether anything has changed since the last build that was published."""

from __future__ import annotations

import os
import time

from kawaraban.incremental import manifest
from kawaraban.incremental.manifest import Manifest


class LastBuild:
    """The last build that was published, and what has changed since.

    It `is_current` where the same is asked for and nothing that was read has changed, and
    where the output folder is as it was left. `disturbed` are the paths there that are not.
    """

    __slots__ = ("disturbed", "is_current", "manifest")

    def __init__(self, manifest: Manifest, disturbed: list[str], *, is_current: bool) -> None:
        """Take what was found out."""
        self.manifest = manifest
        self.disturbed = disturbed
        self.is_current = is_current


def find_last_build(site: str, arguments: list[str], product: str) -> LastBuild | None:
    """Compare the last build with what there is now; None where no build is remembered."""
    now = time.time_ns()
    last = manifest.load(f"{site}/.cache")
    if last is None:
        return None
    roots = {"site": f"{site}/", "product": f"{product}/", "": ""}
    is_same_request = (
        last.request == manifest.build_request(arguments, product)
        and last.holds_at(now)
        and last.is_of_output(site)
        and not last.has_leftovers(site)
    )
    changed = any(prints.changed(roots[root]) for root, prints in last.inputs)
    disturbed = last.outputs.changed(f"{os.path.join(site, last.output)}/")
    is_current = is_same_request and not changed and not disturbed
    return LastBuild(last, disturbed, is_current=is_current)
