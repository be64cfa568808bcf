"""The app and the command line: what is true in the engine, drawn, and what is typed, passed on."""
