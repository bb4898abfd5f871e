#!/usr/bin/env python3
"""Build the site: read, parse, gather, check, render, publish."""

import gc
import os
import sys

from kawaraban.before import Before, answered, looked

gc.disable()
PRODUCT = os.path.dirname(os.path.realpath(__file__))
BEFORE: Before | None = None
if __name__ == "__main__":
    # What an author waits for most is found out before all else is imported.
    BEFORE = looked(sys.argv[1:], PRODUCT)
    if answered(BEFORE):
        sys.exit()
    if BEFORE is not None and BEFORE.is_edited:
        from kawaraban.revise import revised

        if revised(BEFORE, PRODUCT):
            gc.freeze()  # as below
            sys.exit()

from functools import partial
from pathlib import Path

from msgspec.structs import replace

from kawaraban.ads.registry import offers_of, with_offers
from kawaraban.afterwards import Done, about_to_read, known, recipe_of, remember, span_of
from kawaraban.assets import read_assets
from kawaraban.cache import Cache
from kawaraban.checks import checked, proof_of
from kawaraban.cli import Options, is_by_clock, moment, run
from kawaraban.gather import arranged, gather
from kawaraban.images import with_forms, with_pictures
from kawaraban.images.work import Workshop
from kawaraban.last import keep, keep_shown, last_of
from kawaraban.manifest import asked
from kawaraban.pages import collisions, planned
from kawaraban.parse.site import misparsed, parse_site
from kawaraban.press import pressed
from kawaraban.publish import Stage, Twin, publish
from kawaraban.publish.places import check_output, foreign_files
from kawaraban.read.source import read_site
from kawaraban.render import Edition
from kawaraban.report import Report, report_of, stops
from kawaraban.templates import environment, load_all


def build(options: Options, before: Before | None = None) -> Report:
    """Build one site; where its content has mistakes, the output is not touched."""
    check_output(options.output, options.site)
    read = about_to_read(options.site, options.product)
    source, misread = read_site(options.site, options.base_url)
    settings = source.settings
    now = moment(options, settings)

    cache = Cache(options.site / ".cache", remembers=options.cache)
    texts = parse_site(source, cache, recipe_of(read), options.jobs)
    articles = arranged(texts.papers, settings)
    offers, unmade = offers_of(source)
    site = with_offers(gather(articles, source, texts.bodies, now, drafts=options.drafts), offers)
    site, unusable = with_pictures(site, settings, source.files, texts.bodies, cache)
    proof = proof_of(site, settings, articles, texts.bodies)
    found = (*misread, *unmade, *misparsed(texts), *checked(proof), *unusable)
    if options.command == "ads" and not stops(found, strict=options.strict):
        from kawaraban.ads_report import ads_report

        return Report(settings=settings, diagnostics=found, ads=ads_report(proof, offers.deals))

    shop = Workshop(cache, options.jobs, settings.language)
    site, pictures, spoiled = with_forms(site, settings, source.files, options.site, shop)
    assets, unread = read_assets(options.site, options.product)
    edition = Edition(
        site=site,
        settings=settings,
        templates=environment(options.site, options.product, cache),
        assets=assets,
        files={path: Path(entry.real) for path, entry in source.files.items()},
        pictures=pictures,
        closed=texts.closed,
    )
    load_all(edition.templates, cache)
    outputs = planned(edition)
    found = (*found, *spoiled, *unread, *collisions(outputs))
    if stops(found, strict=options.strict):
        return Report(settings=settings, diagnostics=found)

    stage = Stage(options.output, known(before, options.output))
    made = pressed(outputs, edition, stage, options.jobs)
    if made.found:
        stage.discard()
        return Report(settings=settings, diagnostics=(*found, *made.found))
    change = publish(made.digests, stage, Twin(options.site / ".cache") if options.cache else None)
    found = (*found, *foreign_files(change.foreign, options.output))
    last = last_of(site, texts, proof, assets.names, found)
    keep(replace(last, strict=options.strict, format=options.format), cache)
    keep_shown(made.shown, cache)
    cache.forget_the_rest()
    done = Done(
        site=options.site,
        output=options.output,
        asked=asked(list(options.arguments)),
        span=span_of(now, site.steady_until, by_clock=is_by_clock(options)),
        read=read,
        digests=made.digests,
        foreign=change.foreign,
    )
    record = partial(remember, done) if options.cache else None
    return report_of(site, settings, found, made.digests, record)


if __name__ == "__main__":
    STATUS = run(partial(build, before=BEFORE), Path(PRODUCT), sys.argv[1:])
    gc.freeze()  # nothing is worth collecting now, and Python looks all of it over as it ends
    sys.exit(STATUS)
