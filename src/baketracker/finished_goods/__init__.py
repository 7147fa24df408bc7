"""What is given or sold: assemblies of finished units."""
