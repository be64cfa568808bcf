"""Speaker notes: the comments of a script, by the line that they stand before."""

from __future__ import annotations

from engine.errors import printable

LONGEST = 500
"""Characters of a note's line."""
MOST = 20
"""Lines of a note."""


def speaker_notes(text: str) -> dict[int, tuple[str, ...]]:
    """Return the comments that stand right before a line, without their `#`, by the line's number from 1.

    A blank line ends them: what stands above it is about no line. Control characters are made visible.
    """
    found: dict[int, tuple[str, ...]] = {}
    said: list[str] = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        written = line.strip()
        if written.startswith("#"):
            said.append(printable(written.lstrip("#").strip(), LONGEST))
        elif not written:
            said = []
        else:
            if said:
                found[number] = tuple(said[-MOST:])
            said = []
    return found
