"""The stages that follow parsing, imported while texts are parsed."""

from kawaraban.builder.finish import Outcome, finished
from kawaraban.builder.prepare import made_ready, prepared
from kawaraban.builder.press import pressed
from kawaraban.checks import checked, proof_of
from kawaraban.images import with_pictures
from kawaraban.publish import publish
from kawaraban.render.pages import collisions, planned
from kawaraban.render.pages.article import kept_back
from kawaraban.site.gather import arranged, gather
from kawaraban.site.offers import offers_of, with_offers

__all__ = [
    "Outcome",
    "arranged",
    "checked",
    "collisions",
    "finished",
    "gather",
    "kept_back",
    "made_ready",
    "offers_of",
    "planned",
    "prepared",
    "pressed",
    "proof_of",
    "publish",
    "with_offers",
    "with_pictures",
]
