"""A feature nobody asked for: what a developer writes, and that it is enough."""
