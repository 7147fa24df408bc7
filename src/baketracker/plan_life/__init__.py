"""What happens to a settled plan: baking begins, it is amended, compared, and ends."""
