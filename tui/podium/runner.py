"""The lines of a presented script as the engine runs them: one at a time, and back to before each."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import attrs

from engine.commands.line import parse_line
from engine.commands.model import Wait
from engine.units import duration_text
from tui.presenting.course import course, remaining

if TYPE_CHECKING:
    from engine.bookmark import Bookmark
    from engine.commands.line import Line
    from engine.handle import Operation
    from engine.units import Nanoseconds
    from tui.launch import Playing
    from tui.presenting.course import Step


@runtime_checkable
class Presentable(Protocol):
    """A session in which lines can be presented, as `Session`; a machine that is watched is none."""

    def present(self, line: Line, folder: str = "") -> Operation:
        """Execute a line."""

    def bookmark(self) -> Bookmark:
        """Return a place to come back to."""

    def return_to(self, bookmark: Bookmark) -> None:
        """Go back."""

    def lines_left(self, script: int) -> tuple[Line, ...]:
        """Return what of a script has not run."""

    def leave(self, script: int) -> bool:
        """End a script where it is."""

    async def wait_for(self, number: int) -> str:
        """Wait for an operation's end."""


@attrs.frozen
class Mark:
    """A step, and how all was before it."""

    at: int
    bookmark: Bookmark


class Runner:
    """Runs steps.

    Args:
        session: the engine; one that cannot present has no steps.
        playing: the script; None: there is none.
    """

    def __init__(self, session: object, playing: Playing | None) -> None:
        self._session = session if isinstance(session, Presentable) else None
        self._playing = playing
        self._marks: list[Mark] = []
        self._chain: int | None = None
        """The operation that lines which run by themselves wait for."""
        self._waits: int | None = None
        """The operation of a `wait`: nothing runs before it has ended."""
        self._unstopped = asyncio.Event()
        self._unstopped.set()

    def steps(self) -> tuple[Step, ...]:
        """Return what is left of the script; it does not go on by itself any more."""
        if self._playing is None or self._session is None:
            return ()
        lines, number = self._playing.script.lines, self._playing.number
        if number is not None:
            lines = remaining(lines, self._session.lines_left(number))
            self._session.leave(number)
        return course(lines, self._playing.text)

    def stopped(self, stops: bool) -> None:
        """Hear whether time stands for those who watch, or for whoever presents."""
        if stops:
            self._unstopped.clear()
        else:
            self._unstopped.set()

    async def settled(self) -> None:
        """Wait for the end of a stop, and of a `wait`."""
        await self._unstopped.wait()
        await self._end_of(self._waits)
        self._waits = None

    async def chained(self) -> None:
        """Wait for the end of what the last command began, as the lines of a script do that run by themselves."""
        await self._end_of(self._chain)
        self._chain = None

    async def pass_time(self, duration: Nanoseconds) -> None:
        """Wait for so much virtual time."""
        line = parse_line(f"wait {duration_text(duration)}")
        if line is not None and self._session is not None:
            await self._end_of(self._session.present(line).id)

    async def _end_of(self, operation: int | None) -> None:
        if operation is not None and self._session is not None:
            await self._session.wait_for(operation)

    def mark(self, at: int) -> None:
        """Remember how all is before a step."""
        if self._session is not None:
            self._marks.append(Mark(at, self._session.bookmark()))

    def back(self) -> int | None:
        """Have all as it was before the step marked last, and return its place; None: there is none."""
        if not self._marks or self._session is None:
            return None
        mark = self._marks.pop()
        self._session.return_to(mark.bookmark)
        self._chain = self._waits = None
        return mark.at

    def run(self, step: Step) -> Operation | None:
        """Run a step.

        Raises:
            CommandError: it is refused; nothing was changed.
        """
        if self._session is None or self._playing is None:
            return None
        operation = self._session.present(step.line, self._playing.folder)
        if isinstance(step.line.command, Wait):
            self._waits = operation.id
        elif not step.line.background and step.line.at is None:
            self._chain = operation.id
        return operation
