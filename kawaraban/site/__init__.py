"""Turn articles into a site at a moment: taxonomies, neighbours, related posts, links."""
