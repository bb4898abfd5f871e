"""What the preview answers to the author's browser."""

import mimetypes
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

from kawaraban.core.addresses import file_of
from kawaraban.core.options import UsageError
from kawaraban.preview.bar import Bar
from kawaraban.preview.server import Request, Resource
from kawaraban.preview.site import NO_PAGE, PreviewSite, Shown

OWN = "~preview/"
_FILES = {"preview.css": "text/css", "preview.js": "text/javascript"}
_NOT_FOUND = "404.html"
_HEARTBEAT = 15.0  # seconds, after which a closed page is noticed
# What systems do not know of, or say otherwise.
_TYPES = {".avif": "image/avif", ".webp": "image/webp", ".js": "text/javascript"}


class Answers:
    """Answers requests: the site's files as a build would publish them, pages with a bar."""

    def __init__(self, site: PreviewSite, product: Path, editor: str = "") -> None:
        """Take the site, the folder of the preview's own files, the name of the author's editor."""
        self._site, self._files = site, product / "templates/tools"
        self._bar = Bar(site, product, editor)

    def find(self, request: Request) -> Resource | None:
        """Return what is asked for, or None."""
        path = request.path
        if path == f"{OWN}events":
            return Resource("text/event-stream", self._events(request.query.get("version", "")))
        if path.startswith(OWN):
            kind = f"{_FILES.get(name := path.removeprefix(OWN))}; charset=utf-8"
            return Resource(kind, (self._files / name).read_bytes()) if name in _FILES else None
        try:
            return self._file(path, request.query.get("now", ""))
        except UsageError:
            return self._file(path, "")

    def _events(self, version: str) -> Iterator[bytes]:
        """Yield an event for each change after a version of the site, as Server-Sent Events."""
        known = int(version) if version.isdecimal() else 0
        while True:
            now = self._site.wait(known, _HEARTBEAT)
            yield b":\n\n" if now == known else f"data: {now}\n\n".encode()
            known = now

    def _file(self, path: str, now: str) -> Resource | None:
        shown = self._site.show(path, now)
        if shown is None and path and self._site.show(f"{path}/", now):
            folder = (("Location", f"{path.rpartition('/')[2]}/"),)
            return Resource("text/plain", b"", HTTPStatus.FOUND, folder)
        if shown is None:
            missing = self._site.show(_NOT_FOUND, now)
            return missing and self._page(missing, now)._replace(status=HTTPStatus.NOT_FOUND)
        file = file_of(path)
        is_page = shown.data is NO_PAGE or (shown.plan and file.endswith(".html"))
        return self._page(shown, now) if is_page else Resource(_media_type(file), shown.data)

    def _page(self, shown: Shown, now: str) -> Resource:
        return Resource("text/html; charset=utf-8", self._bar.add_to(shown, now))


def _media_type(path: str) -> str:
    """Return the media type of a file by its name."""
    extension = path[path.rfind(".") :].lower()
    return _TYPES.get(extension) or mimetypes.guess_type(path)[0] or "application/octet-stream"
