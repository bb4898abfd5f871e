"""Another tool's posts as values (`OldSite`), and the way from these to this site's files."""
