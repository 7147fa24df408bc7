"""Baking an event: the board, the kitchen view of a batch, and what of both is printed."""
