"""The programme of sessions for firms."""
