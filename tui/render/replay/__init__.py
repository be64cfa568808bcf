"""A recording that is played: its timeline, and a fork beside it."""
