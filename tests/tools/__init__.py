"""The tools behind ./bake."""
