"""The words to write: model texts filled for a purchase, adjusted, kept."""
