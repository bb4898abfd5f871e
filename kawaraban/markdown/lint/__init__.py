"""Find what an author probably did not mean to write in a text."""
