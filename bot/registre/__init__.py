"""The contracts of the register."""
