"""Build a site: read, parse, gather, check, render, publish, and report."""

from kawaraban.builder.builder import Builder
from kawaraban.builder.report import Report

__all__ = ["Builder", "Report"]
