#!/usr/bin/env python3
"""Build the site: read, parse, gather, check, render, publish."""

import sys
from pathlib import Path

from kawaraban.ads.registry import offers_of, with_offers
from kawaraban.ads_report import ads_report
from kawaraban.assets import read_assets
from kawaraban.cache import Cache
from kawaraban.checks import checked, proof_of
from kawaraban.cli import Options, Report, moment, run, stops
from kawaraban.gather import arranged, gather
from kawaraban.images import with_forms, with_pictures
from kawaraban.images.work import Workshop
from kawaraban.pages import collisions, planned, rendered
from kawaraban.parse.site import misparsed, parse_site
from kawaraban.proofread import proofread, sheets
from kawaraban.publish import check_output, foreign_files, publish
from kawaraban.read.source import read_site
from kawaraban.render import Edition
from kawaraban.templates import environment


def build(options: Options) -> Report:
    """Build one site; where its content has mistakes, the output is not touched."""
    check_output(options.output, options.site)
    source, misread = read_site(options.site, options.base_url)
    settings = source.settings
    now = moment(options, settings)

    bodies = parse_site(source, options.jobs)
    articles = arranged(source, bodies)
    offers, unmade = offers_of(source)
    site = with_offers(gather(articles, source, bodies, now, drafts=options.drafts), offers)
    cache = Cache(options.site / ".cache", remembers=options.cache)
    site, unusable = with_pictures(site, settings, source.files, bodies, cache)
    proof = proof_of(site, settings, articles, bodies)
    found = (*misread, *unmade, *misparsed(bodies), *checked(proof), *unusable)
    if options.command == "ads" and not stops(found, strict=options.strict):
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
    )
    outputs = planned(edition)
    found = (*found, *spoiled, *unread, *collisions(outputs))
    if stops(found, strict=options.strict):
        return Report(settings=settings, diagnostics=found)

    files, broken = rendered(outputs, settings.language)
    broken = (*broken, *proofread(sheets(outputs, files, site), settings.affiliate))
    if broken:
        return Report(settings=settings, diagnostics=(*found, *broken))
    published = publish(files, options.output)
    cache.forget_the_rest()
    return Report(
        settings=settings,
        diagnostics=(*found, *foreign_files(published, options.output)),
        published=published,
        pages=sum(path.endswith(".html") for path in files),
        pictures=len(site.pictures),
        next_change=site.next_change,
    )


if __name__ == "__main__":
    sys.exit(run(build, Path(__file__).resolve().parent))
