"""The note of the interview before buying, as a file."""
