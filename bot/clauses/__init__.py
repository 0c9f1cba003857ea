"""The model texts, on the command line."""
