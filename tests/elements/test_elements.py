"""The article elements: golden cases, Markdown in, HTML and diagnostics out.

Each `NAME.md` beside this file holds cases: a heading, then three fences, the Markdown
as an author writes it, the HTML of the page's part, and what the build says of it.
Refresh them with `UPDATE_GOLDEN=1 python -m pytest tests/elements`, then read the diff.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from kawaraban.builder import Builder
from kawaraban.core.diagnostics import Diagnostic, sort_diagnostics
from kawaraban.core.model import Part
from kawaraban.core.options import Options
from kawaraban.csp.policy import OWN, grants_of_html
from kawaraban.elements import all_elements, grants_on, slots_in, takers
from kawaraban.render.snapshot import Snapshot
from kawaraban.site.context import PageContext
from tests.desk import PROJECT, Desk, post

HERE = Path(__file__).parent
NOW = "2026-06-01T12:00+09:00"
SETTINGS = """\
title = "試しの紙面"
base_url = "https://example.org/"
[disclosure]
policy = "pages/ads.md"
[affiliate.amazon]
tag = "example-22"
[[authors]]
id = "editor"
name = "編集"
reading = "へんしゅう"
bio = "手続きの記録を書いています。\\n**月に二度**更新します。"
url = "https://example.com/about"
[[snippets]]
name = "見本の札"
html = '''<DIV  class=x>
<a href="https://www.amazon.co.jp/dp/B0EXAMPLE1?tag=example-22">札 & 札</a>

    <b>札</b></DIV>'''
"""
CONTACTS = """\
shop:
  name: 見本の窓口
  as_of: 2026-05
  source: {title: 見本の案内, url: 'https://example.com/help?a=1&b=2'}
  phones:
    - {label: フリーダイヤル, number: ０１２０－０００－０００}
    - {label: 海外から, number: +81-50-9999-0000}
  hours: '9:00-12:00, 13:00-18:00'
  days: mon-fri
  note: つながりにくい日があります
old:
  name: 古い窓口
  as_of: 2025-02-03
  source: {title: 案内, url: 'https://example.com/old'}
  email: desk@example.com
"""
DEALS = """\
summer:
  shop: Amazon
  text: 夏のセール <開催中>
  url: amazon:https://www.amazon.co.jp/events/summer
  starts: 2026-06-01
  ends: 2026-06-28
evening:
  {shop: 見本商店, text: 夜の割引, url: 'https://example.com/evening', ends: 2027-01-03 20:00}
always: {shop: Amazon, text: いつでも, url: amazon:B0EXAMPLE1, ends: open}
spring: {shop: Amazon, text: 春のセール, url: amazon:B0EXAMPLE1, ends: 2026-05-31}
winter:
  {shop: Amazon, text: 冬のセール, url: amazon:B0EXAMPLE1, starts: 2026-12-01, ends: open}
"""
PRODUCTS = """\
key:
  name: 見本の鍵 <小>
  image: posts/shot.png
  note: 指紋の読み取りつき
  price: {amount: 5480, currency: JPY, as_of: 2026-05-20}
  links:
    - amazon:B0EXAMPLE1
    - {shop: 公式, url: 'https://example.com/key?a=1&b=2'}
plain: {name: 見本の紙, links: 'https://example.com/paper'}
bare: {name: 見本の石}
rated:
  name: 見本の札 <大>
  brand: 見本堂
  rating: 4.5
  pros: [軽い, '<b>丈夫</b>']
  cons: 高くて、重い
  verdict: 迷ったら & これ
  facts: {端子: USB-C, 指紋: あり}
  price: {amount: 1200, currency: JPY, as_of: 2026-05}
  links: amazon:B0EXAMPLE2
