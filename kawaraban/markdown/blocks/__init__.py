"""From lines to finished blocks (CommonMark 4 and 5)."""
