"""Ask the web what became of a site's external links. No ad is ever requested.

Each host is asked by one request at a time, with a pause between; answers are remembered for days.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from ipaddress import ip_address
from math import inf
from typing import Literal

import httpx
from msgspec import Struct, convert, field, to_builtins

from kawaraban.ads.making import may_be_requested
from kawaraban.ads.programmes import Programmes, programmes_of
from kawaraban.ads.reading import read_ad
from kawaraban.core.diagnostics import Diagnostic, Words
from kawaraban.core.messages import phrase, report
from kawaraban.core.model import ExternalLink
from kawaraban.core.options import Options
from kawaraban.core.settings import Settings
from kawaraban.incremental import state_file
from kawaraban.incremental.cache import LINKS
from kawaraban.system.progress import progress

_PATIENCE = 20.0  # seconds for an answer; half of it for a connection
_LONGEST_WAIT = 60.0  # seconds for which a busy server is waited for
_MOST_HOPS = 10
_FORM = 1
_AGENT = {"User-Agent": "Kawaraban (link check)"}
_RULES = {
    "moved": "moved-link",
    "dead": "dead-link",
    "unanswered": "unanswered-link",
    "ad": "leads-to-ad",
}
_PERMANENT, _GONE, _BUSY = {301, 308}, {404, 410}, {429, 503}
# Servers that do not know HEAD say so in many ways, of which 405 and 501 are right.
_DOUBTFUL = {*range(400, 500), 501} - _BUSY


class Answer(Struct, frozen=True, array_like=True):
    """What became of an address: where it has moved to, or why it is not known; and when."""

    kind: Literal["fine", "moved", "dead", "unanswered", "ad", "private"]
    detail: Words = Words("", "")
    at: float = 0.0

    @property
    def counts(self) -> bool:
        """Return whether it was asked for so lately that it need not be now."""
        days = 1 if self.kind in {"dead", "unanswered", "ad"} else 7
        return 0 <= time.time() - self.at < 86_400 * days


class _Host(Struct):
    """Whose turn it is at a host, from when on it may be asked, and why it is asked no more."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    closed: Exception | None = None


class LinkChecker(Struct):
    """Follows addresses with a client; into private networks only where that is allowed."""

    client: httpx.AsyncClient
    programmes: Programmes
    pause: float = 1.0  # seconds between two requests of a host
    allows_private: bool = False
    hosts: defaultdict[str, _Host] = field(default_factory=lambda: defaultdict(_Host))
    at_once: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(8))

    async def ask_all(self, urls: Iterable[str], answers: dict[str, Answer], what: str) -> None:
        """Put the answer for each address into `answers` as it comes."""
        async with self.client:
            tasks = [asyncio.create_task(self._ask(url)) for url in urls]
            for task in progress(asyncio.as_completed(tasks), len(tasks), what):
                url, answer = await task
                answers[url] = answer

    async def _ask(self, url: str) -> tuple[str, Answer]:
        try:
            answer = await self._follow(httpx.URL(f"https:{url}" if url[:2] == "//" else url))
        except (httpx.ConnectError, httpx.ConnectTimeout):  # not remembered: the fault may be here
            return url, Answer("unanswered", phrase("no-connection"))
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL):
            answer = Answer("unanswered", phrase("no-answer"))
        return url, Answer(answer.kind, answer.detail, time.time())

    async def _follow(self, url: httpx.URL) -> Answer:
        """Follow redirects to their end, or up to what may not be requested."""
        is_permanent = True
        for hop in range(_MOST_HOPS):
            if not may_be_requested(str(url), self.programmes):
                is_ad = read_ad(str(url), self.programmes).verdict != "none"
                return Answer("ad" if is_ad else "fine")
            async with self.hosts[url.host].turn:
                is_private = not self.allows_private and await _is_private(url.host)
            if is_private:
                if hop:
                    break
                return Answer("private")  # a manual may speak of http://localhost:8000/
            response = await self._find_out(url)
            if response.next_request is None:
                return _judge(response.status_code, str(url) if hop and is_permanent else "")
            is_permanent &= response.status_code in _PERMANENT
            url = response.next_request.url
        return Answer("unanswered", phrase("redirects-nowhere"))

    async def _find_out(self, url: httpx.URL) -> httpx.Response:
        response = await self._request("HEAD", url)
        if response.status_code in _DOUBTFUL:
            response = await self._request("GET", url)
        if response.status_code in _BUSY and "retry-after" in response.headers:
            response = await self._request("GET", url)
        return response

    async def _request(self, method: str, url: httpx.URL) -> httpx.Response:
        """Make a request in its turn; the body of the answer is not read."""
        host, stream = self.hosts[url.host], self.client.stream(method, url)
        async with host.turn:
            if host.closed is not None:
                raise host.closed
            await asyncio.sleep(host.free_at - time.monotonic())
            try:
                async with self.at_once, asyncio.timeout(_PATIENCE), stream as response:
                    wait = _asked_wait(response)
            except (httpx.ConnectError, httpx.ConnectTimeout) as failed:
                host.closed = failed
                raise
            finally:
                host.free_at = time.monotonic() + self.pause
            host.free_at += wait
            host.closed = TimeoutError() if wait > _LONGEST_WAIT else None
            return response


