"""The web chat: a page that reads the transcript, and the stream that keeps it fresh."""
