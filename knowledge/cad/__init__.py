"""The committee, in words."""
