"""Buying: whole packages at a package price."""
