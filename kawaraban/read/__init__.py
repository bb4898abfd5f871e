"""Disk in: files, front matter, registries and settings as typed values."""
