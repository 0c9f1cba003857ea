"""What was not understood."""
