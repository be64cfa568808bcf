"""One thing that is wrong with a script."""

from __future__ import annotations

import attrs

from engine.errors import CommandError, Place


@attrs.frozen
class Finding:
    """A mistake, or what is likely one.

    Attributes:
        place: with line and file.
        found: what is wrong, one sentence without a full stop.
        wanted: what would be right; may be empty.
        warning: whether the script runs all the same.
    """

    place: Place
    found: str
    wanted: str = ""
    warning: bool = False

    @classmethod
    def of(cls, error: CommandError, place: Place | None = None) -> Finding:
        """Return what an error says, at `place` where it has none of its own."""
        return cls(error.place if error.place.line or place is None else place, error.found, error.wanted)

    def __str__(self) -> str:
        """Return one line: file, line, column, what is wrong, what would be right."""
        told = f"{self.found}: {self.wanted}" if self.wanted else self.found
        return f"{self.place} {'warning: ' if self.warning else ''}{told}"
