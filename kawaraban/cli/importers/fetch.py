"""Pictures from the old site itself: its own host alone, one after another, never an ad."""

from __future__ import annotations

import time
from pathlib import Path

import httpx

from kawaraban.cli.importers.old_site import OldSite, host_of, original, path_of
from kawaraban.cli.importers.tables import pattern
from kawaraban.cli.importers.write import write_file
from kawaraban.system.progress import progress

_AGENT = {"User-Agent": "Kawaraban (import of one's own pictures)"}
_PAUSE, _PATIENCE = 0.2, 20.0  # seconds between two pictures, and for an answer


def fetch(site: OldSite, folder: Path) -> dict[str, Path]:
    """Fetch the pictures of a site that are not in `folder` yet; return all by their paths."""
    texts = (f"{p.body}\n{p.image} " for p in site.posts)
    urls = {original(url) for one in texts for url in pattern("picture-url").findall(one)}
    own = sorted(url for url in urls if host_of(url) in site.hosts)
    found: dict[str, Path] = {}
    with httpx.Client(headers=_AGENT, timeout=_PATIENCE) as client:
        for url in progress(own, len(own), "pictures"):
            file = folder / path_of(url).replace("..", "-").lstrip("/")
            if file.is_file() or _fetch(client, url, file):
                found[path_of(url)] = file
    return found


def _fetch(client: httpx.Client, url: str, file: Path) -> bool:
    """Fetch one picture; a redirect is not followed, since it may lead to another host."""
    time.sleep(_PAUSE)
    try:
        answer = client.get(url)
    except (httpx.HTTPError, httpx.InvalidURL):
        return False
    is_picture = answer.headers.get("content-type", "").startswith("image/")
    if is_there := is_picture and answer.status_code == httpx.codes.OK:
        write_file(file, answer.content)
    return is_there
