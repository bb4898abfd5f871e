"""The codes that networks hand out, pasted as they are."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from kawaraban.core.model import Body
from kawaraban.core.settings import Settings
from kawaraban.csp.policy import build_policy
from kawaraban.markdown.parse import parse
from tests.ads.codes import CODES, LOADS
from tests.ads.own import OWN
from tests.desk import SETTINGS, Desk, post

SITE = replace(Settings(title="題", base_url="https://example.com/"), affiliate=OWN.affiliate)
AROUND = ("{}", "文です。\n\n{}\n\n文です。", "<div>\n{}\n</div>", "文 {} 文")


def _pasted(name: str, own: int, around: str = "{}") -> tuple[str, Body]:
    code = CODES[name][0].replace("{}", CODES[name][own])
    return code, parse(around.replace("{}", code), "content/posts/a.md", 1, SITE)


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("name", CODES)
def test_the_sites_own_code_is_an_ad_of_its_own(name: str, around: str) -> None:
    """The site's code is published byte for byte, counts as an ad, and nothing is wrong with it."""
    code, body = _pasted(name, 1, around)
    assert [one.what.en for one in body.diagnostics] == []
    assert any(ad.owner for ad in body.ads)
    html = "".join(part for part in body.parts if isinstance(part, str))
    if not around.startswith("文 "):
        assert code in html.replace("</script>\n\n<script>", "</script>\n<script>")


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("name", CODES)
def test_code_with_another_id_is_refused(name: str, around: str) -> None:
    """Somebody else's code is an error."""
    _, body = _pasted(name, 2, around)
    assert {one.rule for one in body.diagnostics} == {"foreign-ad"}


@pytest.mark.parametrize("name", LOADS)
def test_the_policy_allows_what_a_network_loads(name: str) -> None:
    """The page's policy names what the code of a known network loads further."""
    directive, source = LOADS[name]
    rules = build_policy(_pasted(name, 1)[1].grants).split("; ")
    (rule,) = [one.split() for one in rules if one.split()[0] == directive]
    assert source in rule


def test_own_codes_build_without_a_word(desk: Desk) -> None:
    """A site with its ids in site.toml builds with all of its codes, strictly, and discloses."""
    settings = SETTINGS + "\n".join(
        f'[affiliate.{key}]\nids = ["{ids}"]' for key, ids in {
            "a8": '3MINE7", "3MEDIA", "mine-config', "dmm": "mine", "dlsite": "mine",
            "janet": "1234567", "sovrn": "0a1b2c3dmine", "ebay": "5331234567",
        }.items()
    ) + """
[affiliate.amazon]
tag = "other-22"
ids = ["mine-22"]
[affiliate.rakuten]
id = "1a2b3c4d.5e6f7a8b.1a2b3c4e.9c0d1e2f"
[affiliate.valuecommerce]
sid = "1111111"
pid = "555"
ids = ["222222222"]
[affiliate.moshimo]
amazon = "3000001"
ids = ["3000002"]
"""  # fmt: skip
    codes = [code.replace("{}", own) for code, own, _ in CODES.values()]
    posts = {f"content/posts/p{n}.md": post(code) for n, code in enumerate(codes)}
    built = desk.write({"site.toml": settings, **posts}).build("--strict")
    assert (built.status, built.out) == (0, "")
    for number in range(len(codes)):
        assert 'class="disclosure"' in built.page(f"posts/p{number}/")


def test_a_host_without_an_owner_is_reported_once(desk: Desk) -> None:
    """Ads whose owner cannot be read are disclosed, marked, and reported once for each host."""
    links = "[a](https://amzn.to/1) [b](https://amzn.to/2) [c](https://temu.to/k/u1)"
    texts = {f"content/posts/p{n}.md": post(links) for n in range(3)}
    deals = "d: {shop: 店, text: 祭り, url: 'https://amzn.to/3', ends: open}\n"
    built = desk.write({**texts, "content/deals.yaml": deals}).build()
    hosts = re.findall(r"(\S+): warning: .*（(\S+)）のリンク (\d+)件.*\[hidden-ad\]", built.out)
    assert [(host, number) for _, host, number in hosts] == [("amzn.to", "7"), ("temu.to", "3")]
    assert built.page("posts/p0/").count('rel="sponsored noopener"') == 3
    assert 'class="disclosure"' in built.page("posts/p0/")
    custom = '[[affiliate.custom]]\nname = "短い"\nhosts = ["amzn.to", "temu.to"]\n'
    desk.write({"site.toml": f'{SETTINGS}{custom}id = "path:*"\nids = ["1", "2", "3", "k", "u1"]'})
    assert desk.build().out == ""


def test_what_may_be_an_ad_is_a_hint(desk: Desk) -> None:
    """Shorteners and ids of unknown shops are a hint once for each host, which stops nothing."""
    links = "[a](https://bit.ly/1) [b](https://bit.ly/2) [c](https://shop.example/x?aff=ab12cd)"
    links += " [d](https://shop.example/?ref=footer) [e](https://plain.example/?via=home)"
    built = desk.write({"content/posts/p.md": post(links)}).build("--strict")
    assert built.status == 0
    assert re.findall(r"hint: (\S+) へのリンク (\d)件は", built.out) == [
        ("bit.ly", "2"), ("shop.example", "1"),
    ]  # fmt: skip
    assert "警告 0件" in built.err
    assert 'class="disclosure"' not in built.page("posts/p/")
