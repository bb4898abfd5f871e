#!/usr/bin/env python3
"""Build the site: read, parse, gather, check, render, publish."""

import sys

from kawaraban.start import leave, started

# Nothing else is imported before it is known that there is something to do.
BEFORE = started(__file__, sys.argv[1:]) if __name__ == "__main__" else None

from functools import partial
from pathlib import Path

from kawaraban.ads.registry import offers_of, with_offers
from kawaraban.afterwards import about_to_read, known, named_in, recipe_of
from kawaraban.before import Before
from kawaraban.cache import Cache
from kawaraban.checks import checked, proof_of
from kawaraban.cli import run
from kawaraban.finish import Outcome, finished
from kawaraban.gather import arranged, gather
from kawaraban.images import with_pictures
from kawaraban.options import Options, moment
from kawaraban.pages import collisions, planned
from kawaraban.parse.site import misparsed, parse_site
from kawaraban.prepare import made_ready, prepared
from kawaraban.press import pressed
from kawaraban.publish import Stage, check_output, publish
from kawaraban.read.source import read_site, without_texts
from kawaraban.report import Report, stops
from kawaraban.templates import environment


def build(options: Options, before: Before | None = None) -> Report:
    """Build one site; where its content has mistakes, the output is not touched."""
    check_output(options.output, options.site)
    read = about_to_read(options.site, options.product)
    source, misread = read_site(options.site, options.base_url)
    settings, now = source.settings, moment(options, source.settings)
    read += named_in(settings, options.site)

    cache = Cache(options.site / ".cache", remembers=options.cache)
    templates = environment(options.site, options.product, cache)
    ready = partial(made_ready, settings, templates, options.site, cache)
    texts = parse_site(source, cache, recipe_of(read), options.jobs, meanwhile=ready)
    source = without_texts(source)
    articles = arranged(texts.papers, settings)
    offers, unmade = offers_of(source)
    site = with_offers(gather(articles, source, texts.bodies, now, drafts=options.drafts), offers)
    site, unusable = with_pictures(site, settings, source.files, texts.bodies, cache)
    proof = proof_of(site, settings, articles, texts.bodies)
    found = (*misread, *unmade, *misparsed(texts), *checked(proof), *unusable)
    if options.command == "ads" and not stops(found, strict=options.strict):
        from kawaraban.ads_report import ads_report

        return Report(settings=settings, diagnostics=found, ads=ads_report(proof, offers.deals))

    edition, spoiled = prepared(site, source, texts, templates, options, cache)
    outputs = planned(edition)
    found = (*found, *spoiled, *collisions(outputs))
    if stops(found, strict=options.strict):
        return Report(settings=settings, diagnostics=found)

    stage = Stage(options.output, known(before, options.output))
    made = pressed(outputs, edition, stage, options.jobs)
    if made.found:
        return Report(settings=settings, diagnostics=(*found, *made.found))
    change = publish(made.digests, stage, options.site / ".cache" if options.cache else None)
    outcome = Outcome(
        read=read, texts=texts, proof=proof, edition=edition, made=made, change=change, found=found
    )
    return finished(outcome, options, cache)


if __name__ == "__main__":
    leave(run(partial(build, before=BEFORE), Path(__file__).resolve().parent, sys.argv[1:]))
