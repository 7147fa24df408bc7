"""Baking: runs, what they took and gave, and what is learnt from them."""
