"""Databases as earlier releases left them."""
