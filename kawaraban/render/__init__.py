"""Turn a site into pages: templates, theme, page context, kinds of pages."""
