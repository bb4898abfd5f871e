"""The sample site: what README's first command builds."""

from __future__ import annotations

import gzip
import json
import os
import posixpath
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.desk import PROJECT, Built

_MOST = 14 * 1024
CLASSES = (
    "deal",
    "disclosure",
    "ad-label",
    "ad-link",
    "notice",
    "toc",
    "contact",
    "figure",
    "callout",
    "link-card",
    "author",
    "post-body",
    "related",
)


def test_builds_without_a_word(sample: Built) -> None:
    """It has no mistake and no warning."""
    assert (sample.status, sample.out) == (0, "")


def test_shows_every_element(sample: Built) -> None:
    """The main article has every element that an author can write, in both of its forms."""
    page = sample.page("posts/mihon-account-lock/")
    soup = BeautifulSoup(page, "html.parser")
    assert [c for c in CLASSES if not soup.find(class_=c)] == []
    wanted = (
        "blockquote cite",
        "table",
        "pre code",
        "dl dd",
        "details.callout",
        ".footnotes",
        "del",
    )
    assert [s for s in (*wanted, "input[type=checkbox]") if not soup.select(s)] == []
    kinds = {c for e in soup.select(".callout") for c in e["class"] if c.startswith("callout-")}
    assert len(kinds) >= 5


def test_shows_a_product(sample: Built) -> None:
    """The post on keys has a product with a button for each of its shops."""
    soup = BeautifulSoup(sample.page("posts/spare-keys/"), "html.parser")
    assert len(soup.select(".product a")) == 3
    assert len(soup.select(".product a.ad-link")) == 2


def test_every_page_is_light(sample: Built) -> None:
    """Each page comes within 14 KiB in one request; the search page in two, for its script."""
    files = sample.everything()
    for path, data in files.items():
        if path.endswith(".html"):
            links = re.findall(r'(?:<script src|stylesheet" href)="/?([^"]+)"', data.decode())
            loaded = [posixpath.normpath(posixpath.join(posixpath.dirname(path), x)) for x in links]
            sizes = [len(gzip.compress(one, 6)) for one in (data, *map(files.__getitem__, loaded))]
            assert len(sizes) == 1 + path.startswith("search/"), path
            assert sum(sizes) <= _MOST, (path, sizes)


def test_canaries_are_nowhere(sample: Built) -> None:
    """The draft, the post of 2099 and the expired one leave no byte."""
    for word in ("canary-hinoki", "canary-sugi", "canary-matsu"):
        sources = [p for p in (PROJECT / "content").rglob("*.md") if word in p.read_text("utf-8")]
        assert sources, word
        assert [p for p, data in sample.everything().items() if word.encode() in data] == []


def test_ids_are_unique(sample: Built) -> None:
    """No page has an id twice, footnotes and headings included."""
    for path, data in sample.everything().items():
        ids = Counter(re.findall(rb'\sid="([^"]*)"', data)) if path.endswith(".html") else Counter()
        assert [i for i, n in ids.items() if n > 1] == [], path


def test_html_checker(sample: Built) -> None:
    """The Nu HTML checker has neither error nor warning for any page or stylesheet."""
    jar = os.environ.get("VNU_JAR", "")
    if not jar and not os.environ.get("CI"):
        pytest.skip("VNU_JAR names no checker")
    command = [
        "java",
        "-Xss4m",
        "-jar",
        jar,
        "--format",
        "json",
        "--also-check-css",
        "--also-check-svg",
    ]
    done = subprocess.run(
        [*command, "--skip-non-html", "--exit-zero-always", sample.output],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    messages = json.loads(done.stderr or done.stdout)["messages"]
    # From a disk the checker takes no file for the site's own, and it takes data for a script:
    # what browsers make of the policy is asked of one (tests/promises/test_policy.py).
    told = (m for m in messages if "violates Content Security Policy" not in m["message"])
    assert [f"{Path(m.get('url', '')).name}: {m['message']}" for m in told] == []
