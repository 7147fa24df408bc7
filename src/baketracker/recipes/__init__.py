"""What can be made: recipes, their variants, components and yields."""
