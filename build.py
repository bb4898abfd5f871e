#!/usr/bin/env python3
"""Build the site. How it is built is told in `kawaraban/builder/builder.py`."""

import sys

from kawaraban.cli.main import leave, run

if __name__ == "__main__":
    leave(run(__file__, sys.argv[1:]))
