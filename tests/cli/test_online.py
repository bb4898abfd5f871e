"""What became of links: redirects, dead pages, busy servers, and ads, which are never asked."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import httpx
import pytest

from kawaraban.ads.making import may_be_requested
from kawaraban.ads.programmes import Programmes, programmes_of
from kawaraban.cli import online
from kawaraban.cli.online import Answer, LinkChecker
from kawaraban.core.settings import AffiliateSettings, AmazonProgramme, CustomNetwork
from tests.cli.web import ToLoopback, Web, internet, moved

__all__ = ["internet"]

OWN = programmes_of(
    AffiliateSettings(
        amazon=AmazonProgramme(tag="example-22"),
        custom=(CustomNetwork(name="x", host="click.asp.test", param="pid", ids=("mine",)),),
    )
)
ADS = [
    "http://click.asp.test/go?pid=mine",
    "http://click.asp.test/go?pid=theirs",
    "http://CLICK.asp.test./",
    "http://reader@click.asp.test:8080/",
    "https://px.a8.net/svt/ejp?a8mat=0+0+0+0",
    "https://www.a8.net/",
    "https://hb.afl.rakuten.co.jp/hgc/0.0.0.0/?pc=http%3A%2F%2Fa.test%2F",
    "https://affiliate.rakuten.co.jp/",
    "https://af.moshimo.com/af/c/click?a_id=1",
    "https://ck.jp.ap.valuecommerce.com/servlet/referral?sid=1&pid=2",
    "https://amzn.to/abc",
    "https://www.amazon.co.jp/dp/B000000000?tag=example-22",
    "https://www.amazon.co.jp/dp/B000000000?tag=other-22",
    "https://www.amazon.co.jp/dp/B000000000",
    "amazon:B000000000",
    "//click.asp.test/",
    "http://go.test/?to=https%3A%2F%2Fclick.asp.test%2F%3Fpid%3Dmine",
]


def _run(work: Coroutine[None, None, None]) -> None:
    """Run a coroutine in a thread of its own: a browser's loop may run in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def ask(web: Web, *urls: str, pause: float = 0.0, **rules: Any) -> dict[str, Answer]:
    """Give what becomes of addresses on a web where every host is the same server."""
    rules = {"programmes": OWN, "allows_private": True} | rules
    answers: dict[str, Answer] = {}

    async def run() -> None:
        transport = ToLoopback(web.port)
        client = httpx.AsyncClient(transport=transport, trust_env=False, timeout=5)
        await LinkChecker(client, pause=pause, **rules).ask_all(urls, answers, "")

    _run(run())
    return answers


def kind(web: Web, url: str, **rules: Any) -> tuple[str, str]:
    """Give the kind and the detail of one answer."""
    answer = ask(web, url, **rules)[url]
    return answer.kind, answer.detail.en


@pytest.mark.parametrize("url", ADS)
def test_an_ad_is_not_requested(internet: Web, url: str) -> None:
    """An ad link is refused by the rule, and by what would follow it."""
    assert not may_be_requested(url, OWN)
    if ":" in url[:6]:
        ask(internet, url)
    assert internet.asked == []


@pytest.mark.parametrize("url", [url for url in ADS if url.startswith("http")])
@pytest.mark.parametrize("status", [301, 302, 307])
def test_no_redirect_is_followed_to_an_ad(internet: Web, url: str, status: int) -> None:
    """Where a redirect leads to an ad, the ad is not requested."""
    internet.says({"short.test/x": moved("http://b.test/", 302), "b.test/": moved(url, status)})
    answer = ask(internet, "http://short.test/x")["http://short.test/x"]
    assert internet.urls == ["short.test/x", "b.test/"]
    assert answer.kind in {"ad", "fine"}


def test_a_redirect_to_an_own_ad_is_told(internet: Web) -> None:
    """A short address that hides an ad is one that readers are not told of."""
    internet.says({"short.test/": moved(ADS[0])})
    assert kind(internet, "http://short.test/") == ("ad", "")


@pytest.mark.parametrize(
    "url",
    [
        "http://a.test/", "https://www.amazon.co.jp/gp/help/customer/display.html?nodeId=1",
        "https://item.rakuten.co.jp/shop/item/", "https://a8.example/", "https://asp.test/",
    ],
)  # fmt: skip
def test_other_links_are_requested(internet: Web, url: str) -> None:
    """A shop's help page, a shop without the site's programme: these are no ads."""
    assert kind(internet, url) == ("fine", "")
    assert len(internet.asked) == 1


def test_a_shop_without_a_programme_is_an_ordinary_page() -> None:
    """Where the site has no tag, a plain link to a shop stays plain."""
    none: Programmes = programmes_of(AffiliateSettings())
    assert may_be_requested("https://www.amazon.co.jp/dp/B000000000", none)


@pytest.mark.parametrize("status", [301, 308])
def test_a_permanent_redirect_gives_the_new_address(internet: Web, status: int) -> None:
    """The new address is that of the end of the way, with the fragment."""
    internet.says({"a.test/": moved("//b.test/x", status), "b.test/x": moved("/y", status)})
    assert kind(internet, "http://a.test/#part") == ("moved", "http://b.test/y#part")


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_temporary_redirect_is_no_move(internet: Web, status: int) -> None:
    """One hop that is not permanent is enough."""
    internet.says({"a.test/": moved("http://b.test/"), "b.test/": moved("http://c.test/", status)})
    assert kind(internet, "http://a.test/") == ("fine", "")


@pytest.mark.parametrize(
    ("status", "expected"),
    [(404, "dead"), (410, "dead"), (403, "unanswered"), (500, "unanswered"), (204, "fine")],
)
def test_what_a_status_means(internet: Web, status: int, expected: str) -> None:
    """A page is dead where the server says so, not where a robot is unwelcome."""
    internet.says({"a.test/": (status, {})})
    assert kind(internet, "http://a.test/")[0] == expected


