"""The builder: one site, read, parsed, gathered, checked, rendered and published."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from functools import partial
from hashlib import sha256

from msgspec import json
from msgspec.structs import replace

from kawaraban.builder.inputs import (
    fingerprint_named,
    fingerprint_program,
    fingerprint_site,
    load_digests,
    recipe_of,
    renew_inputs,
    store_digests,
)
from kawaraban.builder.links import external_links
from kawaraban.builder.moment import build_moment
from kawaraban.builder.pages import PageMaker, PageRenderer
from kawaraban.builder.plan import Content, Found, Gathered, Plan, renderer_of, report_of
from kawaraban.builder.record import known_output, record_build
from kawaraban.builder.report import Report, next_minute, stops, without_consequences
from kawaraban.builder.theme import Theme, load_theme, loaded_hosts
from kawaraban.checks import make_subject, run_checks
from kawaraban.checks.finished_page import unique_faults
from kawaraban.core.options import Options
from kawaraban.images import with_cards, with_forms, with_pictures
from kawaraban.images.photo.uses import page_contents
from kawaraban.images.photo.work import Workshop
from kawaraban.incremental.cache import Cache
from kawaraban.incremental.no_op import LastBuild
from kawaraban.incremental.page_keys import PageKeys, Traces, load_traces, store_traces
from kawaraban.markdown.ad_links import addresses
from kawaraban.markdown.texts import TextStore
from kawaraban.publish import Staging, check_output, publish
from kawaraban.publish.output import foreign_files
from kawaraban.read.source import read_site, reread
from kawaraban.render.pages import find_collisions, plan_outputs
from kawaraban.render.pages.host_limits import find_excess
from kawaraban.render.pages.reserved import reserved_outputs
from kawaraban.render.renderer import BadTemplateError, unreadable_templates
from kawaraban.render.snapshot import Snapshot
from kawaraban.render.templates import retain_compiled
from kawaraban.site.gather import gather, make_articles
from kawaraban.site.ledger import make_ledger
from kawaraban.site.offers import offers_of
from kawaraban.system import signals

OpenWorkshop = Callable[[Cache, int, str], Workshop]
_OF_THEME = ("templates", "assets", "site.toml")


class Builder:
    """Builds one site, as often as it is asked; what need not be made again is remembered."""

    def __init__(
        self, options: Options, last: LastBuild | None = None, workshop: OpenWorkshop = Workshop
    ) -> None:
        """Take what is asked for, the last build as the no-op check found it, and a workshop."""
        self._options, self._last, self._workshop = options, last, workshop
        self._cache = Cache(options.site / ".cache", remembers=options.cache)
        self._texts = TextStore(self._cache, options.jobs)
        self._content: Content | None = None
        self._traces: dict[str, Traces] = {}  # of the last build, by its recipe
        self._theme: Theme | None = None

    def build(self, changes: AbstractSet[str] | None = None) -> Report:
        """Build the site; where its content has mistakes, the output is not touched.

        `changes` are the paths in the site's folder that have changed since this builder has
        built last, where they are known: the program itself is not looked at then.
        """
        options = self._options
        check_output(options.output, options.site)
        plan, found = self.plan(changes)
        if not stops(found, strict=options.strict):
            plan, found = self.make_pictures(plan, found)
        if stops(found, strict=options.strict):
            return Report(settings=plan.snapshot.settings, diagnostics=found)
        return self._publish(plan, found)

    def plan(self, changes: AbstractSet[str] | None = None) -> tuple[Plan, Found]:
        """Read, parse, gather and check the site, and list its outputs; none is rendered yet."""
        return self._plan(self._read(changes), self._options.now)

    def plan_at(self, now: str) -> tuple[Plan, Found]:
        """Plan the site that was read last as of another moment, as `--now` takes one."""
        return self._plan(self._content or self._read(), now)

    def check(self) -> Report:
        """Report all that is wrong with the site, its finished pages too; publish nothing."""
        check_output(self._options.output, self._options.site)
        plan, found = self.plan()
        if not stops(found, strict=False):
            plan, found = self.make_pictures(plan, found)
        report = Report(settings=plan.snapshot.settings, diagnostics=found)
        if stops(found, strict=False):
            return report
        renderer = PageRenderer(plan.snapshot)
        pages = (renderer.check(renderer.render(o), o) for o in plan.outputs if o.template)
        faults = unique_faults(fault for page in pages for fault in page.found)
        links = external_links(plan.subject, plan.content, self._options.site)
        return replace(report, diagnostics=(*found, *faults), links=links)

    def make_pictures(self, plan: Plan, found: Found) -> tuple[Plan, Found]:
        """Make the pictures of a plan, which takes long, and list its outputs with them."""
        snapshot, options, outputs = plan.snapshot, self._options, plan.outputs
        if snapshot.site.pictures:
            workshop = self._workshop(self._cache, options.jobs, snapshot.settings.language)
            site, pictures, spoiled = with_forms(snapshot.site, snapshot.files, workshop)
            renderer = renderer_of(site, plan.content, plan.theme, self._cache, options.jobs)
            snapshot = replace(snapshot, site=site, renderer=renderer, pictures=pictures)
            outputs, found = plan_outputs(snapshot), (*found, *spoiled)
        plan = replace(plan, snapshot=snapshot, outputs=outputs)
        return plan, (*found, *find_excess(snapshot, outputs))

    def report_ads(self) -> Report:
        """Report the ads of the site, or the mistakes in its content."""
        from kawaraban.builder.ads import ads_report  # noqa: PLC0415 - seldom needed

        content = self._read()
        gathered, found = self._gather(content, self._options.now)
        report = Report(settings=content.source.settings, diagnostics=found)
        if stops(found, strict=self._options.strict):
            return report
        return replace(report, ads=ads_report(gathered.subject, gathered.offers.deals))

    def report_changes(self) -> Report:
        """Report when the content will change by date alone, or the mistakes in it."""
        plan, found = self.plan()
        report = Report(settings=plan.snapshot.settings, diagnostics=found)
        if stops(found, strict=self._options.strict):
            return report
        view = plan.snapshot.renderer.view
        keys = PageKeys(view.digest_of, load_traces(self._cache, plan.content.recipe))
        view.inputs = set()
        try:
            for output in (one for one in plan.outputs if one.made_from == "inputs"):
                if keys.known_digest(output.path) is None:
                    output.bytes()  # what it asks for may change on a day that no other names
                else:
                    keys.keep(output.path)
        except BadTemplateError as bad:
            return replace(report, diagnostics=(*found, bad.diagnostic))
        kept = (keys.traces.inputs[n] for one in keys.traces.pages.values() for n in one.inputs)
        moments = {*plan.snapshot.site.changes, *view.upcoming_of({*view.inputs, *kept})}
        return replace(report, changes=tuple(sorted({*map(next_minute, moments)})))

    def _read(self, changes: AbstractSet[str] | None = None) -> Content:
        """Read the site's folder, or of the last one what has changed, and parse its texts."""
        self._cache.begin()
        known = None if changes is None else self._content
        if changes is None or any(path.startswith(_OF_THEME) for path in changes):
            self._theme = None
        renewed = self._renewed(known, changes) if known and changes else None
        self._content = renewed or self._read_all(known)
        return self._content

    def _renewed(self, known: Content, changes: AbstractSet[str]) -> Content | None:
        """Read only what has changed, where that is texts that were read before."""
        inputs = renew_inputs(known.inputs, self._options.site, changes)
        source = reread(known.source, changes) if inputs else None
        if not inputs or not source:
            return None
        store_digests({}, {}, self._cache, recipe_of(inputs))  # those stored before stay
        texts = self._texts.load(source, known.recipe)
        return replace(known, inputs=inputs, source=source, texts=texts)

    def _read_all(self, known: Content | None) -> Content:
        """Read the whole folder; of what is `known` the program is not looked at."""
        options, inputs = self._options, fingerprint_site(self._options.site)
        program = [one for one in known.inputs if one[0] != "site"] if known else None
        inputs += program or fingerprint_program(options.product)
        recipe = recipe_of(inputs)
        digests = known.source.digests if known else load_digests(self._cache, recipe)
        source, misread = read_site(options.site, options.base_url, digests)
        store_digests(source.digests, digests, self._cache, recipe)
        inputs += fingerprint_named(source.settings, options.site)
        recipe = f"{recipe} {sha256(json.encode(source.settings)).hexdigest()}"
        return Content(inputs, recipe, source, self._texts.load(source, recipe), misread)

    def _gather(self, content: Content, moment: str) -> tuple[Gathered, Found]:
        """Gather the site at its moment, and check it."""
        source, texts, settings = content.source, content.texts, content.source.settings
        articles = make_articles(texts.documents, settings)
        ledger, unfit = make_ledger(source, addresses)
        offers, unmade = offers_of(source, ledger)
        now = build_moment(moment, settings.zone)
        site = gather(articles, source, texts.bodies, offers, now, drafts=self._options.drafts)
        contents = page_contents(site, settings)
        site = replace(site, loads=loaded_hosts(contents))
        site, unusable = with_pictures(site, source, texts, contents, self._cache)
        subject = make_subject(site, settings, articles, texts)
        found = (*texts.found(), *unfit, *unmade, *run_checks(subject), *unusable)
        return Gathered(site, subject, offers), without_consequences(content.misread, found)

    def _plan(self, content: Content, moment: str) -> tuple[Plan, Found]:
        """Read the theme, and list the outputs but pictures; none is rendered yet."""
        options, source = self._options, content.source
        gathered, found = self._gather(content, moment)
        if self._theme is None:  # else that of the last build still holds
            self._theme = load_theme(options.site, options.product, self._cache, source.settings)
        theme = self._theme
        remember = partial(self._cache.remember, f"typefaces {content.recipe}")
        site, cards, unfit = with_cards(gathered.site, source.settings, options.site, remember)
        snapshot = Snapshot(
            site=site,
            settings=source.settings,
            renderer=renderer_of(site, content, theme, self._cache, options.jobs),
            assets=theme.assets,
            files=source.files,
            pictures={},
            cards=cards,
        )
        outputs = plan_outputs(snapshot)
        reserved = reserved_outputs(gathered.subject, drafts=options.drafts)
        found = (
            *found,
            *unfit,
            *theme.found,
            *unreadable_templates(theme.templates),
            *find_collisions((*outputs, *reserved)),
        )
        return Plan(snapshot, outputs, gathered.subject, content, theme), found

    def _publish(self, plan: Plan, found: Found) -> Report:
        """Make the pages, publish them in one step, and remember the build."""
        options, cache, snapshot = self._options, self._cache, plan.snapshot
        recipe = plan.content.recipe
        known = known_output(self._last, options.site, options.output)
        view = snapshot.renderer.view
        keys = PageKeys(view.digest_of, self._traces.get(recipe) or load_traces(cache, recipe))
        with Staging(options.output, known, cache.folder) as staging:
            language = snapshot.settings.language
            maker = PageMaker(PageRenderer(snapshot), staging, options.jobs, language)
            digests, faults = maker.make(plan.outputs, keys)
            for name in keys.asked("joined"):
                path = plan.theme.assets.join(name)
                digests[path] = staging.put(path, plan.theme.assets.joined[path])
            if faults:
                return Report(settings=snapshot.settings, diagnostics=(*found, *faults))
            change = publish(digests, staging)
        signals.ignore_all()  # that the build was stopped would not be true any more
        self._last = None  # the output is another one now
        self._traces = {recipe: store_traces(keys.traces, cache, recipe)}
        retain_compiled(plan.theme.templates)
        cache.forget_the_rest()
        found = (*found, *foreign_files(change.foreign, options.output))
        dates = view.upcoming_of({*self._traces[recipe].inputs})
        report = report_of(plan, digests, found, dates)
        if options.cache:
            record = record_build(plan, digests, change, report.texts(options.format), options)
            self._last = LastBuild(record, str(options.site))
        return report
