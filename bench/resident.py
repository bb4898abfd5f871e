# ruff: noqa: INP001 - a script that a developer runs, not part of a package
"""Time the builds of one process that stays: what a preview pays for each save.

    python bench/resident.py                 1,000 posts, one text edited before each build
    python bench/resident.py --posts 10000

The figure is the CPU time of `Builder.build`, reading, rendering and publishing included; the
first build, which reads and makes everything, is not counted. Aim: 100 ms for 1,000 posts.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import tempfile
import time
from pathlib import Path

from sites import PROJECT, Site, ours

sys.path.insert(0, str(PROJECT))

from kawaraban.builder import Builder
from kawaraban.core.options import Options, usable_cpus

_BUILDS = 15
_REST = 0.1  # seconds, so that a file's times say that it has changed


def cpu_times(folder: Path, posts: int) -> list[float]:
    """Return the CPU seconds of each build after an edit."""
    site = Site(ours(), folder, posts)
    options = Options(site=folder, product=PROJECT, output=folder / "output", jobs=usable_cpus())
    builder = Builder(options)
    builder.build()
    gc.collect()
    gc.freeze()  # as a process does that keeps a site in memory
    taken: list[float] = []
    for number in range(_BUILDS):
        file = site.folder / f"content/posts/post-{posts // 2:05}.md"
        file.write_text(f"{file.read_text('utf-8')}\n{number}番目に書き足した文です。\n", "utf-8")
        time.sleep(_REST)
        started = time.process_time()
        report = builder.build({file.relative_to(folder).as_posix()})
        taken.append(time.process_time() - started)
        if not report.published:
            sys.exit("a build was stopped")
    return taken


def main() -> None:
    """Print the least, the median and the most CPU time of a build."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--posts", type=int, default=1000)
    posts = parser.parse_args().posts
    with tempfile.TemporaryDirectory() as folder:
        taken = cpu_times(Path(folder).resolve() / "site", posts)
    figures = [min(taken), statistics.median(taken), max(taken)]
    least, middle, most = (f"{1000 * seconds:.0f}" for seconds in figures)
    sys.stdout.write(f"{posts:,} posts: {middle} ms of CPU a build ({least} to {most})\n")


if __name__ == "__main__":
    main()
