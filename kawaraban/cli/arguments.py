"""The arguments of the command line: those of all commands, and each command's own."""

import argparse
import os
from collections.abc import Sequence
from functools import partial
from math import inf
from pathlib import Path
from typing import Any

from kawaraban.core.options import Options

_SETTINGS = "site.toml"
TOOLS = ("wordpress", "hugo", "jekyll", "zenn", "qiita", "hatena", "markdown")
COMMANDS = {
    "build": "build the site (the default)",
    "init": "begin a new site in a folder",
    "new": "begin a draft",
    "serve": "preview the site while you write",
    "check": "check all that a build checks",
    "import": "move another tool's posts into the site",
    "ads": "list the ads of the site",
    "redact": "cover what a picture must not show",
    "schedule": "print how to build at the dates on which something changes",
    "doctor": "look at Python, libraries, fonts, folders and the clock",
}


def _whole_number(text: str, wrong: str, most: float = inf) -> int:
    """Read a number from 1 on; `wrong` says what another text is not."""
    if not text.isdecimal() or not 0 < int(text) <= most:
        raise _unusable(text, wrong)
    return int(text)


_port = partial(_whole_number, wrong="not a port", most=0xFFFF)
_jobs = partial(_whole_number, wrong="not a number of processes")
_SWITCH = {"action": "store_true"}
# The arguments of each command alone, as argparse takes them.
_OWN: dict[str, dict[str, dict[str, Any]]] = {
    "init": {
        "folder": {"metavar": "DIR", "help": "the new folder, or an empty one"},
        "--language": {"choices": ("ja", "en"), "help": "of the site"},
    },
    "new": {
        "title": {"metavar": "TITLE", "help": "its title"},
        "--slug": {"help": "its name in the address"},
        "--bundle": {**_SWITCH, "help": "a folder, for pictures beside the text"},
        "--page": {**_SWITCH, "help": "a page instead of a post"},
    },
    "serve": {
        "--port": {"type": _port, "metavar": "N", "help": "on this port, or the next free one"},
        "--open": {**_SWITCH, "help": "open it in the browser"},
        "--editor": {"choices": ("vscode",), "help": "link mistakes to the editor"},
    },
    "check": {"--online": {**_SWITCH, "help": "external links too, but no ad link"}},
    "import": {
        "source": {"type": Path, "metavar": "FROM", "help": "an export, or a folder of posts"},
        "--as": {"dest": "tool", "choices": TOOLS, "help": "the tool, where the guess is wrong"},
        "--media": {"type": Path, "metavar": "DIR", "help": "an unpacked uploads/, with pictures"},
        "--fetch": {**_SWITCH, "help": "fetch pictures from the old site's own host"},
    },
    "ads": {
        "--html": {"metavar": "FILE", "help": "into a page with search and sorting"},
        "--ended": {"metavar": "FILE", "help": "say what a mail or list names"},
    },
    "redact": {"picture": {"metavar": "PICTURE"}},
}


def parse_arguments(arguments: Sequence[str], product: Path) -> Options:
    """Parse arguments; wrong ones end the program with status 2, as argparse does."""
    given = vars(_parser().parse_args(arguments))
    given["command"] = given["command"] or "build"
    here = Path.cwd()
    around = (one for one in (here, *here.parents) if (one / _SETTINGS).is_file())
    site = given.pop("site", None) or next(around, product)
    common = {name: given.pop(name) for name in Options._fields if name in given}
    common["output"] = common.get("output") or site / "output"
    return Options(site=site, product=product, arguments=tuple(arguments), own=given, **common)


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    add = common.add_argument
    add("--site", type=_folder, metavar="DIR", help="the site's folder (here or above)")
    add("--output", type=Path, metavar="DIR", help="the output folder (SITE/output)")
    add("--now", metavar="MOMENT", help="build as of a moment: 2025-08-25T12:00")
    add("--drafts", action="store_true", help="show drafts and future posts")
    add("--strict", action="store_true", help="let warnings stop the build")
    add("--format", choices=("text", "json", "github"), help="of diagnostics")
    add("--jobs", type=_jobs, metavar="N", help="work in N processes")
    add("--no-cache", dest="cache", action="store_false", help="remember nothing")
    add("--base-url", type=_base_url, metavar="URL", help="in place of base_url")
    shared: dict[str, Any] = {"allow_abbrev": False, "parents": [common]}
    shared["argument_default"] = argparse.SUPPRESS
    what = "Build the site: content/ and site.toml to output/."
    parser = argparse.ArgumentParser(prog="build.py", description=what, **shared)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, purpose in COMMANDS.items():
        own = commands.add_parser(name, help=purpose, description=purpose, **shared)
        for flag, settings in _OWN.get(name, {}).items():
            own.add_argument(flag, **settings)
    return parser


def _folder(text: str) -> Path:
    if not os.path.isdir(text):
        raise _unusable(text, "not a folder")
    return Path(text)


def _base_url(text: str) -> str:
    if not text:
        return text
    from kawaraban.read.settings_file import bad_base_url  # noqa: PLC0415 - not always needed

    if reason := bad_base_url(text):
        raise _unusable(text, reason.en)
    return text


def _unusable(text: str, why: str) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(f"{text!r}: {why}")
