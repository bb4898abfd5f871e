"""Pages for the author alone, served on this computer's loopback."""
