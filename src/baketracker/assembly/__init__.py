"""Packing finished goods: what goes in, what it takes, what it costs."""
