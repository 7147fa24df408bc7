"""What was done in the bakery, and taking it back."""
