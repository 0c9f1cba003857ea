"""Contracts as files tell them: read in any of their formats, corrected in the open, written back as DECP v2."""
