"""The machine that this runs on: its kernel's files read, and nothing changed."""
