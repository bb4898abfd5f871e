"""Fetch the pictures of an old site, politely and from its own host alone."""

import contextlib
import time
from pathlib import Path

import httpx

from kawaraban.cli.importers.links import host_of, original, path_of
from kawaraban.cli.importers.old_site import OldSite
from kawaraban.cli.importers.tables import pattern
from kawaraban.cli.importers.write import write_file
from kawaraban.system.progress import progress

_AGENT = {"User-Agent": "Kawaraban (import of one's own pictures)"}
_PAUSE, _PATIENCE = 0.2, 20.0  # seconds between two pictures, and for an answer


def fetch(site: OldSite, folder: Path) -> dict[str, Path]:
    """Fetch pictures from the old site's own host into a folder; return all by their paths."""
    texts = (f"{post.body}\n{post.image} " for post in site.posts)
    urls = {original(url) for text in texts for url in pattern("picture-url").findall(text)}
    own = sorted(url for url in urls if host_of(url) in site.hosts)
    files = {url: folder / path_of(url).replace("..", "-").lstrip("/") for url in own}
    with httpx.Client(headers=_AGENT, timeout=_PATIENCE) as client:
        for url in progress(own, len(own), "pictures"):
            _fetch_picture(client, url, files[url])
    return {path_of(url): file for url, file in files.items() if file.is_file()}


def _fetch_picture(client: httpx.Client, url: str, file: Path) -> None:
    if file.is_file():  # of an import that was stopped
        return
    time.sleep(_PAUSE)
    with contextlib.suppress(httpx.HTTPError, httpx.InvalidURL):
        answer = client.get(url).raise_for_status()  # a redirect may lead to another host
        if "image/" in answer.headers.get("content-type", ""):
            write_file(file, answer.content)
