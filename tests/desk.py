"""A site made of a few texts, built as an author builds it."""

from __future__ import annotations

import re
import sys
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image

from tests import command

PROJECT = Path(__file__).resolve().parent.parent
NOW = "2026-06-01T12:00"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="links and streams of Linux")
SETTINGS = """\
title = "試しの紙面"
base_url = "https://example.com/"
description = "試験のためのサイト"

[[authors]]
id = "editor"
name = "編集"
"""


_OWN = re.compile(
    r"(?<=\n<style>)(?:(?!</style>)[\s\S])+(?=</style>\n(?:.*\n)*?</head>)"
    r"|(?<=\n<script>)(?:(?!</script>)[\s\S])+(?=</script>\n</body>)"
)


class Built(NamedTuple):
    """What one run of the command gave."""

    status: int
    out: str
    err: str
    output: Path

    def page(self, address: str) -> str:
        """Give the text of a published file, of a page without the theme's style and script."""
        text = self.whole(address)
        for own in re.findall(_OWN, text):
            digest = b64encode(sha256(own.encode()).digest()).decode()
            text = text.replace(own, "", 1).replace(f" 'sha256-{digest}'", "", 1)
        return text.replace("<style></style>\n", "", 1).replace("<script></script>\n", "", 1)

    def whole(self, address: str) -> str:
        """Give the text of a published file, by its address."""
        file = self.output / address
        return (file / "index.html" if file.is_dir() else file).read_text("utf-8")

    def style(self, address: str) -> str:
        """Give the text of the style of a page, by the page's address."""
        return self._own(address, r"<style>(.*?)</style>", r'="stylesheet" href="[./]*([^"]+)"')

    def script(self, address: str) -> str:
        """Give the text of the script of a page, by the page's address."""
        return self._own(
            address,
            r"\n<script>((?:(?!</script>).)+)</script>\n</body>",
            r'src="[./]*([^"]+)" defer',
        )

    def _own(self, address: str, inline: str, linked: str) -> str:
        if found := re.search(inline, self.whole(address), re.DOTALL):
            return found[1]
        found = re.search(linked, self.whole(address))
        assert found
        return self.whole(found[1])

    def everything(self) -> dict[str, bytes]:
        """Give all published bytes by path."""
        files = (p for p in self.output.rglob("*") if p.is_file())
        return {p.relative_to(self.output).as_posix(): p.read_bytes() for p in files}


class Desk:
    """A site's folder, and the command that builds it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, files: Mapping[str, str | bytes]) -> Desk:
        """Write files into the site's folder."""
        for path, text in files.items():
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self

    def picture(self, path: str, size: tuple[int, int] = (64, 40)) -> Desk:
        """Draw a plain picture into the site's folder."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", size, (200, 40, 30)).save(file)
        return self

    def build(self, *arguments: str, now: str = NOW, env: Mapping[str, str] | None = None) -> Built:
        """Run `python build.py` on the site."""
        words = ("--site", self.folder, *(["--now", now] if now else ()), *arguments)
        return Built(*command.run(words, env or {}), self.folder / "output")


def post(body: str, **keys: str) -> str:
    """Give the text of a post with a title, a date and further keys."""
    front = {"title": "題", "date": "2026-05-01"} | keys
    return "---\n" + "".join(f"{k}: {v}\n" for k, v in front.items()) + f"---\n\n{body}\n"


def three_posts(folder: Path) -> Desk:
    """Write a site of three posts into a folder."""
    texts = {f"content/posts/p{n}.md": post(f"言葉{n}。", title=f"題{n}") for n in (1, 2, 3)}
    return Desk(folder / "site").write({"site.toml": SETTINGS, **texts})
