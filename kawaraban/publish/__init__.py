"""Disk out, as one step: the output folder is the whole old site or the whole new one."""

import errno
import os
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

from msgspec.structs import replace

from kawaraban.core.addresses import parents_of
from kawaraban.core.model import Frozen
from kawaraban.incremental.fingerprints import NO_FINGERPRINTS, Fingerprints, numbers_at
from kawaraban.incremental.manifest import MARK
from kawaraban.publish.exchange import replace_folder
from kawaraban.publish.output import check_output, earlier_outputs, mark_of
from kawaraban.publish.staging import KnownOutput, Staging
from kawaraban.publish.tree import Tree, bring_over, make_tree, read_tree

__all__ = ["Change", "KnownOutput", "Staging", "check_output", "publish"]


class Change(Frozen, frozen=True, kw_only=True):
    """The files that publishing wrote and removed, and what others have put beside them.

    `foreign` are files, links and empty folders that no build made; they stay. `outputs` are the
    fingerprints of everything in the folder, as it was published, without digests.
    """

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    outputs: Fingerprints = NO_FINGERPRINTS


def publish(digests: Mapping[str, bytes], staging: Staging) -> Change:
    """Make the output folder hold exactly the files of these digests; these alone were put.

    What others have put into it stays. Files that did not change keep their times, for upload
    tools that compare them; where nothing changed the folder is not touched. Raises OSError.
    """
    with staging:
        whole = {**digests, MARK: staging.put(MARK, mark_of(digests))}
        # The mark may have been damaged, or the cache deleted: each names files of ours.
        made = earlier_outputs(staging.output) | staging.known.digests.keys()
        present, foreign = _contents(staging, made | whole.keys())
        change = Change(
            written=staging.staged_paths(whole),
            removed=tuple(sorted((made - whole.keys()) & present)),
            foreign=tuple(sorted(foreign)),
        )
        if len(change.written) == 1 and not change.removed and change.written[0] in present:
            path = change.written[0]  # to rename it is one step
            Path(staging.path_of(path)).replace(staging.output / path)
            staging.forget(path)
        elif change.written or change.removed:
            return _publish_tree(change, whole, staging, made | whole.keys())
        root, known = f"{staging.output}/", staging.known.outputs
        new = [*change.written, *parents_of(change.written)]
        outputs = known.renew(root, new) if known else _take(root, _with_folders(whole, foreign))
        return replace(change, outputs=outputs)


def _contents(staging: Staging, ours: AbstractSet[str]) -> tuple[AbstractSet[str], set[str]]:
    """Return the files of ours that are in the output folder, and what no build made there."""
    known = staging.known
    if known.outputs:
        return {*known.digests, MARK}, {*known.foreign} - ours
    present = read_tree(staging.output)
    return present.files.keys() & ours, _foreign(present, ours)


def _publish_tree(
    change: Change, whole: Mapping[str, bytes], staging: Staging, ours: AbstractSet[str]
) -> Change:
    """Make the new tree beside the output folder and exchange both.

    What others have put into the old tree since it was read comes along. Raises OSError,
    also where something of others is in the way of a file or a folder.
    """
    output, present = staging.output, read_tree(staging.output)
    foreign = _foreign(present, ours)
    # Theirs where we need a folder, and the other way round.
    for path in sorted((foreign & parents_of(whole)) | (parents_of(foreign) & whole.keys())):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(output / path))
    tree = staging.spare_tree()
    staged = {path: staging.path_of(path) for path in change.written}
    paths = _with_folders(whole, foreign)
    make_tree(tree, output, present, staged, {*whole, *foreign}.difference(staged))
    old = replace_folder(tree, output)
    outputs = _take(f"{output}/", paths)
    if old is not None:
        now = read_tree(old)
        late = _foreign(now, ours)
        bring_over(old, now, output, present, late)
        foreign |= late
        stale = now.files.keys() & {*change.written, *change.removed}
        if not staging.store_spare(old, stale):
            outputs = _take(f"{output}/", paths)  # a hard link deleted alters the file's times
    return replace(change, foreign=tuple(sorted(foreign)), outputs=outputs)


def _take(root: str, paths: list[str]) -> Fingerprints:
    return Fingerprints(paths, numbers_at(root, paths), {})


def _with_folders(whole: Iterable[str], foreign: Iterable[str]) -> list[str]:
    """Return the paths of all files of the output folder, and of the folders that hold them."""
    paths = [*whole, *foreign]
    return [*paths, *sorted(parents_of(paths).difference(paths))]


def _foreign(tree: Tree, ours: AbstractSet[str]) -> set[str]:
    """Return the files and the empty folders of a tree that no build made."""
    empty = tree.folders.keys() - parents_of((*tree.files, *tree.folders))
    return (tree.files.keys() - ours) | (empty - parents_of(ours) - ours)
