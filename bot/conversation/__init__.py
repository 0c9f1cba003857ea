"""One message answered in one transaction, and a conversation replayed."""
