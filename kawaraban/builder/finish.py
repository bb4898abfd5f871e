"""The end of a build: what it leaves for the next one, and what it reports."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

from kawaraban.builder.afterwards import Done, Read, new_nonce, remember, span_of
from kawaraban.builder.last import keep, keep_shown, last_of
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
from kawaraban.publish.places import foreign_files
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
    last = last_of(edition, outcome.texts, outcome.proof, found)
    nonce = new_nonce()
    asked_for = {"strict": options.strict, "format": options.format}
    keep(replace(last, nonce=nonce, shown_nonce=nonce, **asked_for), cache)
    keep_shown(outcome.made.shown, nonce, cache)
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
