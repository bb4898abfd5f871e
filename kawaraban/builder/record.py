"""The record of a build: the manifest that the next no-op check compares with."""

import os
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from kawaraban.builder.inputs import Inputs
from kawaraban.core.options import Options
from kawaraban.incremental import manifest
from kawaraban.incremental.fingerprints import Fingerprints
from kawaraban.incremental.manifest import Manifest, build_request
from kawaraban.incremental.no_op import LastBuild
from kawaraban.publish import KnownOutput


class Published(Struct, frozen=True):
    """What was published: the digests of our files, fingerprints of all, what others put there.

    It holds from `since` on, until the moment `until` or for ever.
    """

    digests: dict[str, bytes]
    outputs: Fingerprints
    foreign: tuple[str, ...]
    since: datetime
    until: datetime | None


def known_output(last: LastBuild | None, site: Path, output: Path) -> KnownOutput:
    """Return what is known of an output folder from the last build."""
    if last is None or os.path.realpath(output) != os.path.realpath(site / last.manifest.output):
        return KnownOutput()
    manifest, disturbed = last.manifest, frozenset(last.changed_outputs())
    if not disturbed:
        return KnownOutput(manifest.digests, manifest.outputs, tuple(manifest.foreign))
    # What is behind a link is somebody else's.
    links = tuple(f"{path}/" for path in disturbed if (output / path).is_symlink())
    digests = manifest.digests.items()
    return KnownOutput({p: d for p, d in digests if p not in disturbed and not p.startswith(links)})


def record_build(
    published: Published, inputs: Inputs, printed: tuple[str, str, str], options: Options
) -> Manifest:
    """Write the manifest of a build, with what it has printed."""
    site, output = options.site, options.output
    since, until = _span(published) if options.is_by_clock else (0, 0)
    record = Manifest(
        request=build_request(list(options.arguments), str(options.product)),
        output=_from(str(site.absolute()), str(output.absolute())),
        real_output=_from(os.path.realpath(site), os.path.realpath(output)),
        since=since,
        until=until,
        printed=printed,
        inputs=inputs,
        outputs=published.outputs,
        digests=published.digests,
        foreign=list(published.foreign),
    )
    manifest.save(record, f"{site}/.cache")
    return record


def _from(site: str, path: str) -> str:
    """Return a path from the site's folder, where it lies in there; such a site can be moved."""
    inside = f"{path}/".startswith(f"{site}/")
    return os.path.relpath(path, site) if inside else path


def _span(published: Published) -> tuple[int, int]:
    until = published.until
    return _nanoseconds(published.since), _nanoseconds(until) if until else 0


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000_000 + moment.microsecond * 1000
