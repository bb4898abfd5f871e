"""Markdown in, bodies out: one text to parts and slots."""
