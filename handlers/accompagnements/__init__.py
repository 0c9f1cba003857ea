"""The programme of sessions for firms: what the team plans, and where firms take their places."""
