"""Messages to send."""
