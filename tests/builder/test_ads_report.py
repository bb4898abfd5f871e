"""The report of a site's ads (`build.py ads`)."""

from __future__ import annotations

import json

import pytest

from tests.ads.shop import A8, AD, OURS
from tests.desk import Desk, post


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """Return a site with programmes."""
    return desk.write({"site.toml": OURS})


def test_the_report_as_text(shop: Desk) -> None:
    """A line each: which posts use a programme is one `grep`."""
    texts = {"content/posts/a.md": post(AD), "content/posts/b.md": post(A8)}
    done = shop.write(texts).build("ads")
    assert done.status == 0
    assert not done.output.exists()
    lines = [line.split("\t") for line in done.out.splitlines()]
    a8 = [line for line in lines if line[0] == "ad" and line[1] == "a8"]
    assert {line[4] for line in a8} == {"content/posts/b.md"}
    assert ["ad", "amazon"] in [line[:2] for line in lines]
    assert [line for line in lines if line[0] == "page" and line[1] == "content/posts/a.md"]


def test_the_report_as_json(shop: Desk) -> None:
    """The same for other tools."""
    done = shop.write({"content/posts/a.md": post(AD)}).build("ads", "--format", "json")
    report = json.loads(done.out)
    assert set(report) == {"programmes", "ads", "deals", "products", "pages"}
    (ad,) = report["ads"]
    assert (ad["network"], ad["id"], ad["page"]) == ("amazon", "example-22", "content/posts/a.md")
    assert ad["place"].startswith("content/posts/a.md:6:")
