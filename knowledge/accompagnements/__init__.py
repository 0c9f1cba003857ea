"""The programme of sessions, in words."""
