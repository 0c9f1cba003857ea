"""How we talk: the engine, the adapters, the worker that sends, the command line and the wiring."""
