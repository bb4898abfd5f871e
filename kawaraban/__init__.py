"""Kawaraban: from Markdown with facts and ads to pages that keep their word."""
