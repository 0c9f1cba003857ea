"""The committee (CAD)."""
