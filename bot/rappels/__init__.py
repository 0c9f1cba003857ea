"""The milestones of recurring contracts and their reminders."""
