"""How the product runs: health, load, outages."""
