"""Why a link cannot be made, in words."""

from __future__ import annotations

from kawaraban.ads import Problem, Reading
from kawaraban.ads.networks import network_title, programme_key
from kawaraban.core.diagnostics import Words, did_you_mean


def _bad(rule: str, what: Words, remedy: Words, cause: str = "") -> Problem:
    return Problem(rule=rule, what=what, remedy=remedy, cause=cause)


def no_programme(table: str, key: str) -> Problem:
    """Say that site.toml lacks what the link is made from."""
    return _bad(
        "no-programme",
        Words(
            f"site.toml に [affiliate.{table}] の {key} がありません",
            f"site.toml has no {key} under [affiliate.{table}]",
        ),
        Words(
            f'[affiliate.{table}] に {key} = "…" を書くか、ふつうのリンクにしてください',
            f'write {key} = "…" under [affiliate.{table}], or use an ordinary link',
        ),
        f"affiliate.{table}",
    )


def bad_asin(text: str) -> Problem:
    """Say that a text is no product's number."""
    return _bad(
        "bad-asin",
        Words(f"「{text}」はAmazonの商品番号ではありません", f"'{text}' is no ASIN of Amazon"),
        Words(
            "商品ページのアドレスにある10文字の英数字（B0…）か、アドレス全体を書いてください",
            "write the ten letters and digits of the product's address (B0…), or the whole address",
        ),
    )


def wrong_shop(shop: str, target: str) -> Problem:
    """Say that a destination is not a page of the shop that the link names."""
    return _bad(
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
    """Say that a network has no such shop."""
    return _bad(
        "wrong-shop",
        Words(f"「{shop}」という店のリンクは作れません", f"there is no shop '{shop}' to link to"),
        did_you_mean(shop, known),
    )


def foreign(reading: Reading) -> Problem:
    """Say that the address already carries somebody else's id."""
    ja, en = (network_title(reading.network, language) for language in ("ja", "en"))
    return _bad(
        "foreign-ad",
        Words(
            f"アドレスに、このサイトのものでない{ja}のID「{reading.owner}」があります",
            f"the address carries the {en} id '{reading.owner}', which is not this site's",
        ),
        Words(
            "IDの付いていないページのアドレスを書いてください",
            "write the address of the page without any id",
        ),
        programme_key(reading.network),
    )
