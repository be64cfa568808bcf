"""Stops of a script: how they are answered and ended. No screen is known here."""

AS_COMMAND = ":"
"""Before a line while a question is open: it is a command, whatever it looks like."""
