"""Doors for the web: each view parses, makes one call, and answers."""
