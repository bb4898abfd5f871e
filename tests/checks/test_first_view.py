"""Where the disclosure ends on a phone: what is told, and how near the estimate comes."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kawaraban.builder.builder import Builder
from kawaraban.checks.first_view import end_of_disclosure
from kawaraban.core.options import Options
from tests.ads.shop import AD, OURS
from tests.checks.layouts import write_site
from tests.desk import NOW, PROJECT, Desk, post

LONG = "長い題の言葉を並べる" * 25
DEAL = (
    "{shop: 店, text: '秋の大きな売り出しのお知らせをここに', url: 'amazon:B000000000', "
    "ends: open, show: [top]}"
)
NOTICE = "この記事には広告を含みます。" + "リンクの先で買うと報酬を受け取ることがあります。" * 30


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"content/posts/a.md": post(AD, title=LONG)}, "content/posts/a.md:2:8"),
        ({"content/notices/disclosure.md": NOTICE}, "content/notices/disclosure.md:1:1"),
        (
            {"content/deals.yaml": "".join(f"d{n}: {DEAL}\n" for n in range(13))},
            "content/deals.yaml:1:",
        ),
    ],
)
def test_what_pushes_the_disclosure_down_is_told_once(
    desk: Desk, files: dict[str, str], place: str
) -> None:
    """A title, a notice or deals too long are told at their own place, once for all posts."""
    posts = {f"content/posts/{name}.md": post(AD) for name in "abc"}
    built = desk.write({"site.toml": OURS, **posts, **files}).build()
    assert built.out.startswith(place)
    assert built.out.count("[low-disclosure]") == built.out.count("\n") == 1


def test_ordinary_pages_are_not_told(desk: Desk) -> None:
    """A page without a disclosure may have any title, and one with it a usual one."""
    texts = {"content/posts/a.md": post("文", title=LONG), "content/posts/b.md": post(AD)}
    assert desk.write({"site.toml": OURS, **texts}).build().out == ""


@pytest.mark.browser
@pytest.mark.parametrize(
    "seeds", [(0, 2, 7), pytest.param(range(10), marks=pytest.mark.heavy)], ids=["15", "50"]
)
def test_the_estimate_is_near(chromium: Browser, tmp_path: Path, seeds: tuple[int, ...]) -> None:
    """The end of the disclosure is estimated within a tenth of where Chromium puts it."""
    page = chromium.new_page(viewport={"width": 360, "height": 640})
    for seed in seeds:
        desk = Desk(tmp_path / str(seed))
        addresses = write_site(desk, seed)
        built = desk.build()
        options = Options(site=desk.folder, product=PROJECT, output=built.output, now=NOW)
        subject = Builder(options).plan()[0].subject
        posts = {article.address: article for article in subject.articles}
        for address in addresses:
            page.goto((built.output / address / "index.html").as_uri())
            box = page.locator(".disclosure").bounding_box()
            assert box is not None
            end, _ = end_of_disclosure(posts[address], subject.context(posts[address]))
            assert end == pytest.approx(box["y"] + box["height"], rel=0.1), (seed, address)
