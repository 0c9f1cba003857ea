"""What is kept of the interviews before buying."""
