"""The first run: from nothing to a plan in four questions."""
