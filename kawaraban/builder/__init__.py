"""Build a site: read, parse, gather, check, render, publish, and report."""
