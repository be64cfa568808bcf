"""What a run without a screen may write: how it ends, or its course, looked at again and again while it runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import attrs

from tui.verbs.targets import write_target

if TYPE_CHECKING:
    from engine.session import Session
    from engine.units import Nanoseconds


class Output(Protocol):
    """Something that is made of a run."""

    @property
    def target(self) -> str:
        """The file that it is written to; - is standard output."""

    @property
    def every(self) -> Nanoseconds | None:
        """Virtual time between two looks, the first of which is at 0; None: it looks at the end alone."""

    async def look(self, session: Session) -> None:
        """Take what is true now; the last look is at the end, whatever `every` is."""

    async def finish(self, session: Session) -> None:
        """Let go of whatever it took to look; it comes after the last look, or where a run is given up."""

    def write(self) -> None:
        """Write it, once all is over.

        Raises:
            SyntaxRefused: the file cannot be written.
        """


@runtime_checkable
class Listener(Output, Protocol):
    """An output that also looks whenever something is told, at the very instant."""

    async def told(self, session: Session) -> None:
        """Take what is true now."""


@attrs.define
class JsonOutput:
    """How it ends, as JSON."""

    target: str
    every: Nanoseconds | None = None
    _text: str = ""

    async def look(self, session: Session) -> None:
        """Take the whole snapshot."""
        self._text = json.dumps(session.document(), indent=1, ensure_ascii=False) + "\n"

    async def finish(self, session: Session) -> None:
        """Do nothing: nothing is open."""

    def write(self) -> None:
        """Write it."""
        write_target(self.target, self._text)


@attrs.define
class ComparisonsOutput:
    """What was compared, as CSV."""

    target: str
    every: Nanoseconds | None = None
    _text: str = ""

    async def look(self, session: Session) -> None:
        """Take every comparison."""
        self._text = session.comparisons_csv()

    async def finish(self, session: Session) -> None:
        """Do nothing: nothing is open."""

    def write(self) -> None:
        """Write it."""
        write_target(self.target, self._text)


@attrs.define
class RecordingOutput:
    """What was done, as a recording."""

    target: str
    every: Nanoseconds | None = None
    _text: str = ""

    async def look(self, session: Session) -> None:
        """Take the journal."""
        self._text = session.recording()

    async def finish(self, session: Session) -> None:
        """Do nothing: nothing is open."""

    def write(self) -> None:
        """Write it."""
        write_target(self.target, self._text)


@attrs.define
class PictureOutput:
    """What the app shows at the end, as SVG."""

    target: str
    name: str
    """What the script is called."""
    every: Nanoseconds | None = None
    _text: str = ""

    async def look(self, session: Session) -> None:
        """Draw the app."""
        from tui.app import BallonetApp
        from tui.drawn import drawn
        from tui.launch import Built, Launch

        self._text = await drawn(BallonetApp(Launch(name=self.name), built=Built(session)))

    async def finish(self, session: Session) -> None:
        """Do nothing: nothing is open."""

    def write(self) -> None:
        """Write it."""
        write_target(self.target, self._text)
