"""Values to HTML: pages by their templates, and bodies with their slots filled."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar, cast

import msgspec
from jinja2 import Environment, TemplateError, TemplateSyntaxError
from markupsafe import Markup, escape
from msgspec.structs import replace

from kawaraban.core.addresses import NOT_FOUND, absolute, relative, rooted
from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report
from kawaraban.core.model import Article, FileAddress, Frozen, Grants, Part, PostAddress, Slot
from kawaraban.core.settings import Settings
from kawaraban.core.words import PageWords, words_of
from kawaraban.csp.policy import add_hosts, build_policy, grants_of_html
from kawaraban.elements import Element, all_elements
from kawaraban.render.assets import JOINED, MARKS
from kawaraban.render.templates import overriding
from kawaraban.site.context import PageContext
from kawaraban.site.links import link_to
from kawaraban.site.pictures import linked_form
from kawaraban.site.view import SiteView

T = TypeVar("T")
_MOST_SHARED = 2000
# What a template can get wrong: its syntax, a name, a value that it does not expect, a
# template that includes itself, or a file that cannot be read.
_BAD_VALUES = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError)
_MISTAKES = (TemplateError, *_BAD_VALUES, RecursionError, OSError)


class BadTemplateError(Exception):
    """A template cannot be rendered; `diagnostic` says where and why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        """Take the diagnostic."""
        super().__init__(diagnostic.rule)
        self.diagnostic = diagnostic