cheap: {name: 安い札, rating: 3, facts: {端子: なし, 色: '#fff'}, links: 'https://example.com/c'}
"""
SPEAKERS = """\
ねこ: {image: posts/shot.png, side: right}
店の人: {}
消えた人: {image: images/nobody.png}
"""
OTHER = post(
    "ほかの記事の最初の段落です。\n\n## 手順", title="ほかの記事 <b>の題", date="2026-04-02"
)
_OPENING = re.compile(r"~~~~(\w+)$")
# Another version of an encoder gives other bytes.
_DIGEST = re.compile(r"-(?:[0-9a-f]{8}|[0-9a-f]{12})\.(?=avif|webp|png|jpg)")
_CLOSING = "~~~~"


class Case(NamedTuple):
    """One golden case; `front` is front matter beyond title and date."""

    element: str
    title: str
    markdown: str
    html: str = ""
    diagnostics: str = ""
    front: str = ""

    def written(self) -> str:
        """Give the case as it stands in its file."""
        fences = ("front", "markdown", "html", "diagnostics")
        shown = [(f, getattr(self, f)) for f in fences if getattr(self, f) or f == "html"]
        return f"## {self.title}\n\n" + "\n".join(f"~~~~{f}\n{t}~~~~\n" for f, t in shown)


def _cases_of(file: Path) -> list[Case]:
    cases: list[dict[str, str]] = []
    fence = ""
    for line in file.read_text("utf-8").splitlines(keepends=True):
        if fence:
            fence = "" if line.rstrip() == _CLOSING else fence
            cases[-1][fence] = cases[-1].get(fence, "") + line if fence else ""
        elif line.startswith("## "):
            cases.append({"element": file.stem, "title": line[3:].strip()})
        elif opening := _OPENING.match(line):
            fence = opening[1]
    return [Case(**{k: v for k, v in case.items() if k}) for case in cases]


def _cases() -> list[Case]:
    return [case for file in sorted(HERE.glob("*.md")) for case in _cases_of(file)]


class Rendered(NamedTuple):
    """The HTML of a case, what the build says of it, and what its page grants and loads."""

    html: str
    diagnostics: str
    granted: frozenset[tuple[str, str]]
    loaded: frozenset[tuple[str, str]]


def _render(case: Case, folder: Path) -> Rendered:
    desk = Desk(folder)
    notice = "" if case.element == "notice" else "notice: false\n"
    front = f"---\ntitle: 題\ndate: 2026-05-01\n{notice}{case.front}---\n"
    desk.write(
        {
            "site.toml": SETTINGS,
            "content/contacts.yaml": CONTACTS,
            "content/deals.yaml": DEALS,
            "content/products.yaml": PRODUCTS,
            "content/speakers.yaml": SPEAKERS,
            "content/cards.yaml": "https://example.com/listed:\n  title: 載っているページ\n",
            "content/notices/accuracy.md": "**今も正しいか**確かめてください。\n",
            "content/posts/other.md": OTHER,
            "content/pages/ads.md": "---\ntitle: 広告について\n---\n",
            "content/posts/case.md": front + case.markdown,
        }
    )
    desk.picture("content/posts/shot.png", (640, 400)).picture("content/posts/small.png", (80, 50))
    snapshot, found = _plan(folder)
    renderer = snapshot.renderer
    article = renderer.view.published_article("content/posts/case.md")
    context = renderer.context(article.address, article)
    html = renderer.fill(_parts(case, context), context)
    ours = (d for d in found if d.rule != "product-without-links" or case.element == "product")
    said = "".join(f"{d.line('ja')}\n" for d in ours).replace("content/posts/case.md:", "")
    waiting = re.compile("</?template[^>]*>")  # until the reader asks for what it holds
    loaded = frozenset(grants_of_html(waiting.sub("", str(html)))) - {*OWN}
    html = _DIGEST.sub("-00000000.", re.sub(r"\n{2,}", "\n", str(html)).strip())
    return Rendered(f"{html}\n", said, frozenset(grants_on(context)), loaded)


def _parts(case: Case, context: PageContext) -> tuple[Part, ...]:
    """Give what a case shows: the body, or the region of an element that no text writes."""
    element = next(e for e in all_elements().values() if e.name == case.element)
    if element.regions and not element.read:
        return tuple(slot for region in element.regions for slot in slots_in(region, context))
    assert context.article
    return context.article.body.parts


def _plan(folder: Path) -> tuple[Snapshot, tuple[Diagnostic, ...]]:
    options = Options(site=folder, product=PROJECT, output=folder / "output", now=NOW)
    builder = Builder(options)
    plan, found = builder.make_pictures(*builder.plan())
    return plan.snapshot, sort_diagnostics(found)


@pytest.mark.parametrize("case", _cases(), ids=lambda case: f"{case.element}: {case.title}")
def test_golden(case: Case, tmp_path: Path) -> None:
    """Each case gives the HTML and the messages that its file holds."""
    html, said, _, _ = _render(case, tmp_path)
    if os.environ.get("UPDATE_GOLDEN"):
        assert "PYTEST_XDIST_WORKER" not in os.environ, "refresh without -n: files would mix"
        _update(case, html, said)
    else:
        assert (html, said) == (case.html, case.diagnostics)


@pytest.mark.parametrize("case", _cases(), ids=lambda case: f"{case.element}: {case.title}")
def test_grants_are_what_is_loaded(case: Case, tmp_path: Path) -> None:
    """Each case's page is granted what the HTML of the case loads, and nothing else."""
    _, _, granted, loaded = _render(case, tmp_path)
    assert granted == loaded


def _update(case: Case, html: str, said: str) -> None:
    file = HERE / f"{case.element}.md"
    head = file.read_text("utf-8").partition("\n## ")[0]
    fresh = case._replace(html=html, diagnostics=said)
    cases = [fresh if c.title == case.title else c for c in _cases_of(file)]
    file.write_text("\n".join([head, *(c.written() for c in cases)]), "utf-8")


def test_every_element_has_its_files() -> None:
    """An element is a module, a template and a golden file, and a style where it needs one."""
    names = {element.name for element in all_elements().values()}
    modules = {p.stem for p in (PROJECT / "kawaraban/elements").glob("*.py")} - {"__init__"}
    templates = {p.stem for p in (PROJECT / "templates/elements").glob("*.html")}
    golden = {p.stem for p in HERE.glob("*.md")}
    assert names == modules == templates == golden == {case.element for case in _cases()}
    assert names >= {p.stem for p in (PROJECT / "assets/elements").glob("*.css")}


def test_slots_belong_to_one_element() -> None:
    """Each element has a slot type of its own."""
    assert len(all_elements()) == len({e.name for e in all_elements().values()})


def test_syntax_belongs_to_one_element() -> None:
    """No two elements take the same type of quotation, or the same scheme of links."""
    elements = all_elements().values()
    assert len(takers().boxes) == sum(len(element.boxes) for element in elements)
    assert len(takers().links) == sum(len(element.links) for element in elements)


def test_nothing_else_names_an_element() -> None:
    """No module outside the elements' folder imports one of them."""
    package = PROJECT / "kawaraban"
    modules = (p for p in package.rglob("*.py") if p.parent != package / "elements")
    named = re.compile(r"(?:from|import) kawaraban\.elements\.")
    assert [p for p in modules if named.search(p.read_text("utf-8"))] == []
