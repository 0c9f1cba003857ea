"""Conversations, what was received in them, and what was said."""
