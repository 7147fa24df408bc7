"""Health, limits and what an operator needs."""
