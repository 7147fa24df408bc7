"""Pictures and recordings: where their bytes lie, and who may open them for how long."""
