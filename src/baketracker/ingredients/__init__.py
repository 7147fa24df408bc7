"""What recipes ask for: generic things such as all-purpose flour."""
