"""What may be done when a batch came out short."""
