"""What must hold of the whole product, whatever anybody adds: the catalogue, the walls, the log."""
