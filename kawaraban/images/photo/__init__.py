"""Read photographs and drawings in pixels, and make their published forms."""
