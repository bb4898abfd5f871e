"""Values to HTML: pages by their templates, and bodies with their slots filled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from jinja2 import Environment, TemplateError, TemplateSyntaxError
from markupsafe import Markup, escape

from kawaraban.core.addresses import absolute, generated_address, relative, rooted
from kawaraban.core.diagnostics import Diagnostic, Source, Words, error
from kawaraban.core.model import (
    Article,
    FileAddress,
    Frozen,
    Grants,
    Part,
    PostAddress,
    Site,
    Slot,
    StoredBytes,
)
from kawaraban.core.settings import Settings
from kawaraban.core.words import PageWords, words_of
from kawaraban.csp.policy import add_hosts, build_policy
from kawaraban.elements import all_elements
from kawaraban.markdown.stored import opened
from kawaraban.read.files import FileEntry
from kawaraban.render.assets import Assets
from kawaraban.render.templates import overriding
from kawaraban.site.context import Place
from kawaraban.site.links import link_to
from kawaraban.site.pictures import linked_form

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


class Edition(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What every page is made from: the site at its moment, the theme and its assets.

    `files` gives each file of the content folder, `pictures` the
    content of each published picture by its output path, `cards` what draws each title card.
    `closed` are the texts of the
    articles by path (`kawaraban.markdown.stored`), `theme` what the pages of each template need
    of a browser.
    """

    site: Site
    settings: Settings
    templates: Environment
    assets: Assets
    files: Mapping[str, FileEntry]
    pictures: Mapping[str, StoredBytes]
    cards: Mapping[str, Callable[[], bytes]]
    closed: Mapping[str, bytes | memoryview]
    theme: Mapping[str, Grants] = {}

    @cached_property
    def words(self) -> PageWords:
        """Give the words of the site's language."""
        return words_of(self.settings.language)

    @cached_property
    def memory(self) -> dict[tuple[str, object], Any]:
        """Keep what is the same on many pages, under its kind and its name."""
        return {}

    @cached_property
    def home(self) -> Place:
        """Give the place of the home page."""
        return self.place("")

    @cached_property
    def shown(self) -> set[str]:
        """Collect the paths of the articles that are named by what is rendered."""
        return set()

    def place(self, address: str, article: Article | None = None) -> Place:
        """Give the place of a page: links from it are relative."""
        return self._place(self._linker(address), article)

    def opened(self, article: Article) -> Article:
        """Give an article with its text."""
        return opened(article, self.closed[article.path])

    def feed_place(self, article: Article) -> Place:
        """Give an article's place in the feed: links are absolute."""
        return self._place(partial(absolute, self.settings.base_url), article, feed=True)

    def policy(self, template: str, grants: Grants) -> Markup:
        """Give the policy of a page of a template, which shows what needs some grants.

        Pages without raw HTML all share one.
        """
        key = ("policy", (template, grants))
        found: Markup | None = self.memory.get(key)
        if found is None:
            whole = add_hosts(
                (*self.theme.get(template, ()), *grants), self.settings.security.hosts
            )
            found = self.memory[key] = Markup(build_policy(whole))  # noqa: S704 - hosts and hashes alone
        return found

    def _linker(self, address: str) -> Callable[[str], str]:
        if address == _NOT_FOUND:
            return partial(rooted, self.settings.base_url)
        return relative(address, index_html=self.settings.links.index_html)

    def _place(
        self, href: Callable[[str], str], article: Article | None, *, feed: bool = False
    ) -> Place:
        return Place(
            site=self.site,
            settings=self.settings,
            words=self.words,
            article=article,
            href=href,
            filler=self.fill,
            feed=feed,
            shown=self.shown,
        )

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
        if not element.repeats:
            return self._shown(element.name, view)
        key = (element.name, view)
        html: str | None = self.memory.get(key)
        if html is None:
            html = self.memory[key] = self._shown(element.name, view)
        return html

    def _shown(self, name: str, view: Frozen) -> str:
        values = {name: getattr(view, name) for name in view.__struct_fields__}
        return self.render(
            f"elements/{name}.html", **values, words=self.words, settings=self.settings
        )

    def file_href(self, slot: FileAddress, place: Place) -> str:
        """Give the link to a published file: a picture under its own name, else as a download."""
        general = generated_address(slot.path)
        if general is not None:
            return place.href(general)
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

    def unreadable(self) -> Iterator[Diagnostic]:
        """Say which templates that a site has put over the theme's cannot be read.

        Whether a page needs one that only the site has is known when pages are made.
        """
        for template in overriding(self.templates):
            try:
                with suppress(OSError, ValueError):  # told where the theme is read
                    self.templates.get_template(template)
            except _MISTAKES as reason:
                yield _explained(template, reason)


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
