"""Finished units and goods on hand, and the ledger of what changed them."""
