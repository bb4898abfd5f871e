"""Another tool's posts as values, and the way from these to this site's files.

A reader, one module a tool, gives an `OldSite`. `write.py` makes files of it, and `report.py`
compares what a reader saw with the built pages. Nothing here is loaded by a build.
"""