class Renderer(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Turns values into HTML by the theme's templates, and fills the slots of bodies.

    `view` is the site as pages may see it; it also answers what the theme's assets, templates
    and grants are.
    """

    view: SiteView
    settings: Settings
    templates: Environment

    @cached_property
    def words(self) -> PageWords:
        """Return the words of the site's language."""
        return words_of(self.settings.language, self.settings.country)

    @cached_property
    def _shared(self) -> dict[tuple[str, object], tuple[Any, frozenset[str]]]:
        return {}

    def share(self, kind: str, name: object, make: Callable[[], T]) -> T:
        """Make what many pages show once; what it asks for is an input of each of them."""
        found = self._shared.get((kind, name))
        if found is None:
            if len(self._shared) > _MOST_SHARED:  # of a large site it would be all that it shows
                self._shared.clear()
            outer, self.view.inputs = self.view.inputs, set()
            value = make()
            found = self._shared[kind, name] = value, frozenset(self.view.inputs)
            self.view.inputs = outer
        self.view.inputs |= found[1]
        return found[0]

    def context(self, address: str, article: Article | None = None) -> PageContext:
        """Make the context of a page: links from it are relative."""
        href = relative(address, index_html=self.settings.links.index_html)
        if address == NOT_FOUND:
            href = partial(rooted, self.settings.base_url)
        return PageContext(
            site=self.view,
            settings=self.settings,
            words=self.words,
            article=article,
            href=href,
            filler=self.fill,
            is_home=not address,
        )

    def feed_context(self, article: Article) -> PageContext:
        """Make an article's context in the feed: links are absolute."""
        href = partial(absolute, self.settings.base_url)
        return replace(self.context(article.address, article), href=href, feed=True)

    def asset(self, context: PageContext, name: str) -> str:
        """Return the link to one of the theme's assets; what is joined has what the page needs."""
        kind, styles = ("joined", sorted(context.styles)) if name in JOINED else ("asset", [])
        path = str(self.view.ask(kind, " ".join((name, *styles))))
        if not path:
            raise LookupError(name)
        return context.href(path)

    def inline(self, context: PageContext, *names: str) -> dict[str, Markup]:
        """Return the elements that stand on a page in place of links to what is joined."""
        styles = sorted(context.styles)
        found = {name: self._inline(" ".join((name, *styles))) for name in names}
        return {self.asset(context, name): html for name, html in found.items() if html}

    def _inline(self, question: str) -> Markup:
        return self.share("inline", question, lambda: Markup(self.view.ask("inline", question)))  # noqa: S704

    def policy(self, template: str, grants: Grants, *inline: Markup) -> Markup:
        """Return the policy of a page of a template, which shows what needs some grants.

        Pages without raw HTML all share one; it is empty where the site wants none.
        """

        def make() -> Markup:
            own = cast("Grants", self.view.ask("grants", template))
            whole = add_hosts((*own, *grants), self.settings.security.hosts)
            is_on = self.settings.security.policy == "on"
            return Markup(build_policy((*whole, *grants_of_html("".join(inline)))) if is_on else "")  # noqa: S704 - hosts, hashes

        return self.share("policy", (template, grants, inline), make)

    def fill(self, parts: Iterable[Part], context: PageContext) -> Markup:
        """Return the HTML of parts, each slot filled for the page."""
        filled = (p if isinstance(p, str) else self._fill_slot(p, context) for p in parts)
        html = "".join(filled)
        context.styles.update(name for name, sign in MARKS.items() if sign in html)
        return Markup(html)  # noqa: S704 - the author's own Markdown, rendered

    def _fill_slot(self, slot: Slot, context: PageContext) -> str:
        if isinstance(slot, PostAddress):
            href = link_to(slot.source, slot.path, slot.fragment, context)
            # HTML, "The a element": without href it is a placeholder for a link.
            return "" if href is None else f' href="{escape(href)}"'
        if isinstance(slot, FileAddress):
            return str(escape(_file_href(slot, context)))
        element = all_elements()[type(slot)]
        view = element.view(slot, context)
        if view is None:
            return ""
        context.styles.update((element.name, *element.styles))
        if not element.repeats:
            return self._render_element(element, view)
        return self.share(element.name, view, lambda: self._render_element(element, view))

    def _render_element(self, element: Element, view: Frozen) -> str:
        values = {name: getattr(view, name) for name in view.__struct_fields__}
        return self.render(element.template, **values, words=self.words, settings=self.settings)

    def render(self, template: str, **values: object) -> str:
        """Render a template of the theme. A mistake in it raises `BadTemplateError`."""
        self.view.ask("template", template)
        try:
            return self.templates.get_template(template).render(**values)
        except _MISTAKES as reason:
            raise BadTemplateError(_explain(template, reason)) from reason


def _file_href(slot: FileAddress, context: PageContext) -> str:
    """Return the link to a published file: a picture under its own name, else as a download."""
    general = context.site.address_of_path(slot.path)
    if general is not None:
        return context.href(general)
    found = context.find(slot.source, slot.path) or ""
    if picture := context.site.picture(found):
        return context.href(linked_form(picture).path)
    return context.href(context.site.download(found) or "")


def unreadable_templates(templates: Environment) -> Iterator[Diagnostic]:
    """Report templates that a site has put over the theme's and that cannot be read.

    Whether a page needs one that only the site has is known when pages are made.
    """
    for template in overriding(templates):
        try:
            with suppress(OSError, ValueError):  # reported where the theme is read
                templates.get_template(template)
        except _MISTAKES as reason:
            yield _explain(template, reason)


def _explain(template: str, reason: Exception) -> Diagnostic:
    position = _position(template, reason.__traceback__)
    if isinstance(reason, TemplateSyntaxError):
        position = Source(f"templates/{reason.name or template}", reason.lineno)
    text = str(reason) or type(reason).__name__
    return report(position, "bad-template", text=text)


def _position(template: str, traceback: TracebackType | None) -> Source:
    """Return the file and line of the innermost template; Jinja2 rewrites frames to the source."""
    position = Source(f"templates/{template}")
    while traceback is not None:
        name = Path(traceback.tb_frame.f_code.co_filename).as_posix()
        if name.endswith((".html", ".xml", ".txt")):
            position = Source(f"templates/{name.rpartition('/templates/')[2]}", traceback.tb_lineno)
        traceback = traceback.tb_next
    return position
