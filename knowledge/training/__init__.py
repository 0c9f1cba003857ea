"""Learns the models, measures them and writes them."""
