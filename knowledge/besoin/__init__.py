"""The interview before buying, and what a purchase costs in all: pure functions."""
