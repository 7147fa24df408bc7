"""Lots of any kind and the ledger of what leaves them: food and materials alike."""
