"""A balloon: what somebody says, beside a picture of whoever it is.

> [!SAY] ねこ
> 文       →  <div class="balloon"> <p>ねこ</p> <blockquote> …
"""

from collections.abc import Iterator
from typing import Literal

from markupsafe import Markup

from kawaraban.core.diagnostics import Diagnostic, did_you_mean
from kawaraban.core.messages import report
from kawaraban.core.model import SPEAKERS, FileUse, Frozen, Parts, Slot, Thumbnail
from kawaraban.core.syntax import QuotedBlock
from kawaraban.elements import Element
from kawaraban.site.context import CheckContext, PageContext
from kawaraban.site.links import missing_file
from kawaraban.site.pictures import PORTRAIT_WIDTH, thumbnail


class Balloon(Slot, frozen=True, kw_only=True):
    """What a speaker says; `speaker` is a name of speakers.yaml, if there is such a file."""

    speaker: str
    content: Parts


def box(quoted: QuotedBlock) -> Balloon:
    """Make a balloon of a quotation that begins with `[!SAY]` and a name."""
    return Balloon(source=quoted.source, speaker=quoted.text.strip(), content=quoted.content)


class BalloonView(Frozen, frozen=True, kw_only=True):
    """What the template is given."""

    name: str
    side: Literal["left", "right"]
    picture: Thumbnail | None
    content: Markup


def view(slot: Balloon, context: PageContext) -> BalloonView:
    """Return what is said, with the speaker's picture; in a feed the name alone."""
    speaker = context.site.speaker(slot.speaker)
    picture = context.picture(speaker.source, speaker.image) if speaker else None
    return BalloonView(
        name=slot.speaker,
        side=speaker.side if speaker else "left",
        picture=None if context.feed else thumbnail(picture, PORTRAIT_WIDTH, context),
        content=context.fill(slot.content),
    )


def check(slot: Balloon, context: CheckContext) -> Iterator[Diagnostic]:
    """Report a speaker that is not in speakers.yaml, or whose picture is missing.

    Bad:  > [!SAY] ねご
    Good: > [!SAY] ねこ
    """
    site, name = context.whole, slot.speaker
    speaker, known = site.speakers.get(name), tuple(site.speakers)
    if speaker and speaker.image and context.find(speaker.source, speaker.image) is None:
        yield missing_file(speaker.source, speaker.image, context, in_data=True)
    elif SPEAKERS in site.files and site.lacks(name, SPEAKERS, known):
        yield report(slot.source, "unknown-speaker", name=name, near=did_you_mean(name, known))


def uses(slot: Balloon, context: PageContext) -> Iterator[FileUse]:
    """Yield the speaker's picture."""
    speaker = context.site.speaker(slot.speaker)
    if speaker is not None and speaker.image:
        yield FileUse(path=speaker.image, source=speaker.source, width=PORTRAIT_WIDTH)


ELEMENT = Element("balloon", Balloon, view, check, uses=uses, boxes={"say": box})
