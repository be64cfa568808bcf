"""Questions about a real machine: its memory is read, commands are tried on it, and what it did is explained."""
