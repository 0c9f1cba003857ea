"""The ligne directe of firms."""
