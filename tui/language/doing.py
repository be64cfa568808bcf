"""What goes on while a command runs that takes seconds."""

from __future__ import annotations

DOING = {
    "why": "trying on a copy what would help",
    "whatif": "trying it on a copy",
    "guest import": "reading the file",
}
"""What is going on while a command runs that takes seconds, by its verb."""


def takes_long(line: str) -> str:
    """Return what is going on while a line runs that takes seconds; empty for others."""
    return next(
        (what for verb, what in DOING.items() if line.split()[: verb.count(" ") + 1] == verb.split()), ""
    )
