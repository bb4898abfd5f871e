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
_MOST_STEPS = 20_000
_HALF = 1 << (_BITS - 1)  # added, so that a field below nothing borrows from no other


class _Steps(dict[str, int]):
    """What three characters add to the running sum, put together when they first come."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.characters = _packed(model, _CHARACTERS)
        self._pairs, self._triples = _packed(model, _PAIRS), _packed(model, _TRIPLES)

    def __missing__(self, three: str) -> int:
        last = self.characters.get(three[2:], 0)
        step = last + self._pairs.get(three[:2], 0) + self._triples.get(three, 0) + _HALF
        if len(self) >= _MOST_STEPS:
            self.clear()
        self[three] = step
        return step


class Segmenter:
    """Finds the phrase ends of a text."""

    def __init__(self, model: Model) -> None:
        """Take BudouX's scores by kind of feature."""
        self._steps = _Steps(model)
        # BudouX ends a phrase where the scores of a gap are over half of all that there are.
        self.least = sum(sum(scores.values()) for scores in model.values()) / 2 + _HALF

    def ends(self, text: str) -> Iterator[int]:
        """Give where each phrase but the last one ends."""
        character, steps, least = self._steps.characters.get, self._steps, self.least
        score = (character(text[:1], 0) + _HALF >> _BITS) + character(text[1:2], 0) + _HALF
        padded = f"{text}\0\0"
        for place in range(len(text)):
            score = (score >> _BITS) + steps[padded[place : place + 3]]
            if score & _MASK > least and place:
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
