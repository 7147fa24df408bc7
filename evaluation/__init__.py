"""How well receipts and sentences are understood, on fixtures of our own: simulated, written by us,
not model output."""
