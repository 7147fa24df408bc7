"""Looking back: what left the pantry, what it was worth, how prices moved."""
