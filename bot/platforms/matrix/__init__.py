"""Matrix, and so Tchap: a bot that has its own account, and reads encrypted rooms."""
