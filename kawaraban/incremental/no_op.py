"""The no-op check: whether anything has changed since the last build that was published."""

import os
import time

from kawaraban.incremental import manifest
from kawaraban.incremental.manifest import Manifest


class LastBuild:
    """The last build that was published, and what has changed since.

    `is_current` says that the same is asked for and that nothing which was read has changed.
    """

    __slots__ = ("_changed_outputs", "_output", "is_current", "manifest")

    def __init__(self, manifest: Manifest, site: str, *, is_current: bool = False) -> None:
        """Take the record of a build, and the folder of its site."""
        self.manifest = manifest
        self.is_current = is_current
        self._output = f"{os.path.join(site, manifest.output)}/"
        self._changed_outputs: list[str] | None = None

    def changed_outputs(self) -> list[str]:
        """List the paths in the output folder that are not as the build left them."""
        if self._changed_outputs is None:
            self._changed_outputs = self.manifest.outputs.changed_paths(self._output)
        return self._changed_outputs


def find_last_build(site: str, arguments: list[str], product: str) -> LastBuild | None:
    """Compare the last build with what there is now; None where no build is remembered."""
    now = time.time_ns()
    last = manifest.load(f"{site}/.cache")
    if last is None:
        return None
    roots = {"site": f"{site}/", "product": f"{product}/", "": ""}
    is_current = (
        last.request == manifest.build_request(arguments, product)
        and last.holds_at(now)
        and last.is_of_output(site)
        and not last.has_leftovers(site)
        and not any(prints.changed_paths(roots[root]) for root, prints in last.inputs)
    )
    return LastBuild(last, site, is_current=is_current)
