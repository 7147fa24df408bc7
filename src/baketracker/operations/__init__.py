"""Health, serving and leaving in order."""
