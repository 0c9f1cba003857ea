"""Facts, conditions and exact decisions."""
