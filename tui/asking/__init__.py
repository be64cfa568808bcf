"""Stops of a script: how they are answered and ended. No screen is known here."""
