"""The fiches, the glossary and the search."""
