"""Sites that have been published, for the tests of publishing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kawaraban.incremental.manifest import MARK
from tests.publish.publisher import SITE, Publisher


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    """Give a site that has been published twice, so that there is a spare tree."""
    publisher = Publisher(tmp_path)
    publisher.publish(SITE | {"index.html": b"an older home", "x/f.css": b"older"})
    publisher.publish(SITE)
    return publisher


@pytest.fixture
def open_files(publisher: Publisher) -> Iterator[None]:
    """Hold every published file open, as a server does: none may change in place."""
    files = {path: (publisher.output / path).open("rb") for path in (*SITE, MARK)}
    contents = {path: file.read() for path, file in files.items()}
    yield
    for path, file in files.items():
        file.seek(0)
        assert file.read() == contents[path], path
        file.close()
