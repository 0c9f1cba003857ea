"""The law: its texts, each with the version that was read, and what must be read again."""
