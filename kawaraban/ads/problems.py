"""What is wrong with an ad link, in words: it cannot be made, or whose id it carries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kawaraban.ads import MadeLink, Problem, Reading
from kawaraban.core.diagnostics import Diagnostic, Source, Words, did_you_mean, error, hint, warning
from kawaraban.core.model import AdLink, ExternalLink
from kawaraban.core.networks import CUSTOM, network_title


def check_link(link: MadeLink | Problem, source: Source) -> Iterator[Diagnostic]:
    """Report a link that cannot be made, or that does not carry the site's own id."""
    if isinstance(link, Problem):
        yield error(
            source, link.rule, link.what, link.remedy, rests_on_settings=link.rests_on_settings
        )
    elif link.reading.verdict == "others":
        yield _foreign_ad(link.reading, source)


def intended_link(link: MadeLink | Problem, written: str) -> MadeLink:
    """Return the link that an author meant: one that cannot be made counts as an ad."""
    if isinstance(link, MadeLink):
        return link
    return MadeLink(address=written, reading=Reading(verdict="others"))


def _foreign_ad(reading: Reading, source: Source) -> Diagnostic:
    """Report an address that carries somebody else's id."""
    ja, en = _titles(reading.network)
    owner = reading.owner or "?"
    is_custom = reading.network.startswith(CUSTOM)
    table = "[[affiliate.custom]]" if is_custom else f"[affiliate.{reading.network}]"
    return error(
        source,
        "foreign-ad",
        Words(
            f"{ja}のリンクに、このサイトのものでないID「{owner}」があります",
            f"the {en} link carries the id '{owner}', which is not this site's",
        ),
        Words(
            f"自分のIDのリンクに替えるか、site.toml の {table} にIDを書いてください",
            f"use a link with your own id, or write the id under {table} in site.toml",
        ),
        rests_on_settings=True,
    )


def hidden_ads(host: str, ads: Sequence[AdLink]) -> Diagnostic:
    """Report ads of a host whose id cannot be read: short ones, or ones without an id."""
    ja, en = _titles(ads[0].network)
    return warning(
        min(ad.source for ad in ads),
        "hidden-ad",
        Words(
            f"{ja}（{host}）のリンク {len(ads)}件は、だれのIDか読めません",
            f"whose id the links of {en} ({host}) carry cannot be read ({len(ads)} there)",
        ),
        Words(
            f"IDの入った元のリンクにするか、{host} を [[affiliate.custom]] に書いてください",
            f"write the link with your id, in full, or name {host} under [[affiliate.custom]]",
        ),
        rests_on_settings=True,
    )


def possible_ads(host: str, links: Sequence[AdLink | ExternalLink]) -> Diagnostic:
    """Report links that may be ads: nothing but their form says so."""
    number = len(links)
    return hint(
        min(link.source for link in links),
        "possible-ad",
        Words(
            f"{host} へのリンク {number}件は広告かもしれません",
            f"links to {host} may be ads ({number} there)",
        ),
        Words(
            f"広告なら {host} を [[affiliate.custom]] に書いてください",
            f"if they are, name {host} under [[affiliate.custom]]",
        ),
    )


def ad_without_referrer(source: Source) -> Diagnostic:
    """Report a pasted ad link whose clicks tell the network nothing."""
    return warning(
        source,
        "ad-without-referrer",
        Words(
            "広告のリンクに noreferrer があり、成果が数えられないことがあります",
            "an ad link says 'noreferrer', so that many programmes do not count its clicks",
        ),
        Words(
            "noreferrer（referrerpolicy なら no-referrer）を消してください",
            "take 'noreferrer', or the referrerpolicy 'no-referrer', away",
        ),
    )


def ad_in_facts(url: str, source: Source) -> Diagnostic:
    """Report an ad where a reader looks for an official address, and nothing discloses it."""
    return error(
        source,
        "ad-in-facts",
        Words(f"「{url}」は広告のリンクです", f"'{url}' is an ad link"),
        Words(
            "連絡先と書き手には公式のアドレスを書き、広告は本文に置いてください",
            "give contacts and authors their official address, and put ads into the text",
        ),
    )


def no_programme(table: str, key: str) -> Problem:
    """Report that site.toml lacks what the link is made from."""
    return Problem(
        "no-programme",
        Words(
            f"site.toml に [affiliate.{table}] の {key} がありません",
            f"site.toml has no {key} under [affiliate.{table}]",
        ),
        Words(
            f'[affiliate.{table}] に {key} = "…" を書くか、ふつうのリンクにしてください',
            f'write {key} = "…" under [affiliate.{table}], or use an ordinary link',
        ),
        rests_on_settings=True,
    )


def bad_asin(text: str) -> Problem:
    """Report a text that is no product's number."""
    return Problem(
        "bad-asin",
        Words(f"「{text}」はAmazonの商品番号ではありません", f"'{text}' is no ASIN of Amazon"),
        Words(
            "商品ページのアドレスにある10文字の英数字（B0…）か、アドレス全体を書いてください",
            "write the ten letters and digits of the product's address (B0…), or the whole address",
        ),
    )


def wrong_shop(shop: str, target: str) -> Problem:
    """Report a destination that is not a page of the shop that the link names."""
    return Problem(
        "wrong-shop",
        Words(
            f"「{target}」は{shop}の商品や売り場のページではありません",
            f"'{target}' is no page of this shop ({shop}) that a link can be made to",
        ),
        Words(
            "その店のページのアドレスを https:// から書いてください",
            "write the address of the shop's own page, from https:// on",
        ),
    )


def unknown_shop(shop: str, known: tuple[str, ...]) -> Problem:
    """Report a shop that a network does not have."""
    return Problem(
        "wrong-shop",
        Words(f"「{shop}」という店のリンクは作れません", f"there is no shop '{shop}' to link to"),
        did_you_mean(shop, known),
    )


def foreign_destination(reading: Reading) -> Problem:
    """Report a destination that already carries somebody else's id."""
    ja, en = _titles(reading.network)
    return Problem(
        "foreign-ad",
        Words(
            f"アドレスに、このサイトのものでない{ja}のID「{reading.owner}」があります",
            f"the address carries the {en} id '{reading.owner}', which is not this site's",
        ),
        Words(
            "IDの付いていないページのアドレスを書いてください",
            "write the address of the page without any id",
        ),
        rests_on_settings=True,
    )


def _titles(network: str) -> Words:
    return Words(network_title(network, "ja"), network_title(network, "en"))
