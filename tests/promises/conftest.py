"""Shared by the promises of builds that are hurt."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.promises.scenes import WAYS, Scene


@pytest.fixture(scope="session")
def _scenes() -> dict[str, Scene]:
    """Keep the scene of each way, from case to case."""
    return {}


@pytest.fixture
def scene(
    seed: int, _scenes: dict[str, Scene], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """Give the scene of a seed; after a case that failed it is a new one."""
    name = list(WAYS)[seed % len(WAYS)]
    found = _scenes.pop(name, None)
    if found is None:
        found = Scene(tmp_path_factory.mktemp("scene"), WAYS[name])
    yield found
    if found.is_sound:
        _scenes[name] = found
