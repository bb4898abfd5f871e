"""The stages that follow parsing, imported while texts are parsed."""

from kawaraban.ads.registry import offers_of, with_offers
from kawaraban.checks import checked, proof_of
from kawaraban.finish import Outcome, finished
from kawaraban.gather import arranged, gather
from kawaraban.images import with_pictures
from kawaraban.pages import collisions, planned
from kawaraban.pages.article import kept_back
from kawaraban.prepare import made_ready, prepared
from kawaraban.press import pressed
from kawaraban.publish import publish

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
