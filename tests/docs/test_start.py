"""docs/start.md, followed word for word by somebody who knows nothing else."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.cli.test_init import begun
from tests.desk import LINUX, PROJECT
from tools.documents import Block, blocks_of, put_into

_DOCUMENTS = {"docs/start.md": "ja_JP.UTF-8", "docs/start.en.md": "en_GB.UTF-8"}
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\S*")
_POST = "content/posts/hide-names"
_PICTURE = PROJECT / "kawaraban/cli/new_site/both/content/posts/first-post/screen.png"
_PRODUCT = ("kawaraban", "templates", "assets", "docs/schema", "build.py", "requirements.txt")


class Reader:
    """Somebody who types what a document says, in a terminal."""

    def __init__(self, home: Path, locale: str) -> None:
        self.folder = home
        self.site = home / "my-site"
        self.env = {
            **os.environ,
            "PYTHONUTF8": "1",
            "PYTHONUNBUFFERED": "1",
            "LC_ALL": locale,
            "BROWSER": "true",
        }
        self.served: list[str] = []

    def type(self, line: str) -> None:
        """Type a line; what needs a network, or lasts, is done in another way."""
        words = shlex.split(line)
        match words:
            case ["git", "clone", _, name]:
                _copy_product(self.folder / name)
            case ["cd", there]:
                self.folder = (self.folder / there).resolve(strict=True)
            case [_, "-m", "venv", name]:
                (self.folder / name).symlink_to(sys.prefix)
            case ["git", "pull"] | [".venv/bin/pip", "install", "-q", "-r", "requirements.txt"]:
                assert (self.folder / "requirements.txt").is_file()
            case [_, "build.py", "serve" | "redact", *_]:
                self._look(words)
            case [_, "build.py", *_]:
                done = self.run(words)
                assert done.returncode == 0, done.stdout + done.stderr
            case _:
                pytest.fail(f"the test knows no way to do this: {line}")

    def run(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            self._command(words), cwd=self.folder, env=self.env, capture_output=True,
            encoding="utf-8", check=False,
        )  # fmt: skip

    def _look(self, words: list[str]) -> None:
        """Run what serves pages, look at its first page, and end it."""
        with subprocess.Popen(
            self._command(words), cwd=self.folder, env=self.env, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ) as process:  # fmt: skip
            try:
                found = (_ADDRESS.search(line) for line in process.stdout)
                address = next(match[0] for match in found if match)
                answer = httpx.get(address, timeout=20, trust_env=False)
                assert (answer.status_code, answer.text[:15]) == (200, "<!doctype html>")
                self.served.append(words[2])
            finally:
                process.kill()

    def _command(self, words: list[str]) -> list[str]:
        program = self.folder / words[0] if "/" in words[0] else sys.executable
        return [str(program), *words[1:]]

    def follow(self, block: Block) -> None:
        """Do what a block of the document shows."""
        if block.path:
            put_into(self.site, block)
        for line in block.text.splitlines() if block.kind == "sh" else ():
            if "redact" in line:
                shutil.copy(_PICTURE, self.site / _POST)
            for command in line.split(" && "):
                self.type(command)


def _copy_product(folder: Path) -> None:
    folder.mkdir()
    for name in _PRODUCT:
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, folder / name)  # compiled modules too, to be quick
        else:
            shutil.copy(PROJECT / name, folder)


@LINUX
@pytest.mark.parametrize("document", _DOCUMENTS)
def test_the_way_to_a_site_of_ones_own(document: str, tmp_path: Path) -> None:
    """From an empty folder to a built site: each command works, and the mistake is what it says."""
    reader = Reader(tmp_path, _DOCUMENTS[document])
    language = _DOCUMENTS[document][:2]
    for block in blocks_of(document):
        if block.kind == "toml":
            done = reader.run(["python3", "build.py", "check"])
            assert (done.returncode, done.stdout.count("\n")) == (1, 1)
            assert "[no-programme]" in done.stdout
        reader.follow(block)
    assert reader.served == ["serve", "redact"]
    assert f'language = "{language}"' in (reader.site / "site.toml").read_text("utf-8")
    page = (reader.site / "output/posts/hide-names/index.html").read_text("utf-8")
    assert page.index('class="disclosure') < page.index("<picture>") < page.index("tag=example-22")
    title = re.search(r'title = "(.+)"', (reader.site / "site.toml").read_text("utf-8"))[1]
    assert f"| {title}</title>" in page
    assert reader.run(["python3", "build.py", "--strict"]).returncode == 0


def test_a_moved_post_is_one_here(tmp_path: Path) -> None:
    """The post of docs/coming-from.md builds, and its former addresses lead to it."""
    desk = begun(tmp_path / "site")
    (block,) = (block for block in blocks_of("docs/coming-from.md") if block.path)
    put_into(desk.folder, block)
    built = desk.build("--strict")
    assert (built.status, built.out) == (0, "")
    for address in ("entry/2024/01/02/090000", "2024/01/02/moved.html"):
        assert "posts/moved/" in built.page(address)
