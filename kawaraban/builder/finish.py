"""The end of a build: what it leaves for the next one, and what it reports."""

from __future__ import annotations

from functools import partial

from kawaraban.builder.afterwards import Done, Read, new_nonce, remember, span_of
from kawaraban.builder.options import Options, is_by_clock
from kawaraban.builder.press import Pressed
from kawaraban.builder.report import Report, report_of
from kawaraban.checks import Proof
from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.model import Frozen
from kawaraban.incremental.cache import Cache
from kawaraban.incremental.manifest import asked
from kawaraban.markdown.stored import Texts
from kawaraban.publish import Change
from kawaraban.publish.output import foreign_files
from kawaraban.render.edition import Edition


class Outcome(Frozen, frozen=True, kw_only=True):
    """A whole build that was published: what it read, made, found, and changed."""

    read: Read
    texts: Texts
    proof: Proof
    edition: Edition
    made: Pressed
    change: Change
    found: tuple[Diagnostic, ...]


def finished(outcome: Outcome, options: Options, cache: Cache) -> Report:
    """Remember what the next build may use, forget the rest, and give the report."""
    edition, change = outcome.edition, outcome.change
    found = (*outcome.found, *foreign_files(change.foreign, options.output))
    nonce = new_nonce()
    cache.forget_the_rest()
    site, digests = edition.site, outcome.made.digests
    done = Done(
        site=options.site,
        output=options.output,
        asked=asked(list(options.arguments), str(options.product)),
        nonce=nonce,
        span=span_of(site.now, site.steady_until, by_clock=is_by_clock(options)),
        read=outcome.read,
        digests=digests,
        change=change,
    )
    record = partial(remember, done) if options.cache else None
    return report_of(site, edition.settings, found, digests, record)
