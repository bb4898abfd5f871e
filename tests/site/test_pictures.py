"""How HTML offers the forms of a picture."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from kawaraban.core.model import Form, PictureFile
from kawaraban.site.pictures import variants

_HREF = SimpleNamespace(href=str)


@pytest.mark.parametrize(
    ("avif", "webp", "first"),
    [
        ((7, 12, 23), (8, 13, 19), "avif"),  # lighter where a phone looks
        ((8, 13, 19), (7, 12, 23), "webp"),
        ((14, 13), (16, 1), "webp"),  # a flat drawing, without loss at its own width
        ((9,), (8,), "webp"),
    ],
)
def test_the_format_that_is_lighter_for_phones_stands_first(
    avif: tuple[int, ...], webp: tuple[int, ...], first: str
) -> None:
    """A browser takes the first format that it knows; wide forms are for large screens."""
    forms = tuple(
        Form(use=use, width=480 * (n + 1), height=1, path=f"{use}{n}", size=size)
        for use, sizes in (("avif", avif), ("webp", webp))
        for n, size in enumerate(sizes)
    )
    picture = PictureFile(path="a.png", width=1440, height=1, digest="", forms=forms)
    assert next(variants(picture, _HREF)).type == f"image/{first}"