@pytest.mark.parametrize("status", [400, 403, 404, 405, 501])
def test_a_refused_head_is_asked_anew_with_get(internet: Web, status: int) -> None:
    """Many servers know no HEAD."""
    internet.says({"HEAD a.test/": (status, {})})
    assert kind(internet, "http://a.test/") == ("fine", "")
    assert internet.methods("a.test/") == ["HEAD", "GET"]


def test_redirects_without_an_end(internet: Web) -> None:
    """A circle of redirects ends after some hops."""
    internet.says({"a.test/": moved("http://a.test/")})
    assert kind(internet, "http://a.test/")[0] == "unanswered"
    assert len(internet.asked) <= 10


@pytest.mark.parametrize(
    "to", ["ftp://b.test/", "intent://x#Intent;end", "http://b.test:x/", "http://"]
)
def test_a_redirect_to_no_web_page(internet: Web, to: str) -> None:
    """What is no address of a page is not followed, and ends nothing else."""
    internet.says({"a.test/": moved(to, 302)})
    answers = ask(internet, "http://a.test/", "http://b.test/ok")
    assert {*internet.urls} == {"a.test/", "b.test/ok"}
    assert answers["http://b.test/ok"].kind == "fine"


def test_one_request_at_a_time_with_pauses(internet: Web) -> None:
    """A host is asked one by one; several hosts at the same time."""
    internet.delay = 0.1
    urls = [f"http://{host}.test/{n}" for host in "abc" for n in range(3)]
    began = time.monotonic()
    ask(internet, *urls, pause=0.2)
    taken = time.monotonic() - began
    for host in "abc":
        mine = [one for one in internet.asked if one.url.startswith(host)]
        assert [one.url for one in mine] == [f"{host}.test/{n}" for n in range(3)]
        assert all(b.began - a.ended >= 0.19 for a, b in pairwise(mine))
    assert taken < 9 * 0.3


def test_retry_after_is_waited_for(internet: Web) -> None:
    """A busy server is asked once more when it said so, and no link of it before."""
    internet.says({"a.test/": [(429, {"Retry-After": "1"}), (200, {})]})
    answers = ask(internet, "http://a.test/", "http://a.test/2")
    assert [answer.kind for answer in answers.values()] == ["fine", "fine"]
    first, second, *_ = internet.asked
    assert second.began - first.ended >= 0.99


@pytest.mark.parametrize("wait", ["3600", "9" * 400, "Wed, 21 Oct 2065 07:28:00 GMT"])
def test_a_long_retry_after_ends_the_questions(internet: Web, wait: str) -> None:
    """A host that wants peace for longer is not asked any more in this run."""
    internet.says({"a.test/1": (503, {"Retry-After": wait})})
    answers = ask(internet, "http://a.test/1", "http://a.test/2", "http://b.test/")
    assert [answers[f"http://{name}"].kind for name in ("a.test/1", "a.test/2", "b.test/")] == [
        "unanswered", "unanswered", "fine",
    ]  # fmt: skip
    assert {*internet.urls} == {"a.test/1", "b.test/"}


@pytest.mark.parametrize(
    "to", ["http://127.0.0.1/", "http://localhost/", "http://10.0.0.1/", "http://[::1]/",
           "http://169.254.169.254/", "http://2130706433/", "http://192.168.0.1:8080/"],
)  # fmt: skip
def test_private_addresses_are_not_asked(internet: Web, to: str) -> None:
    """Neither a link nor a redirect leads into the author's own network."""
    internet.says({"a.test/": moved(to)})
    assert kind(internet, to, allows_private=False) == ("private", "")
    assert internet.asked == []
    assert kind(internet, "http://a.test/", allows_private=False)[0] == "unanswered"
    assert internet.urls == ["a.test/"]


def test_a_name_of_a_private_address_is_not_asked(
    internet: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A public name may stand for a private address."""
    known = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda _, *rest, **more: known("10.1.2.3", *rest, **more)
    )
    kind(internet, "http://inside.test/", allows_private=False)
    assert internet.asked == []


def test_a_host_without_an_answer_is_asked_once() -> None:
    """A host that cannot be reached is not tried for each of its links, nor remembered."""
    tried: list[str] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        tried.append(str(request.url))
        raise httpx.ConnectError("refused")

    answers: dict[str, Answer] = {}
    client = httpx.AsyncClient(transport=httpx.MockTransport(refuse))
    checker = LinkChecker(client, OWN, pause=0, allows_private=True)
    _run(checker.ask_all([f"http://a.test/{n}" for n in range(5)], answers, ""))
    assert len(tried) == 1
    assert {answer.kind for answer in answers.values()} == {"unanswered"}
    assert not any(answer.counts for answer in answers.values())


def test_a_slow_server_is_not_waited_for(internet: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that takes its time ends no run."""
    internet.delay = 1.0
    monkeypatch.setattr(online, "_PATIENCE", 0.2)
    assert kind(internet, "http://a.test/") == ("unanswered", "no answer")


@pytest.mark.parametrize(
    ("kind", "days", "expected"),
    [("fine", 6, True), ("moved", 6, True), ("fine", 8, False), ("dead", 0.9, True),
     ("dead", 1.1, False), ("unanswered", 1.1, False), ("fine", -1, False)],
)  # fmt: skip
def test_answers_are_remembered_for_days(kind: Any, days: float, *, expected: bool) -> None:
    """What is fine counts for a week, what is not for a day, what is of tomorrow not at all."""
    assert Answer(kind, at=time.time() - days * 86_400).counts is expected
