"""Where things are bought."""
