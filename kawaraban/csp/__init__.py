"""Content security policies: find what HTML, stylesheets and scripts load, and allow that alone."""