async def _is_private(host: str) -> bool:
    """Return whether a host is this computer or in a private network."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None)
    except (OSError, UnicodeError):  # the request itself will say
        return False
    return any(not ip_address(str(one[4][0]).partition("%")[0]).is_global for one in found)


def _asked_wait(response: httpx.Response) -> float:
    """Return for how many seconds a busy server asks to be left alone (RFC 9110, Retry-After)."""
    written = response.headers.get("retry-after", "0") if response.status_code in _BUSY else "0"
    return float(written) if written.isdecimal() else inf  # a date: not in this run


def _judge(status: int, moved_to: str) -> Answer:
    if status >= httpx.codes.BAD_REQUEST:
        return Answer("dead" if status in _GONE else "unanswered", Words(f"{status}", f"{status}"))
    return Answer("moved", Words(moved_to, moved_to)) if moved_to else Answer("fine")


def check_links(
    links: Iterable[ExternalLink], settings: Settings, options: Options
) -> tuple[tuple[Diagnostic, ...], Words]:
    """Return what is wrong with external links, and how many were asked for."""
    programmes, file = programmes_of(settings.affiliate), f"{options.site}/.cache/{LINKS}"
    links = [link for link in links if may_be_requested(link.url, programmes)]
    urls = dict.fromkeys(link.url for link in links)
    answers = _remembered(file, urls) if options.cache else {}
    left = [url for url in urls if url not in answers]
    checker = LinkChecker(httpx.AsyncClient(headers=_AGENT, timeout=_PATIENCE / 2), programmes)
    try:
        asking = phrase("asking-for-links").in_language(settings.language)
        asyncio.run(checker.ask_all(left, answers, asking))
    finally:  # also where the author has no patience
        if options.cache:
            state_file.save(file, _FORM, to_builtins(answers))
    found = tuple(one for link in links for one in _describe(link, answers[link.url]))
    return found, _summary(answers, left)


def _summary(answers: Mapping[str, Answer], asked: Iterable[str]) -> Words:
    """Count the links that could be asked for, and those that were in this run."""
    public = {url for url, answer in answers.items() if answer.kind != "private"}
    return phrase("links-asked-for", all=len(public), asked=len(public.intersection(asked)))


def _remembered(file: str, urls: Container[str]) -> dict[str, Answer]:
    known = convert(state_file.load(file, _FORM) or {}, dict[str, Answer])
    return {url: answer for url, answer in known.items() if url in urls and answer.counts}


def _describe(link: ExternalLink, answer: Answer) -> Iterator[Diagnostic]:
    """Report a link that has moved, is dead, does not answer, or turns into an ad."""
    if answer.kind in _RULES:
        yield report(link.source, _RULES[answer.kind], url=link.url, detail=answer.detail)
