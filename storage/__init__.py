"""What we remember: conversations, messages received and to send, recommendations and what became of them."""
