"""BudouX's model of Japanese phrase ends, with one look for all scores of a character.

The model scores each gap between two characters by the six characters around it, and
by the pairs and triples of them that hold or touch it. Each of these tells on several
gaps, so its scores are kept as one number of several fields, a field a gap; a running sum
of such numbers then has the next gap's whole score in its lowest field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

Model = Mapping[str, Mapping[str, int]]

# The features of one character, pair or triple, by the gaps that they tell on, in order.
_CHARACTERS = ("UW6", "UW5", "UW4", "UW3", "UW2", "UW1")
_PAIRS = ("BW3", "BW2", "BW1")
_TRIPLES = ("TW4", "TW3", "TW2", "TW1")
_BITS = 24  # of a field; scores have four digits, and thirteen of them meet in a gap
_MASK = (1 << _BITS) - 1
_HALF = 1 << (_BITS - 1)  # added, so that a field below nothing borrows from no other


class Segmenter:
    """Finds the phrase ends of a text."""

    def __init__(self, model: Model) -> None:
        """Take BudouX's scores by kind of feature."""
        self.characters = _packed(model, _CHARACTERS)
        self.pairs = _packed(model, _PAIRS)
        self.triples = _packed(model, _TRIPLES)
        # BudouX ends a phrase where the scores of a gap are over half of all that there are.
        self.least = sum(sum(scores.values()) for scores in model.values()) / 2 + _HALF

    def ends(self, text: str) -> Iterator[int]:
        """Give where each phrase but the last one ends."""
        character, pair, triple = self.characters.get, self.pairs.get, self.triples.get
        score = (character(text[:1], 0) + _HALF >> _BITS) + character(text[1:2], 0) + _HALF
        padded = f"{text}\0\0"
        triples = zip(text, padded[1:], padded[2:], strict=False)
        for place, (one, two, three) in enumerate(triples):
            both = one + two
            score = (score >> _BITS) + character(three, 0) + pair(both, 0) + _HALF
            score += triple(both + three, 0)
            if score & _MASK > self.least and place:
                yield place


def _packed(model: Model, features: tuple[str, ...]) -> dict[str, int]:
    packed: dict[str, int] = {}
    for field, feature in enumerate(features):
        for characters, score in model.get(feature, {}).items():
            packed[characters] = packed.get(characters, 0) + (score << (_BITS * field))
    return packed


@cache
def japanese() -> Segmenter:
    """Give BudouX's own model of Japanese."""
    import budoux  # noqa: PLC0415 - a site in English need not load it

    return Segmenter(budoux.load_default_japanese_parser().model)
