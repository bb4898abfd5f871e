#!/usr/bin/env python3
"""Write the names of emoji from the npm package `gemoji`, GitHub's own list.

npm pack gemoji && tar xf gemoji-*.tgz
python tools/renew_emoji.py package/index.js
"""

import json
import re
import sys
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "kawaraban/markdown/inline/emoji.txt"
HEAD = """\
# The names that GitHub gives to emoji, from gemoji (https://github.com/wooorm/gemoji), MIT License.
# Copyright (c) 2014 Titus Wormer; the names: Copyright (c) 2019 GitHub, Inc.
"""
ENTRY = re.compile(r"emoji: '([^']+)',\s+names: (\[[^\]]+\])")

if __name__ == "__main__":
    found = ENTRY.findall(Path(sys.argv[1]).read_text("utf-8"))
    lines = sorted(
        f"{name} {emoji}\n"
        for emoji, names in found
        for name in json.loads(names.replace("'", '"'))
    )
    FILE.write_text(HEAD + "".join(lines), "utf-8")
