"""From inline text to elements: emphasis, links, pictures, spans (CommonMark 6)."""
