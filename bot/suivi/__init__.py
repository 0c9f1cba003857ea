"""What became of a purchase."""
