"""Who gets what: recipients, packages, and what of them is ready and delivered."""
