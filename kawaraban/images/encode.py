"""Pixels to published bytes."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageOps

_QUALITY = 80
# A part of each cache key: a change of what is made here makes it anew.
RECIPE = f"webp-{_QUALITY}-1"


def small(file: Path, size: tuple[int, int]) -> bytes:
    """Give a picture at a smaller size as WebP, upright and without its metadata."""
    with Image.open(file) as opened:
        image = ImageOps.exif_transpose(opened)
        alpha = image.has_transparency_data
        scaled = image.convert("RGBA" if alpha else "RGB").resize(size, Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    scaled.save(buffer, "WEBP", quality=_QUALITY, method=4)
    return buffer.getvalue()
