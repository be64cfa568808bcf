"""A script that was read, and why one was not."""

from __future__ import annotations

from typing import NamedTuple

import attrs

from engine.commands.line import Line
from engine.errors import CommandError, Place, SyntaxRefused
from engine.units import Nanoseconds


class RecordedDigest(NamedTuple):
    """A digest that a recording has: what replaying it must give at that time."""

    time: Nanoseconds
    digest: str
    """`sha256:` and 64 hexadecimal digits."""
    number: int
    """Its line in the file."""


@attrs.frozen
class Script:
    """A script that was read.

    Attributes:
        seed: from the header, or from a `seed` line before the first guest, which is not among `lines`.
        lines: what runs, in order of the file.
        digest: of a recording that came to its end in order: when, and the digest that replaying it must give.
        digests: all of a recording's, also `digest`, in order.
        end: where a recording ends: the time of its last digest or mark, whichever is later; None: it has neither.
        version: of the format, as the header has it; 0: there is no header.
        platform: the version of the facts about platforms that it was recorded with; None: it does not say.
        start: when it was begun by the wall clock, in UTC as `2026-11-26T23:10:00Z`; empty: it does not say.
        damaged: why it was read no further, where that was asked for (see `read_recording`); None: it is whole.
        text: all that was read.
    """

    seed: int | None
    lines: tuple[Line, ...]
    digest: tuple[Nanoseconds, str] | None = None
    digests: tuple[RecordedDigest, ...] = ()
    end: Nanoseconds | None = None
    version: int = 0
    platform: int | None = None
    start: str = ""
    damaged: CommandError | None = attrs.field(default=None, eq=False)
    text: str = attrs.field(default="", repr=False)

    @property
    def recorded(self) -> bool:
        """Whether it was written down by ballonet, and not by hand."""
        return bool(self.digests) or self.platform is not None


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
