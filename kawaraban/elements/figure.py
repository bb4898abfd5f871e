"""A figure: a picture alone in a paragraph, with its caption in either form.

![alt](shot.png "caption")      →  <figure class="figure"><img …><figcaption>caption</figcaption></figure>

![alt](shot.png)
*caption*                       →  the same; the caption may hold inline Markdown
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kawaraban.elements import Element
from kawaraban.elements.picture import Picture
from kawaraban.model import Frozen, Parts, Slot

if TYPE_CHECKING:
    from kawaraban.place import Place


class Figure(Slot, frozen=True, kw_only=True):
    """A picture with a caption, or without one (`caption` empty).

    A caption from a title is plain text, escaped, in one part.
    """

    picture: Picture
    caption: Parts = ()
