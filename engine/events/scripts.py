"""What scripts say, check, print and ask of the pace."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.events.event import Event, counted
from engine.units import Nanoseconds, duration_text


@attrs.frozen(kw_only=True)
class Said(Event):
    """A script narrates."""

    level: ClassVar[str] = "say"
    words: str

    def sentence(self) -> str:
        """Say it."""
        return self.words


@attrs.frozen(kw_only=True)
class Expected(Event):
    """An expectation was checked."""

    level: ClassVar[str] = "expect"
    claim: str

    def sentence(self) -> str:
        """Say it."""
        return f"as expected, {self.claim}"


@attrs.frozen(kw_only=True)
class NotAsExpected(Expected):
    """An expectation does not hold."""

    level: ClassVar[str] = "error"
    found: str
    hint: str = ""
    """What may be wrong with the claim itself."""
    path: str = ""
    """What was looked at, a path of the snapshot; empty: the digest."""
    wanted: str = ""
    """What it was to be, as `>= 64M`."""

    def sentence(self) -> str:
        """Say it."""
        hint = f": {self.hint}" if self.hint else ""
        return f"expected {self.claim}, but it is {self.found}{hint}"


def expected(
    claim: str, passed: bool, found: str, hint: str = "", *, path: str = "", wanted: str = ""
) -> Expected:
    """Return what became of an expectation."""
    if passed:
        return Expected(claim=claim)
    return NotAsExpected(claim=claim, found=found, hint=hint, path=path, wanted=wanted)


@attrs.frozen(kw_only=True)
class AsItMust(Event):
    """A line of a script was refused or failed, which it must or may; one level with what a script prints."""

    level: ClassVar[str] = "view"
    state: str
    """`refused`, or how its operation ended."""
    must: bool
    reason: str

    def sentence(self) -> str:
        """Say it."""
        return f"{self.state}, as {'expected' if self.must else 'it may be'}: {self.reason}"


@attrs.frozen(kw_only=True)
class Printed(Event):
    """A script asked a question, and this is the answer."""

    level: ClassVar[str] = "view"
    command: str
    output: str

    def sentence(self) -> str:
        """Say that it was asked; the answer itself may be long."""
        lines = self.output.splitlines()
        return lines[0] if len(lines) == 1 else f"{self.command} printed {counted(len(lines), 'line')}."


@attrs.frozen(kw_only=True)
class LineFailed(Event):
    """A line of a script did not do what it must."""

    level: ClassVar[str] = "error"
    place: str
    reason: str

    def sentence(self) -> str:
        """Say it."""
        return f"{self.place} {self.reason}".strip()


@attrs.frozen(kw_only=True)
class RecordedElsewhere(Event):
    """A recording begins that was made with other facts about platforms: it may drift."""

    level: ClassVar[str] = "error"
    name: str
    platform: int
    known: int

    def sentence(self) -> str:
        """Say it."""
        return (
            f"{self.name} was recorded with version {self.platform} of the facts about platforms, "
            f"and this ballonet has version {self.known}: it may drift."
        )


@attrs.frozen(kw_only=True)
class DigestAgreed(Event):
    """A replay is what was recorded, up to here."""

    line: int

    def sentence(self) -> str:
        """Say it."""
        return f"The digest of line {self.line} agrees."


@attrs.frozen(kw_only=True)
class Drifted(Event):
    """A replay is not what was recorded."""

    level: ClassVar[str] = "error"
    place: str
    at: Nanoseconds
    wanted: str
    found: str
    between: str
    """What agreed last, and what came since."""

    def sentence(self) -> str:
        """Say it."""
        return (
            f"{self.place} the replay drifts before {duration_text(self.at)}: the digest is {self.found}…, "
            f"not {self.wanted}…; {self.between}"
        )


@attrs.frozen(kw_only=True)
class PaceAsked(Event):
    """A script asked for a pause, for a speed, or to go on."""

    pause: bool | None = None
    speed: float | None = None

    def sentence(self) -> str:
        """Say it."""
        if self.speed is not None:
            return f"The script asks for {self.speed:g}x."
        return "The script pauses here: Space goes on." if self.pause else "The script goes on."


@attrs.frozen(kw_only=True)
class ChapterBegan(Event):
    """A part of a script begins."""

    level: ClassVar[str] = "say"
    title: str

    def sentence(self) -> str:
        """Say it."""
        return f"Chapter: {self.title}"


@attrs.frozen(kw_only=True)
class Held(Event):
    """A script lets time stand until somebody goes on."""

    level: ClassVar[str] = "info"
    words: str = ""
    """What to do meanwhile."""

    def sentence(self) -> str:
        """Say it."""
        return self.words or "Paused here."


@attrs.frozen(kw_only=True)
class Asked(Held):
    """A script lets time stand until a question is answered."""

    answer: str
    """What is right."""
