"""Microsoft Teams: the bot of a Teams application, called by Microsoft over HTTPS."""
