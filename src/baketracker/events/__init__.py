"""What is wanted: events, what they select and what was decided for them."""
