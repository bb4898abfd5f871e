"""Values to HTML: the one Jinja environment, and bodies with their slots filled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from markupsafe import Markup, escape

from kawaraban.addresses import absolute, relative, rooted
from kawaraban.assets import Assets
from kawaraban.diagnostics import Diagnostic, Source, Words, error
from kawaraban.elements import all_elements
from kawaraban.model import Article, FileAddress, Kept, Part, PostAddress, Site, Slot
from kawaraban.parse.papers import opened
from kawaraban.pictures import linked_form
from kawaraban.place import Place
from kawaraban.settings import Settings
from kawaraban.targets import link_to
from kawaraban.words import PageWords, words_of

if TYPE_CHECKING:
    from types import TracebackType

_NOT_FOUND = "404.html"
# What a template can get wrong: its syntax, a name, a value that it does not expect, a
# template that includes itself, or a file that cannot be read.
_MISTAKES = (
    TemplateError,
    TypeError,
    ValueError,
    AttributeError,
    LookupError,
    ArithmeticError,
    RecursionError,
    OSError,
)


class BadTemplateError(Exception):
    """A template cannot be rendered; `diagnostic` says where and why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        """Take the diagnostic."""
        super().__init__(diagnostic.rule)
        self.diagnostic = diagnostic


def environment(site_folder: Path, product_folder: Path) -> Environment:
    """Give the environment: the site's own templates first, then the product's.

    A site's template can extend the one that it replaces as `product/NAME`.
    """
    product = FileSystemLoader(product_folder / "templates")
    return Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(site_folder / "templates"),
                product,
                PrefixLoader({"product": product}),
            ]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """What every page is made from: the site at its moment, the theme and its assets.

    `files` gives the real path of each file of the content folder, `pictures` the
    content of each published picture by its output path. `closed` are the texts of the
    articles by path (`kawaraban.parse.papers`).
    """

    site: Site
    settings: Settings
    templates: Environment
    assets: Assets
    files: Mapping[str, Path]
    pictures: Mapping[str, Kept]
    closed: Mapping[str, bytes]

    @property
    def words(self) -> PageWords:
        """Give the words of the site's language."""
        return words_of(self.settings.language)

    def place(self, address: str, article: Article | None = None) -> Place:
        """Give the place of a page: links from it are relative."""
        return self._place(self._linker(address), article)

    def opened(self, article: Article) -> Article:
        """Give an article with its text."""
        return opened(article, self.closed[article.path])

    def feed_place(self, article: Article) -> Place:
        """Give an article's place in the feed: links are absolute."""
        return self._place(partial(absolute, self.settings.base_url), article, feed=True)

    def _linker(self, address: str) -> Callable[[str], str]:
        if address == _NOT_FOUND:
            return partial(rooted, self.settings.base_url)
        return partial(relative, address, index_html=self.settings.links.index_html)

    def _place(
        self, href: Callable[[str], str], article: Article | None, *, feed: bool = False
    ) -> Place:
        place: Place
        place = Place(
            site=self.site,
            settings=self.settings,
            words=self.words,
            article=article,
            href=href,
            fill=lambda parts: self.fill(parts, place),
            feed=feed,
        )
        return place

    def fill(self, parts: Iterable[Part], place: Place) -> Markup:
        """Give the HTML of parts, each slot filled for the place."""
        filled = (p if isinstance(p, str) else self._filled(p, place) for p in parts)
        return Markup("".join(filled))  # noqa: S704 - the author's own Markdown, rendered

    def _filled(self, slot: Slot, place: Place) -> str:
        if isinstance(slot, PostAddress):
            href = link_to(slot.source, slot.path, slot.fragment, place)
            # HTML, "The a element": without href it is a placeholder for a link.
            return "" if href is None else f' href="{escape(href)}"'
        if isinstance(slot, FileAddress):
            return str(escape(self.file_href(slot, place)))
        element = all_elements()[type(slot)]
        view = element.view(slot, place)
        if view is None:
            return ""
        values = {name: getattr(view, name) for name in view.__struct_fields__}
        return self.render(
            f"elements/{element.name}.html", **values, words=self.words, settings=self.settings
        )

    def file_href(self, slot: FileAddress, place: Place) -> str:
        """Give the link to a published file: a picture under its own name, else as a download."""
        found = place.find(slot.source, slot.path) or ""
        picture = self.site.pictures.get(found)
        if picture is not None:
            return place.href(linked_form(picture).path)
        return place.href(self.site.downloads.get(found, ""))

    def render(self, template: str, **values: object) -> str:
        """Render a template of the theme. A mistake in it raises `BadTemplateError`."""
        try:
            return self.templates.get_template(template).render(**values)
        except _MISTAKES as reason:
            raise BadTemplateError(_explained(template, reason)) from reason


def _explained(template: str, reason: Exception) -> Diagnostic:
    place = _place(template, reason.__traceback__)
    if isinstance(reason, TemplateSyntaxError):
        place = Source(f"templates/{reason.name or template}", reason.lineno)
    text = str(reason) or type(reason).__name__
    return error(
        place,
        "bad-template",
        Words(f"テンプレートが使えません（{text}）", f"the template cannot be used ({text})"),
        Words("テンプレートを直してください", "mend the template"),
    )


def _place(template: str, traceback: TracebackType | None) -> Source:
    """Give the file and line of the innermost template; Jinja2 rewrites frames to the source."""
    place = Source(f"templates/{template}")
    while traceback is not None:
        name = Path(traceback.tb_frame.f_code.co_filename).as_posix()
        if name.endswith((".html", ".xml", ".txt")):
            place = Source(f"templates/{name.rpartition('/templates/')[2]}", traceback.tb_lineno)
        traceback = traceback.tb_next
    return place
