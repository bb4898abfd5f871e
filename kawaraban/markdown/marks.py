r"""Marks: what stands for a slot in the tree and in its HTML, until `parts` splits it.

A mark is an element `<\x1aN>…</\x1aN>`, whose fields are the `<\x1a>…</\x1a>`
in it, or `\x1aN\x1a` in an attribute. U+001A cannot come from a body's text.
"""

SIGN = "\x1a"
FIELD = SIGN
"""The tag of a field."""
CODE = "\x1c"
"""What stands on both sides of the number of a piece of highlighted code, until it is put in."""
PHRASE_END = "\x1d"
"""What stands for `<wbr>` in a heading's text."""
