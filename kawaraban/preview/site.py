"""The site as the preview shows it: planned anew for each change, rendered page by page."""

import threading
import time
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import partial
from typing import NamedTuple

from kawaraban.builder import Builder
from kawaraban.builder.pages import PageRenderer
from kawaraban.builder.plan import Found, Plan
from kawaraban.builder.report import stops
from kawaraban.core.addresses import file_of
from kawaraban.core.diagnostics import Diagnostic, sort_diagnostics
from kawaraban.core.model import Article
from kawaraban.core.options import Options
from kawaraban.core.settings import FALLBACK_SETTINGS
from kawaraban.images.photo.kinds import BadPictureError
from kawaraban.preview.pictures import PictureQueue, QuickWorkshop
from kawaraban.render.pages import Output

_MOST_MOMENTS = 4
_MOST_JOINED = 100

NO_PAGE = b'<!doctype html>\n<html><head><meta charset="utf-8"></head>\n<body></body></html>\n'
"""What is shown of a site that never was without mistakes, and of a page that fails."""


class Shown(NamedTuple):
    """A page of the preview, or another file of the site, as a build would publish it.

    `found` is what is wrong with the site, `faults` what is wrong with this page.
    """

    data: bytes
    found: tuple[Diagnostic, ...] = ()
    faults: tuple[Diagnostic, ...] = ()
    plan: Plan | None = None
    article: Article | None = None


class View:
    """A site at one moment: its outputs by path, and what renders them."""

    def __init__(self, plan: Plan) -> None:
        """Take a plan without mistakes."""
        self.plan = plan
        self.outputs = {output.path: output for output in plan.outputs}
        self.renderer = PageRenderer(plan.snapshot)
        self.articles = {one.address: one for one in plan.snapshot.site.articles.values()}


class PreviewSite:
    """A site that is planned at each change, and of which each page is made when it is asked for.

    While its content has mistakes, the last plan without any stays. Several threads may use it.
    """

    def __init__(self, options: Options) -> None:
        """Take what is asked for; drafts and posts to come are shown."""
        self.options = options._replace(drafts=True)
        self.pictures = PictureQueue(self.update)
        self._builder = Builder(self.options, workshop=partial(QuickWorkshop, self.pictures))
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._views: dict[str, View] = {}  # by moment, as typed; the clock's is empty
        # Stylesheets and scripts of pages that a browser may be loading, also of earlier plans.
        self._joined: dict[str, bytes] = {}
        self._found: tuple[Diagnostic, ...] = ()
        self._is_whole = True
        self.settings = FALLBACK_SETTINGS
        # Of another run of the preview it is another one.
        self.version = time.time_ns()

    def update(self, changes: AbstractSet[str] = frozenset()) -> tuple[Diagnostic, ...]:
        """Plan the site anew after some paths in its folder have changed; return what is wrong."""
        with self._lock:
            known = changes if self._views and self._is_whole else None
            self._is_whole = False  # after an update that fails, all is read
            plan, found = self._with_pictures(self._builder.plan(known))
            self._is_whole = True
            self.settings, self._found = plan.snapshot.settings, sort_diagnostics(found)
            if not stops(found, strict=False):
                self._views = {"": View(plan)}
            self.version += 1
            self._changed.notify_all()
            return self._found

    def _with_pictures(self, planned: tuple[Plan, Found]) -> tuple[Plan, Found]:
        return planned if stops(planned[1], strict=False) else self._builder.make_pictures(*planned)

    def wait(self, version: int, seconds: float) -> int:
        """Wait so long for a version other than this one; return the present one."""
        with self._lock:
            self._changed.wait_for(lambda: self.version != version, seconds)
            return self.version

    def show(self, address: str, now: str = "") -> Shown | None:
        """Return the file at an address, at a moment as `--now` takes one; None for no such file.

        Of a site that never was without mistakes it is an empty page. Raises UsageError where
        `now` is no moment.
        """
        with self._lock:
            view = self.view(now)
            if view is None:
                return Shown(NO_PAGE, self._found)
            output = view.outputs.get(file_of(address))
            if output is None:
                joined = self._joined.get(address)
                return Shown(joined) if joined else None
            if output.template or output.made_from in {"inputs", "index"}:
                return self._render(view, output)
        try:  # to read a picture may take long
            return Shown(output.bytes())
        except BadPictureError:
            return None

    def _render(self, view: View, output: Output) -> Shown:
        page = view.renderer.check(view.renderer.render(output), output)
        joined = [*(self._joined | view.plan.theme.assets.joined).items()]
        self._joined = dict(joined[-_MOST_JOINED:])
        article = view.articles.get(output.address)
        data = page.data or (NO_PAGE if page.found else b"")
        return Shown(data, self._found, page.found, view.plan, article)

    def view(self, now: str) -> View | None:
        """Return the site at a moment; None where it never was without mistakes."""
        present = self._views.get("")
        if present is None:
            return None
        until = present.plan.holds_until
        if until is not None and not self.options.now and datetime.now(until.tzinfo) >= until:
            self.update()
        if now not in self._views:
            plan, found = self._with_pictures(self._builder.plan_at(now))
            if stops(found, strict=False):
                return self._views[""]
            if len(self._views) > _MOST_MOMENTS:
                del self._views[next(moment for moment in self._views if moment)]
            self._views[now] = View(plan)
        return self._views[now]
