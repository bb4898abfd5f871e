"""Pictures: their size, and their published form."""
