"""Pictures from the old site itself: its own host alone, one after another, never an ad."""

from __future__ import annotations

import re
import time
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from kawaraban.cli.importers.old_site import OldSite, original, path_of
from kawaraban.system.progress import progress

_URL = re.compile(r"""https?://[^\s"'<>()]+?\.(?:png|jpe?g|gif|webp|avif|svg)(?=[\s"'<>()?]|$)""", re.IGNORECASE)
_AGENT = {"User-Agent": "Kawaraban (import of one's own pictures)"}
_PAUSE, _PATIENCE, _LARGEST = 0.2, 20.0, 50 << 20


def fetch(site: OldSite, folder: Path) -> dict[str, Path]:
    """Fetch the pictures of a site that are not in `folder` yet; return all by their paths."""
    urls = {original(unescape(url)) for post in site.posts for url in (*_URL.findall(post.body), post.image)}
    own = sorted(url for url in urls if url and urlsplit(url).netloc.lower() in site.hosts)
    found: dict[str, Path] = {}
    with httpx.Client(headers=_AGENT, timeout=_PATIENCE) as client:
        for url in progress(own, len(own), "pictures"):
            file = folder / path_of(url).lstrip("/").replace("..", "-")
            if file.is_file() or _fetch(client, url, file):
                found[path_of(url)] = file
    return found


def _fetch(client: httpx.Client, url: str, file: Path) -> bool:
    """Fetch one picture; a redirect is not followed, since it may lead to another host."""
    time.sleep(_PAUSE)
    try:
        with client.stream("GET", url) as answer:
            if answer.status_code != httpx.codes.OK or not answer.headers.get("content-type", "").startswith("image/"):
                return False
            data = b""
            for piece in answer.iter_bytes():
                data += piece
                if len(data) > _LARGEST:
                    return False
    except (httpx.HTTPError, httpx.InvalidURL):
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    part.write_bytes(data)
    part.replace(file)
    return True
