"""The kernel that every capability builds on: the words that handlers share, the state, and what puts replies in French."""
