"""The base of all frozen values, and the dates of checked facts."""

from datetime import date

import msgspec


class Frozen(msgspec.Struct, frozen=True, kw_only=True):
    """A value: compared by what it holds, never changed."""


class Month(msgspec.Struct, frozen=True, order=True):
    """A month, for facts that were checked "in August 2025"."""

    year: int
    month: int


Checked = date | Month
