"""Kawaraban: from Markdown with facts and ads to pages that keep their word."""

import os
import sys

# pip compiles what it installs, whatever this variable says. This program is not installed, so
# its first run does it: without, an author waits a third longer for each edit. `-B` stops that.
if os.environ.get("PYTHONDONTWRITEBYTECODE"):
    sys.dont_write_bytecode = False
