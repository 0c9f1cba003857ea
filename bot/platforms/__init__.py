"""Where people talk: one folder a platform."""
