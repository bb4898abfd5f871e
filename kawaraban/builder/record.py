"""The record of a build: the manifest that the next no-op check compares with."""

import os
from datetime import datetime
from pathlib import Path

from kawaraban.builder.plan import Plan
from kawaraban.core.options import Options
from kawaraban.incremental import manifest
from kawaraban.incremental.manifest import Manifest, build_request
from kawaraban.incremental.no_op import LastBuild
from kawaraban.publish import Change, KnownOutput


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
    plan: Plan,
    digests: dict[str, bytes],
    change: Change,
    printed: tuple[str, str, str],
    options: Options,
) -> Manifest:
    """Write the manifest of a build: the digests of our files, and what it has printed."""
    site, output = options.site, options.output
    until = plan.holds_until if options.is_by_clock else None
    record = Manifest(
        request=build_request(list(options.arguments), str(options.product)),
        output=_from(str(site.absolute()), str(output.absolute())),
        real_output=_from(os.path.realpath(site), os.path.realpath(output)),
        since=_nanoseconds(plan.snapshot.site.now) if options.is_by_clock else 0,
        until=_nanoseconds(until),
        printed=printed,
        inputs=plan.content.inputs,
        outputs=change.outputs.add_digests(f"{output}/"),  # few are recent by now
        digests=digests,
        foreign=list(change.foreign),
    )
    manifest.save(record, f"{site}/.cache")
    return record


def _from(site: str, path: str) -> str:
    """Return a path from the site's folder, where it lies in there; such a site can be moved."""
    inside = f"{path}/".startswith(f"{site}/")
    return os.path.relpath(path, site) if inside else path


def _nanoseconds(moment: datetime | None) -> int:
    """Return a moment in nanoseconds since 1970, 0 for none."""
    return int(moment.timestamp()) * 1_000_000_000 + moment.microsecond * 1000 if moment else 0
