"""A script that was read, and why one was not."""

from __future__ import annotations

import attrs

from engine.commands.line import Line
from engine.errors import CommandError, Place, SyntaxRefused
from engine.units import Nanoseconds


@attrs.frozen
class Script:
    """A whole script that was read without error.

    Attributes:
        seed: from the header, or from a `seed` line before the first guest, which is not among `lines`.
        lines: what runs, in order of the file.
        digest: of a recording: when it ended, and the digest that replaying it must give.
    """

    seed: int | None
    lines: tuple[Line, ...]
    digest: tuple[Nanoseconds, str] | None = None


class ScriptRefused(SyntaxRefused):
    """A script with errors; as text, a line for each, with file, line and column.

    Attributes:
        errors: in order of the file, at most `SHOWN_ERRORS`.
    """

    def __init__(
        self,
        found: str,
        wanted: str = "",
        place: Place | None = None,
        errors: tuple[CommandError, ...] = (),
    ) -> None:
        super().__init__(found, wanted, place)
        self.errors = errors or (SyntaxRefused(found, wanted, place),)

    def __str__(self) -> str:
        """Return every error on a line of its own."""
        return "\n".join(map(str, self.errors))
