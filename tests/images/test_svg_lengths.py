"""SVG: how large a drawing is."""

from __future__ import annotations

import pytest

from kawaraban.images.svg import clean, size
from tests.images.drawings import svg

SIZES = (
    ("", (300, 150)),
    ('width="60" height="40"', (60, 40)),
    ('width="60.4px" height="40.6"', (60, 41)),
    ('width="1in" height="2.54cm"', (96, 96)),
    ('width="25.4mm" height="101.6Q"', (96, 96)),
    ('width="72pt" height="6pc"', (96, 96)),
    ('width="2em" height="2ex"', (32, 16)),
    ('width="100%" height="100%" viewBox="0 0 30 20"', (30, 20)),
    ('viewBox="-5,-5 , 30.0,2e1"', (30, 20)),
    ('width="60" viewBox="0 0 30 20"', (60, 40)),
    ('height="40" viewBox="0 0 30 20"', (60, 40)),
    ('width="60"', (60, 150)),
    ('height="40"', (300, 40)),
    ('width="0" height="0.1"', (300, 1)),
    ('width="-5" height="nan"', (300, 150)),
    ('width="inf" height="1e999"', (300, 150)),
    ('width="2e9" height="1e9"', (100000, 50000)),
    ('viewBox="0 0 nan inf"', (300, 150)),
    ('viewBox="0 0 0 10"', (300, 150)),
    ('viewBox="0 0 1e308 1e-308"', (100000, 1)),
    ('viewBox="0 0 1"', (300, 150)),
    ('width="10 px" height="calc(1px)"', (300, 150)),
    ('width="" height="px"', (300, 150)),
)


@pytest.mark.parametrize(("attributes", "expected"), SIZES)
def test_sizes_follow_svg_2(attributes: str, expected: tuple[int, int]) -> None:
    """The size follows SVG 2, is never empty, and never endless; cleaning does not change it."""
    assert size(svg('<svg width="1" height="1"/>', attributes)) == expected
    assert size(clean(svg("", attributes))) == expected


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"<a><svg/></a>", svg("<g>")])
def test_broken_files_have_no_size(data: bytes) -> None:
    """What is no SVG has no size."""
    with pytest.raises(ValueError):  # noqa: PT011 - likewise
        size(data)
