#!/usr/bin/env python3
"""Build the site: a folder of Markdown in, a folder of pages out.

    read       site.toml, content/ and its registries           kawaraban/read
    parse      each changed text to HTML and slots              kawaraban/markdown, elements
    gather     articles to a site at this moment                kawaraban/site, ads
    check      every rule, all mistakes in one run              kawaraban/checks
    plan       pictures, styles, the list of outputs            kawaraban/images, csp, render
    make       the pages whose inputs have changed              kawaraban/render, incremental
    publish    the whole new site in one step                   kawaraban/publish

`kawaraban/builder/builder.py` runs these steps, `kawaraban/cli/main.py` the command; where
nothing has changed, `kawaraban/incremental/no_op.py` says so first.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - what an older one would say is no help
    sys.exit("build.py: Python 3.11 以降が必要です / Python 3.11 or newer is needed")

from kawaraban.cli.main import leave, run

if __name__ == "__main__":
    leave(run(__file__, sys.argv[1:]))
