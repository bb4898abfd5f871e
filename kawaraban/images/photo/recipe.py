"""What the bytes of a picture's forms depend on, beside the picture and the form."""

from __future__ import annotations

import PIL
from PIL import features

_CODECS = ("avif", "webp", "libjpeg_turbo", "zlib")
# A part of each cache key: what is made by other rules or other codecs is made anew.
RECIPE = " ".join(["8", PIL.__version__, *(str(features.version(name)) for name in _CODECS)])
