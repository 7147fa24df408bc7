"""Lots: what is left of each purchase."""
