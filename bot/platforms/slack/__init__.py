"""Slack: events, slash commands and buttons, by Socket Mode or by webhook."""
