"""Roles, codes and joined accounts, in words."""
