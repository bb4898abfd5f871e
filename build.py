#!/usr/bin/env python3
"""Build the site: read, parse, gather, check, render, publish."""

import os
import sys

from kawaraban.before import Before, answered, looked

PRODUCT = os.path.dirname(os.path.realpath(__file__))
BEFORE: Before | None = None
if __name__ == "__main__":
    # Nothing else is imported before it is known that there is something to do.
    BEFORE = looked(sys.argv[1:], PRODUCT)
    if answered(BEFORE):
        sys.exit()

from functools import partial
from pathlib import Path

from kawaraban.ads.registry import offers_of, with_offers
from kawaraban.afterwards import Done, about_to_read, known, recipe_of, remember
from kawaraban.assets import read_assets
from kawaraban.cache import Cache
from kawaraban.checks import checked, proof_of
from kawaraban.cli import Options, Report, is_by_clock, moment, run, stops
from kawaraban.gather import arranged, gather
from kawaraban.images import with_forms, with_pictures
from kawaraban.images.work import Workshop
from kawaraban.pages import collisions, planned
from kawaraban.parse.site import misparsed, parse_site
from kawaraban.press import pressed
from kawaraban.proofread import pasted_on
from kawaraban.publish import Stage, Twin, publish
from kawaraban.publish.places import check_output, foreign_files
from kawaraban.read.source import read_site
from kawaraban.render import Edition, environment


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
        from kawaraban.ads_report import ads_report  # noqa: PLC0415 - not always needed

        return Report(settings=settings, diagnostics=found, ads=ads_report(proof, offers.deals))

    shop = Workshop(cache, options.jobs, settings.language)
    site, pictures, spoiled = with_forms(site, settings, source.files, options.site, shop)
    assets, unread = read_assets(options.site, options.product)
    edition = Edition(
        site=site,
        settings=settings,
        templates=environment(options.site, options.product),
        assets=assets,
        files={path: Path(entry.real) for path, entry in source.files.items()},
        pictures=pictures,
        closed=texts.closed,
    )
    outputs = planned(edition)
    found = (*found, *spoiled, *unread, *collisions(outputs))
    if stops(found, strict=options.strict):
        return Report(settings=settings, diagnostics=found)

    stage = Stage(options.output, known(before, options.output))
    digests, broken = pressed(outputs, pasted_on(site), settings, stage, options.jobs)
    if broken:
        stage.discard()
        return Report(settings=settings, diagnostics=(*found, *broken))
    change = publish(digests, stage, Twin(options.site / ".cache") if options.cache else None)
    cache.forget_the_rest()
    done = Done(
        site=options.site,
        output=options.output,
        arguments=options.arguments,
        read=read,
        digests=digests,
        foreign=change.foreign,
        now=now,
        until=site.steady_until,
        by_clock=is_by_clock(options),
    )
    return Report(
        settings=settings,
        diagnostics=(*found, *foreign_files(change.foreign, options.output)),
        published=True,
        pages=sum(path.endswith(".html") for path in digests),
        pictures=len(site.pictures),
        next_change=site.next_change,
        record=partial(remember, done) if options.cache else None,
    )


if __name__ == "__main__":
    sys.exit(run(partial(build, before=BEFORE), Path(PRODUCT), sys.argv[1:]))
