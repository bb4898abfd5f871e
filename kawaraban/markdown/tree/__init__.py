"""From finished blocks to an element tree, whose inline text is still to be read."""
