"""What was understood of something said or photographed, until a person confirms it."""
