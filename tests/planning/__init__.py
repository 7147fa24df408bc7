"""Planning, on one worked example."""
