"""The kinds of output, one module each, and the registry that finds them.

A module that gives output has a function `outputs(snapshot)`; nothing else names it.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Literal

from msgspec import Struct

from kawaraban.core.addresses import collision_key, file_of, parents_of
from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.discovery import modules
from kawaraban.core.messages import report
from kawaraban.core.model import StoredBytes
from kawaraban.render.snapshot import Snapshot

ROBOTS = "robots.txt"
# These hold what the author has put into files of the same names.
HOST_FILES = frozenset({".htaccess", "_headers", "_redirects", "vercel.json", ".nojekyll"})
MadeFrom = Literal["inputs", "file", "index", "name"]


class Output(Struct, frozen=True):
    """A file of the site: its address, what it comes from, how its bytes are made.

    A picture's bytes are kept already. `template` is the template of an HTML page, `pasted`
    the addresses of the ad code that its author has pasted. What it is
    `made_from`: recorded inputs, a file, the search index, or what its `name` says.
    """

    address: str
    origin: Source
    make: Callable[[], bytes] | StoredBytes
    template: str = ""
    pasted: frozenset[str] = frozenset()
    made_from: MadeFrom = "inputs"

    @property
    def path(self) -> str:
        """Return the file's path under the output folder."""
        return file_of(self.address)

    def bytes(self) -> bytes:
        """Make the file's bytes."""
        return self.make.read() if isinstance(self.make, StoredBytes) else self.make()


def _outputs(snapshot: Snapshot) -> Iterator[Output]:
    for module in modules(__name__, __path__):
        if hasattr(module, "outputs"):
            yield from module.outputs(snapshot)


def plan_outputs(snapshot: Snapshot) -> tuple[Output, ...]:
    """Return every page of the site, none of them rendered yet."""
    outputs = tuple(_outputs(snapshot))
    own = snapshot.assets.root
    root = (
        Output(path, Source(f"assets/root/{path}"), partial(bytes, data), made_from="file")
        for path, data in own.items()
    )
    for_host = {output.path for output in outputs} & HOST_FILES
    # An author's own robots.txt is meant to stand in place of ours.
    ours = (output for output in outputs if output.path != ROBOTS or ROBOTS not in own)
    return (*ours, *(output for output in root if output.path not in for_host))


def find_collisions(outputs: tuple[Output, ...]) -> Iterator[Diagnostic]:
    """Find two outputs with one address, also by letter case or Unicode form.

    A file that is a folder of another's path counts too.

    Bad:  posts/Key.md and posts/key.md
    Good: posts/Key.md and posts/spare-key.md
    """
    taken: dict[str, Output] = {}
    for output in outputs:
        key = collision_key(output.path)
        first = taken.setdefault(key, output)
        if first is not output:
            yield _collision(output, first)
    for folder in sorted(parents_of(taken).intersection(taken)):
        inside = (output for key, output in taken.items() if key.startswith(f"{folder}/"))
        yield from (_collision(output, taken[folder]) for output in inside)


def _collision(output: Output, first: Output) -> Diagnostic:
    if output.origin.line == 1 < first.origin.line:  # whose author wrote the address is told
        output, first = first, output
    return report(output.origin, "same-address", address=output.address, path=first.origin.path)
