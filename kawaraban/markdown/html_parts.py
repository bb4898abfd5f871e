"""Parts of raw HTML as a browser divides it, to be put into patterns with the flags `is`."""

# `<!-->` is a whole one, `--!>` ends one, and what is not closed goes to the end (HTML, 13.2.5).
COMMENT = r"<!--(?>-?>|.*?(?:--!?>|\Z))"
ANY_COMMENT = rf"(?:{COMMENT}|<\?.*?(?:\?>|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<![a-z].*?(?:>|\Z))"
"""A comment, and what CommonMark (4.6) reads as HTML and a browser takes for a comment."""
# To the end of its attributes: between quotes `>` ends no tag, and `<!--` begins no comment.
TEXTS = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
"""Whatever stands in these is text to a browser (HTML, 13.2.6)."""
ATTRIBUTES = r"""(?:[^>"']++|"[^"]*+"|'[^']*+')*+"""
TAG = rf"<(?P<name>[a-z][^\s/>]*+)(?P<attributes>{ATTRIBUTES})"
ATTRIBUTE = (
    r"""[ \t\n]++[A-Za-z_:][\w.:-]*+(?:[ \t\n]*+=[ \t\n]*+(?:[^\s"'=<>`]++|'[^']*+'|"[^"]*+"))?"""
)
OPEN_TAG = rf"<[A-Za-z][A-Za-z0-9-]*+(?:{ATTRIBUTE})*+[ \t\n]*+/?>"
CLOSE_TAG = r"</[A-Za-z][A-Za-z0-9-]*+[ \t\n]*+>"
"""The form of a tag (CommonMark 6.6)."""
