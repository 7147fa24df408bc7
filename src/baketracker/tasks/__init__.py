"""Long work: background jobs and their progress."""
