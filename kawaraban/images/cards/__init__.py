"""Draw sharing cards: the picture that a link to a post shows when the post has none."""
