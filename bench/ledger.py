# ruff: noqa: INP001 - a script that a developer runs, not part of a package
"""Measure the ledger: are links matched to their programmes, what does an end change, at what cost?

    python bench/ledger.py                            1,000 posts, 50 programmes, 5,000 links
    python bench/ledger.py --posts 60 --links 300     a shorter look

Posts hold links and pasted code of four networks, every sixth of a programme that the ledger
does not name. Two sites, one without the ledger, are built in turn; figures are medians of CPU
time. No address is ever requested.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from measure import middle
from outputs import left_by
from sites import Site, ours

_OWN = """
[affiliate.a8]
ids = [{mats}]
[affiliate.moshimo]
amazon = "111111"
[affiliate.valuecommerce]
sid = "2222222"
pid = "1"
[affiliate.accesstrade]
ids = [{rks}]
"""
_UNNAMED = 5  # of so many programmes of the ledger there is one besides that it does not name


class Link(NamedTuple):
    """A link of a programme, and the pixel beside it."""

    programme: str
    url: str
    pixel: str


def _link(number: int, of: int) -> Link:
    """Give the link of a programme's number, of a network by turns; `of` tells its texts apart."""
    name, kind, mat = f"p{number:03}", number % 4, f"3AAAAA+BBBBBB+P{number:03}+T{of:04}"
    if kind == 0:
        base = "https://px.a8.net/svt/ejp?a8mat=", "https://www10.a8.net/0.gif?a8mat="
        return Link(name, base[0] + mat, base[1] + mat)
    if kind == 1:
        ids = f"a_id=111111&p_id={number + 1000}&pc_id={of}&pl_id={of}"
        base = "https://af.moshimo.com/af/c/click?", "https://i.moshimo.com/af/i/impression?"
    elif kind == 2:  # noqa: PLR2004 - the third of four
        ids = f"sid=2222222&pid=88{number:07}"
        base = (
            f"https://ck.jp.ap.valuecommerce.com/servlet/referral?vc_url=x{of}&",
            "https://ad.jp.ap.valuecommerce.com/servlet/gifbanner?",
        )
    else:
        ids = f"rk=0100{number:03}abcde"
        base = "https://h.accesstrade.net/sp/cc?", "https://h.accesstrade.net/sp/rr?"
    return Link(name, base[0] + ids, base[1] + ids)


def _text(link: Link, form: int) -> str:
    """Give a link as authors write it: in Markdown, as pasted code, alone in a paragraph."""
    if form == 0:
        return f"[この店]({link.url})も見ました。"
    if form == 1:
        code = f'<a href="{link.url}" rel="nofollow">この店</a>'
        return f'前に{code}<img src="{link.pixel}" width="1" height="1" alt="">を見ました。'
    return link.url


class Ledger(NamedTuple):
    """What was written: the links of each post, by its page, and the programmes of the ledger."""

    pages: Mapping[str, list[Link]]
    named: tuple[str, ...]


def _write(site: Site, programmes: int, links: int, *, ledger: bool) -> Ledger:
    chance = random.Random("ledger")  # noqa: S311 - texts, not secrets
    count = programmes + programmes // _UNNAMED
    posts = sorted((site.folder / site.maker.posts).iterdir())
    made = [_link(chance.randrange(count), of % 9) for of in range(links)]
    pages: dict[str, list[Link]] = {}
    for number, post in enumerate(posts):
        own = made[number * links // len(posts) : (number + 1) * links // len(posts)]
        pages[f"{site.maker.posts}/{post.name}"] = own
        body = "\n\n".join(_text(link, chance.randrange(3)) for link in own)
        post.write_text(f"{post.read_text('utf-8')}\n{body}\n", "utf-8")
    every = [_link(number, of) for number in range(count) for of in range(9)]
    mats = ", ".join(
        f'"{link.url.partition("a8mat=")[2]}"' for link in every if "a8mat" in link.url
    )
    rks = ", ".join(f'"{link.url.partition("rk=")[2]}"' for link in every if "rk=" in link.url)
    settings = site.folder / "site.toml"
    settings.write_text(settings.read_text("utf-8") + _OWN.format(mats=mats, rks=rks), "utf-8")
    named = tuple(f"p{number:03}" for number in range(programmes))
    if ledger:
        ends = ("", "  ends: 2090-03-31\n")  # half of them have an end to come
        entries = (
            f"{name}:\n  name: 店{name}\n  link: '{_link(number, 0).url}'\n{ends[number % 2]}"
            for number, name in enumerate(named)
        )
        (site.folder / "content/programmes.yaml").write_text("".join(entries), "utf-8")
    return Ledger(pages, named)


def _matches(site: Site, written: Ledger) -> tuple[float, float]:
    """Give recall and precision of the links that the report says to be of a programme."""
    command = [*site.maker.command, "ads", "--format", "json"]
    report = subprocess.run(command, cwd=site.folder, capture_output=True, check=True)  # noqa: S603 - our own
    rows = json.loads(report.stdout)["ads"]
    found = {(row["page"], row["url"], row["ledger"]) for row in rows if row["ledger"]}
    true = {
        (page, link.url, link.programme)
        for page, links in written.pages.items()
        for link in links
        if link.programme in written.named
    }
    pixels = {
        (page, link.pixel, link.programme)
        for page, links in written.pages.items()
        for link in links
    }
    right = len(found & true)
    wrong = len(found - true - pixels)
    return right / len(true), right / (right + wrong)


def _end_one(site: Site, written: Ledger) -> tuple[int, int, int]:
    """End a programme, and build; count its pages, those that changed, and all others that did."""
    name = written.named[len(written.named) // 4 * 2]  # one without an end
    before = left_by(site)
    file = site.folder / "content/programmes.yaml"
    entry = f"  name: 店{name}\n"
    file.write_text(file.read_text("utf-8").replace(entry, f"{entry}  ends: 2020-01-01\n"), "utf-8")
    site.build()
    after = left_by(site)
    changed = {path for path, seen in after.items() if before.get(path) != seen}
    own = {
        f"posts/{Path(page).stem}/index.html"
        for page, links in written.pages.items()
        if any(link.programme == name for link in links)
    }
    others = changed - own - {"feed.xml", "feed.json", ".kawaraban"}
    return len(own), len(changed & own), len(others)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    for name, default in (("posts", 1000), ("programmes", 50), ("links", 5000), ("runs", 5)):
        parser.add_argument(f"--{name}", type=int, default=default, metavar="N")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sites = [
            Site(ours(), Path(folder).resolve() / name, given.posts) for name in ("without", "with")
        ]
        written = [
            _write(site, given.programmes, given.links, ledger=number == 1)
            for number, site in enumerate(sites)
        ]
        runs: list[list[float]] = [[], []]
        for _ in range(given.runs):
            for place, site in enumerate(sites):
                site.clean()
                runs[place].append(middle([site.build()]).cpu)
        without, with_ledger = (sorted(some)[len(some) // 2] for some in runs)
        recall, precision = _matches(sites[1], written[1])
        own, changed, others = _end_one(sites[1], written[1])
    sys.stdout.write(
        f"recall {recall:.3f}, precision {precision:.3f}\n"
        f"one programme ends: {own} pages have it, {changed} changed, {others} others\n"
        f"cold build: {without:.2f} s CPU without the ledger, {with_ledger:.2f} s with it, "
        f"ratio {with_ledger / without:.2f}\n"
    )


if __name__ == "__main__":
    main()
