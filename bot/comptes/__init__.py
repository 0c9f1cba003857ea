"""Roles, codes and joined accounts."""
