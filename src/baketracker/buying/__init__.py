"""Buying: receipts and their lines, which become lots."""
