"""What it costs: ./bake bench [PART]. Load and machine are printed with every figure."""
