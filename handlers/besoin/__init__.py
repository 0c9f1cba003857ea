"""The interview before buying, its note for the file, and what a purchase costs in all."""
