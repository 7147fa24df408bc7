"""Units, conversion, density, slugs and typed numbers: pure, values in, values out."""
