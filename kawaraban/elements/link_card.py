"""A link card: an address alone in a paragraph.

https://example.com/a                  →  a card with the address
[text](other-post.md){.card}           →  a card with that post's title, description, thumbnail
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kawaraban.elements import Element
from kawaraban.model import Frozen, Slot

if TYPE_CHECKING:
    from kawaraban.place import Place


class LinkCard(Slot, frozen=True, kw_only=True):
    """A card for `url` (another site) or for `path` (an article of this one; see `PostAddress`).

    `text` is the link's text as plain text, or empty for a bare address.
    """

    url: str = ""
    path: str = ""
    fragment: str = ""
    text: str = ""
