"""The messages to send, in words."""
