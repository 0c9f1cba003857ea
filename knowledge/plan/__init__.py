"""The plan as a pack tells it."""
