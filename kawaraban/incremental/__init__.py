"""Know what has changed since the last build, and remember what need not be made anew."""
