"""A purchase that is described, its diagnosis and what is decided of it."""
