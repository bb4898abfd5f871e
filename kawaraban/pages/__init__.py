"""The kinds of output, one module each."""
