"""Markdown in, bodies out: parse texts, and store what they are parsed to."""
