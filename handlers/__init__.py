"""What we say: one module per job, from a turn to an outcome."""
