"""A button: one link that stands out, with a small line above it.

```button
to: product:passkey-key    →  <p class="button"> … <a class="ad-link" …>公式サイトで見る</a>
text: 公式サイトで見る
note: 30日間は返品できます
```
"""

from markupsafe import Markup
from msgspec.structs import replace

from kawaraban.core.model import Frozen, Parts, Slot
from kawaraban.core.settings import Settings
from kawaraban.core.syntax import DataBlock, Decoded, LinkedBlock
from kawaraban.elements import Element
from kawaraban.read.blocks import Named, named, read_block
from kawaraban.read.decoding import Rules
from kawaraban.site.context import PageContext

_RULES = Rules(hidden=frozenset({"source", "link"}), special={"to": named("to")})
_AD = 'class="ad-link'  # in each ad link of a text


class Button(Slot, frozen=True, kw_only=True):
    """A button. `link` is the finished link, as one of the text."""

    to: Named
    text: str
    note: str = ""
    link: Parts = Parts()


class ButtonView(Frozen, frozen=True, kw_only=True):
    """What the template is given. `label` is empty where the link is no ad."""

    label: str
    link: Markup
    note: str


def read(block: DataBlock, settings: Settings) -> Decoded:
    """Read the YAML of a block."""
    base = Button(source=block.source, to=Named(name="", source=block.source), text="")
    slot, found = read_block(base, block, settings.zone, _RULES)
    if not slot.to.name or not slot.text:
        return Decoded(None, found)
    make = LinkedBlock(slot.to.name, slot.text, slot.to.source, lambda p: replace(slot, link=p))
    return Decoded(None, found, make)


def view(slot: Button, context: PageContext) -> ButtonView:
    """Return the link, and the site's word for advertising where it is an ad."""
    link = context.fill(slot.link)
    label = context.ad_label if _AD in link else ""
    return ButtonView(label=label, link=link, note=slot.note)


ELEMENT = Element("button", Button, view, read=read)
