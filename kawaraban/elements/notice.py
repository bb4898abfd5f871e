"""The notice after the introduction (`notice` in the front matter, `content/notices/`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kawaraban.elements import Element
from kawaraban.model import Frozen, Slot

if TYPE_CHECKING:
    from kawaraban.place import Place


class NoticePlace(Slot, frozen=True, kw_only=True):
    """The end of the introduction: before the first h2, else after the first block."""
