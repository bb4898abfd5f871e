"""The upload recipes of docs/hosting.md, against real servers."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.desk import LINUX, PROJECT, SETTINGS, Built, Desk, post
from tests.publish.servers import Remote, ftp_server, need, ssh_server

pytestmark = LINUX
PAGE = PROJECT / "docs/hosting.md"
SERVERS = {"rsync": ssh_server, "sftp": ssh_server, "ftp": ftp_server}


class Upload(NamedTuple):
    """A site, a server, and the recipe of the page that uploads the one to the other."""

    desk: Desk
    remote: Remote
    name: str

    def run(self, built: Built) -> None:
        """Run the recipe as it stands in the page, the address of the server exchanged."""
        assert (built.status, built.out) == (0, "")
        text = PAGE.read_text("utf-8")
        found = re.search(rf"<!-- {self.name} -->\n```sh\n(.+?)```", text, re.DOTALL)
        assert found
        commands = found[1].replace("sv0000.example.jp", self.remote.address)
        commands = commands.replace("rsync -r", "rsync -vr")  # to see in which order
        done = subprocess.run(
            ["sh", "-ec", commands],
            cwd=self.desk.folder,
            env={**os.environ, **self.remote.environment},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr + self.remote.log.read_text()
        if self.name == "rsync":
            with self.remote.log.open("a") as log:
                log.write(done.stdout)

    def there(self) -> dict[str, bytes]:
        """Give all files on the server."""
        root = self.remote.folder / "public_html"
        return {
            f.relative_to(root).as_posix(): f.read_bytes() for f in root.rglob("*") if f.is_file()
        }


@pytest.fixture(params=SERVERS)
def upload(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Upload]:
    """Start a server for a recipe."""
    need("rsync" if request.param == "rsync" else "lftp")
    desk = Desk(tmp_path / "my site").write({"site.toml": f'{SETTINGS}[host]\nkind = "apache"\n'})
    desk.write({f"content/posts/{name}.md": post("![図](a.png)", tags="[あ行]") for name in "ab"})
    desk.picture("content/posts/a.png").write({"content/posts/記事 三.md": post("う")})
    home = tmp_path / "server"
    home.mkdir()
    server: AbstractContextManager[Remote] = SERVERS[request.param](home)
    with server as remote:
        (remote.folder / "public_html").mkdir()
        yield Upload(desk, remote, request.param)


def aged(built: Built) -> Built:
    """Let a site be an hour old: its next pages are not of the same second, as servers tell it."""
    for file in built.output.rglob("*"):
        os.utime(file, (file.stat().st_mtime - 3600,) * 2)
    return built


def test_a_recipe_makes_the_server_hold_the_site(upload: Upload) -> None:
    """All of it with hidden files, then what has changed; deletions too, the host's own stays."""
    own = upload.remote.folder / "public_html/.well-known/acme"
    own.parent.mkdir()
    own.write_text("the host's")
    upload.run(aged(upload.desk.build()))
    expected = {p: d for p, d in upload.desk.build().everything().items() if p != ".kawaraban"}
    assert ".htaccess" in expected
    assert upload.there() == {**expected, ".well-known/acme": b"the host's"}

    before = {p: p.stat().st_ino for p in upload.remote.folder.rglob("*") if p.is_file()}
    upload.run(upload.desk.build())
    assert {p: p.stat().st_ino for p in upload.remote.folder.rglob("*") if p.is_file()} == before

    upload.desk.write({"content/posts/a.md": post("![別](b.png)", tags="[い行]")})
    (upload.desk.folder / "content/posts/b.md").unlink()
    built = upload.desk.picture("content/posts/b.png", (90, 60)).build()
    upload.run(built)
    expected = {p: d for p, d in built.everything().items() if p != ".kawaraban"}
    assert upload.there() == {**expected, ".well-known/acme": b"the host's"}


# By SFTP the commands are those of FTP, and the server keeps no log of files.
@pytest.mark.parametrize("upload", ["rsync", "ftp"], indirect=True)
def test_pages_come_after_pictures_and_deletions_last(upload: Upload) -> None:
    """No reader meets a page without its pictures, nor a link to a page that has gone."""
    upload.run(aged(upload.desk.build()))
    start = upload.remote.log.stat().st_size
    upload.desk.write({"content/posts/a.md": post("![別](b.png)", tags="[い行]")})
    (upload.desk.folder / "content/posts/b.md").unlink()
    upload.run(upload.desk.picture("content/posts/b.png", (90, 60)).build())
    log = upload.remote.log.read_bytes()[start:].decode("utf-8", "replace")

    def when(pattern: str) -> list[int]:
        return [found.start() for found in re.finditer(pattern, log, re.MULTILINE)]

    stored = r"(?:^|RNTO \S*/public_html/)"
    pages, pictures = when(rf"{stored}posts/a/index\.html"), when(rf"{stored}images/b\S*webp")
    gone = when(r"(?:DELE \S*/public_html/|^deleting )(?:posts/b/index\.html|images/a\S*webp)")
    assert (len(pages), len(pictures), len(gone)) == (1, 2, 3), log
    assert max(pictures) < min(pages) <= max(pages) < min(gone)
    assert when(rf"{stored}404") == [], "what has not changed is not sent"
