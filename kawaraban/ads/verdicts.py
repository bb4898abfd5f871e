"""What an author is told of a link's owner."""

from __future__ import annotations

from collections.abc import Iterator

from kawaraban.ads import Made, Problem, Reading
from kawaraban.ads.networks import network_title, programme_key
from kawaraban.core.diagnostics import Diagnostic, Source, Words, error, warning

_UNMADE = Reading(verdict="others")


def judged(link: Made | Problem, source: Source) -> Iterator[Diagnostic]:
    """Give what is wrong with a link at a place: none can be made, or whose id it carries."""
    if isinstance(link, Problem):
        yield error(source, link.rule, link.what, link.remedy, cause=link.cause)
    elif link.reading.verdict == "others":
        yield foreign(link.reading, source)
    elif link.reading.verdict == "hidden":
        yield hidden(link.reading, source)


def meant(link: Made | Problem, written: str) -> Made:
    """Give what a link was meant to be: one that cannot be made is an ad all the same."""
    return link if isinstance(link, Made) else Made(address=written, reading=_UNMADE)


def foreign(reading: Reading, source: Source) -> Diagnostic:
    """Say that an address carries somebody else's id."""
    ja, en = (network_title(reading.network, language) for language in ("ja", "en"))
    owner = reading.owner or "?"
    return error(
        source,
        "foreign-ad",
        Words(
            f"{ja}のリンクに、このサイトのものでないID「{owner}」があります",
            f"the {en} link carries the id '{owner}', which is not this site's",
        ),
        Words(
            "自分のIDのリンクに替えるか、site.toml の [affiliate] にIDを書いてください",
            "use a link with your own id, or write the id under [affiliate] in site.toml",
        ),
        cause=programme_key(reading.network),
    )


def hidden(reading: Reading, source: Source) -> Diagnostic:
    """Say that whose id a link carries cannot be read: a short one, or one without an id."""
    ja, en = (network_title(reading.network, language) for language in ("ja", "en"))
    return warning(
        source,
        "hidden-ad",
        Words(
            f"{ja}のリンクですが、だれのIDか読めません",
            f"whose id this {en} link carries cannot be read",
        ),
        Words("IDの入った元のリンクを書いてください", "write the link with your id, in full"),
    )


def ad_instead(url: str, source: Source) -> Diagnostic:
    """Say that an ad stands where a reader looks for an official address, and nothing says so."""
    return error(
        source,
        "ad-in-facts",
        Words(f"「{url}」は広告のリンクです", f"'{url}' is an ad link"),
        Words(
            "連絡先と書き手には公式のアドレスを書き、広告は本文に置いてください",
            "give contacts and authors their official address, and put ads into the text",
        ),
    )
