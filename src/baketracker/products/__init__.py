"""A brand's package of an ingredient."""
