"""The parts of themes and plugins in a post's HTML: found by their classes, named by ours."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag

from kawaraban.cli.importers.links import Rewriter
from kawaraban.cli.importers.product_boxes import product_of
from kawaraban.cli.importers.tables import part, tables
from kawaraban.read.registries import bad_url


def name_parts(soup: BeautifulSoup, rewriter: Rewriter) -> None:
    """Give the elements of themes the names of what they become."""
    for el in soup.find_all(["noscript", "style"]):
        if el.name == "style":
            rewriter.lose("style", el.get_text())
        el.decompose()
    tags = [el for el in soup.descendants if isinstance(el, Tag)]
    for el in (one for one in tags if one.get("class")):
        _rename(el)
    for el in (one for one in tags if one.name in {"details", "summary"}):
        el.name = "kw-fold" if el.name == "details" else "kw-title"
    for el in (one for one in tags if one.name in {"strong", "b"}):
        if isinstance(after := el.next_sibling, Tag) and after.name in {"strong", "b"}:
            after.insert(0, *[child.extract() for child in list(el.contents)])
            el.decompose()  # `**a****b**` is neither


def _rename(el: Tag) -> None:
    names = (part("classes", str(name)) for name in el.get_attribute_list("class"))
    found = next(filter(None, names), "")
    if found.isupper():
        el.name, el["data-kind"] = "kw-box", found
    elif found:
        el.name = found if found in tables().keys["elements"] else f"kw-{found}"


def take_parts(soup: BeautifulSoup, rewriter: Rewriter) -> None:
    """Take products, speakers and captions out of the elements that hold them."""
    for el in soup.find_all("kw-product"):
        product = rewriter.moves.site.products.get(str(el.get("data-key"))) or product_of(el)
        if product and any(not bad_url(url) for _, url in product.links):
            rewriter.notes.append(el.get_text(" "))
            el.string, el["data-taken"] = rewriter.product(product), "1"
    for el in soup.find_all(["kw-icon", "kw-name"]):
        if (say := el.find_parent("kw-say")) is None or el.decomposed:
            continue
        if image := el.find("img"):
            say["data-image"] = str(image.get("data-src") or image.get("src") or "")
            say["data-alt"] = str(image.get("alt") or "")
        say["data-name"] = el.get_text(" ", strip=True) or str(say.get("data-name") or "")
        el.decompose()
    for el in soup.find_all("figcaption"):
        images = el.parent.find_all("img") if el.parent else []
        if len(images) == 1 and not el.find(name=True):
            images[0]["data-caption"] = el.get_text(" ", strip=True)
            el.decompose()
