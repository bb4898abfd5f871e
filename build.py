#!/usr/bin/env python3
"""Build the site: read, parse, gather, check, render, publish."""

import sys

from kawaraban.builder.start import leave, started

# Nothing else is imported before it is known that there is something to do.
BEFORE = started(__file__, sys.argv[1:]) if __name__ == "__main__" else None

from functools import partial
from pathlib import Path

from kawaraban.builder.afterwards import about_to_read, known, named_in, recipe_of
from kawaraban.builder.options import Options, moment
from kawaraban.builder.report import Report, by_cause, stops
from kawaraban.cli.main import run
from kawaraban.core.settings import Settings
from kawaraban.incremental.before import Before
from kawaraban.incremental.cache import Cache
from kawaraban.markdown.texts import misparsed, parse_site
from kawaraban.publish import Staging, check_output
from kawaraban.read.source import read_site, without_texts


def build(options: Options, before: Before | None = None) -> Report:
    """Build one site; where its content has mistakes, the output is not touched."""
    check_output(options.output, options.site)
    read = about_to_read(options.site, options.product)
    source, misread = read_site(options.site, options.base_url)
    settings, now = source.settings, moment(options, source.settings)
    read += named_in(settings, options.site)

    cache = Cache(options.site / ".cache", remembers=options.cache)
    ready = partial(_ready, settings, options, cache)
    texts = parse_site(source, cache, recipe_of(read), options.jobs, meanwhile=ready)
    from kawaraban.builder import stages as then

    source = without_texts(source)
    articles = then.arranged(texts.papers, settings)
    offers, unmade = then.offers_of(source)
    site = then.gather(articles, source, texts.bodies, now, drafts=options.drafts)
    site = then.with_offers(site, offers)
    site, unusable = then.with_pictures(site, source, texts, cache)
    proof = then.proof_of(site, settings, articles, texts)
    unclear = (*unmade, *misparsed(texts), *then.checked(proof), *unusable)
    found = by_cause(misread, unclear, settings)
    if options.command == "ads" and not stops(found, strict=options.strict):
        from kawaraban.builder.ads_report import ads_report

        return Report(settings=settings, diagnostics=found, ads=ads_report(proof, offers.deals))

    edition, spoiled = then.prepared(site, source, texts, options, cache)
    outputs = then.planned(edition)
    missing = then.kept_back(proof, drafts=options.drafts)
    found = (*found, *spoiled, *edition.unreadable(), *then.collisions((*outputs, *missing)))
    if stops(found, strict=options.strict):
        return Report(settings=settings, diagnostics=found)

    folder = options.site / ".cache" if options.cache else None
    staging = Staging(options.output, known(before, options.output), folder)
    made = then.pressed(outputs, edition, staging, options.jobs)
    if made.found:
        return Report(settings=settings, diagnostics=(*found, *made.found))
    change = then.publish(made.digests, staging)
    outcome = then.Outcome(
        read=read, texts=texts, proof=proof, edition=edition, made=made, change=change, found=found
    )
    return then.finished(outcome, options, cache)


def _ready(settings: Settings, options: Options, cache: Cache) -> None:
    """Import what follows parsing, and make ready what needs no text."""
    from kawaraban.builder import stages

    stages.made_ready(settings, options, cache)


if __name__ == "__main__":
    leave(run(partial(build, before=BEFORE), Path(__file__).resolve().parent, sys.argv[1:]))
