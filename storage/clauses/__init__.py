"""The words of a consultation, and the opinions that are asked for."""
