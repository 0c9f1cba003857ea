"""French as people type it: read once, for everybody."""
