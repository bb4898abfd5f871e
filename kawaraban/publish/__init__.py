"""Disk out, as one step: the output folder is the whole old site or the whole new one."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec.structs import replace

from kawaraban.incremental.manifest import MARK
from kawaraban.publish.change import Change, Known, Route, change_to, folders_of, mark_of
from kawaraban.publish.exchange import discard, take_place
from kawaraban.publish.foreign import GONE, Carried, brought_over, carry
from kawaraban.publish.places import check_output
from kawaraban.publish.stage import Stage, refuse_anothers
from kawaraban.publish.twin import Twin

__all__ = ["Change", "Known", "Stage", "check_output", "publish", "publish_some"]


def publish(digests: Mapping[str, bytes], stage: Stage, cache: Path | None) -> Change:
    """Make the output folder hold exactly the files of these `digests`, which were staged.

    In the folder of the `cache` a twin is kept, where there is one.

    What others have put there stays. Files that did not change keep their time, for upload
    tools that compare it; where nothing changed the folder is not touched. Raises OSError.
    """
    with stage:
        whole = {**digests, MARK: stage.put(MARK, mark_of(digests))}

        def is_new(path: str) -> bool:  # what is as it was known to be was not staged
            return whole[path] != stage.known_there(path) and stage.holds(path)

        change = change_to(whole, is_new, stage.output, stage.known)
        return _published(change, stage, cache)


def publish_some(
    digests: Mapping[str, bytes],
    made: Iterable[str],
    gone: Iterable[str],
    stage: Stage,
    cache: Path,
) -> Change:
    """Publish where all but the `made` and the `gone` files are known to be as they shall be."""
    made, gone = tuple(made), tuple(gone)
    with stage:
        if gone or not all(path in stage.known.digests for path in made):
            stage.put(MARK, mark_of(digests))
            made += (MARK,)
        written = frozenset(filter(stage.holds, made))
        change = Change(written=tuple(written), removed=gone, foreign=stage.known.foreign or ())
        if not _is_one_file(change, stage.output):
            change = _whole(change, {**digests, MARK: b""}, stage)
        return _published(change, stage, cache)


def _whole(change: Change, digests: Mapping[str, bytes], stage: Stage) -> Change:
    """Give a change with all that stays; what is foreign is looked at when all is ready."""
    written, foreign = frozenset(change.written), stage.known.foreign
    if foreign is None or not written.isdisjoint(foreign):
        return change_to(digests, written.__contains__, stage.output, stage.known)
    return replace(change, kept=tuple(path for path in digests if path not in written))


def _published(change: Change, stage: Stage, cache: Path | None) -> Change:
    """Do what a change says, as one step, and give how it was done. Raises OSError."""
    twin = None if cache is None else Twin(cache, stage)
    return replace(
        _publish(change, stage, twin),
        done=time.time_ns(),
        before=stage.known,
        renewed={} if twin is None else twin.renewed,
    )


def _publish(change: Change, stage: Stage, twin: Twin | None) -> Change:
    """Give with the change how it was done, and what is foreign in the output folder by now."""
    if twin is not None and stage.known.foreign != change.foreign:
        twin.drop()  # somebody may have added or deleted files, which it has or lacks
    if _is_one_file(change, stage.output):
        return replace(change, route=_publish_one(change.written[0], stage, twin))
    if not change.written and not change.removed:
        return change
    if twin is not None and (carried := twin.publish(change, stage)):
        change = _taken_over(twin.open, replace(change, route="twin"), stage, carried)
        twin.keep_staged(change, stage)
        return change
    return _publish_tree(replace(change, route="tree"), stage, twin)


def _is_one_file(change: Change, output: Path) -> bool:
    if len(change.written) != 1 or change.removed:
        return False
    file = output / change.written[0]
    return file.is_file() and os.path.realpath(file) == str(file)  # not through somebody's link


def _publish_one(path: str, stage: Stage, twin: Twin | None) -> Route:
    """Rename one file over the old one: that is one step by itself."""
    Path(stage.at(path)).replace(stage.output / path)
    return "file" if twin is None or twin.renew(stage.output, path) else "tree"


def _publish_tree(change: Change, stage: Stage, twin: Twin | None) -> Change:
    """Publish a tree of all; give with the change what is foreign in it."""
    tree, output, foreign = stage.tree(change.written), stage.output, change.foreign
    for path in change.kept:
        carry(output / path, tree / path)
    for path in foreign:
        with contextlib.suppress(*GONE):  # others may have deleted it by now
            carry(output / path, tree / path)
    if output.is_dir():
        for folder in folders_of((*change.written, *change.kept, *foreign)):
            if (output / folder).is_dir() and (tree / folder).is_dir():
                refuse_anothers(output / folder)
                shutil.copymode(output / folder, tree / folder)
        if stage.known.foreign_now(output) != foreign:
            foreign = brought_over(output, tree, change.ours, foreign)
    change, carried = replace(change, foreign=foreign), Carried(tree, foreign)
    old = take_place(tree, output)
    if old is None:
        return change
    change = _taken_over(old, change, stage, carried)
    if twin is None:
        discard(old)
    else:
        twin.keep(old, output, change)
    return change


def _taken_over(old: Path, change: Change, stage: Stage, carried: Carried) -> Change:
    """Take over what others have put into the old tree until it was exchanged.

    Give with the change all that is foreign, and when it was exchanged.
    """
    change = replace(change, exchanged=time.time_ns())
    if stage.known.foreign_now(old, moved=True) == change.foreign:
        return change
    with contextlib.suppress(OSError):  # the site is published
        there = brought_over(old, stage.output, change.ours, change.foreign, carried)
        return replace(change, foreign=there)
    return change
