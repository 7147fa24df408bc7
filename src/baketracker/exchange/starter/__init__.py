"""The starter catalogue: our own ingredients, recipes, goods and packaging, one topic a file."""
