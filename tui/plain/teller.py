"""Prints what happens, in order, each line at once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from tui.plain.lines import ASKED, LONGEST, refusal_lines, sentence_line, summary, told
from tui.plain.progress import Progress
from tui.plain.stops import Stops

if TYPE_CHECKING:
    from engine.errors import CommandError
    from engine.session import Session
    from engine.units import Nanoseconds
    from tui.render.text.glyphs import Glyphs

TROUBLED = frozenset({"failed", "partial", "stalled"})


class Teller:
    """What a session says, as lines.

    Args:
        session: the simulation, or the machine that is watched.
        glyphs: what sentences are written with.
        stream: where lines go.
    """

    def __init__(self, session: Session, glyphs: Glyphs, stream: TextIO | None = None) -> None:
        self._session = session
        self._glyphs = glyphs
        self._stream = stream or sys.stdout
        self._next = 0
        self._heard: list[tuple[Nanoseconds, list[str]]] = []
        self._progress = Progress()
        self._stops = Stops(session)
        self.failed = False
        """Whether anything was refused or failed so far."""

    def say(self, text: str) -> None:
        """Print a line."""
        print(text, file=self._stream, flush=True)

    def hear(self) -> None:
        """Note what is new, to be printed later."""
        for sentence in self._session.sentences(self._next):
            self._next = sentence.number + 1
            self.failed |= sentence.level == "error"
            lines = sentence.output.rstrip("\n").split("\n") if sentence.output else []
            self._heard.append((sentence.time, lines or [sentence_line(sentence, self._glyphs)]))

    def tell(self) -> int:
        """Print what is new, oldest first; return how many lines that were."""
        self.hear()
        heard, self._heard = self._heard, []
        for time, operation, text in self._progress.news(self._session.snapshot()):
            heard.append((time, [told(time, operation.guest, text, self._glyphs)]))
        lines = [line for _, lines in sorted(heard, key=lambda each: each[0]) for line in lines]
        if said := self._stops.news():
            lines.append(said)
        for line in lines:
            self.say(line)
        return len(lines)

    def answer(self, line: str) -> bool:
        """Take a line as what a stop waits for, and say what came of it; say whether it was."""
        said = self._stops.take(line)
        for text in said or ():
            self.say(self._glyphs.words(text, LONGEST))
        if said is not None:
            self.tell()
        return said is not None

    def echo(self, line: str) -> None:
        """Repeat a line that was read from a pipe."""
        self.say(f"{ASKED}{line[:LONGEST]}")

    def show(self, output: str) -> None:
        """Print what a view answers, as the tool does."""
        for line in output.rstrip("\n").split("\n"):
            self.say(line)

    def refuse(self, line: str, error: CommandError, *, echoed: bool = False) -> None:
        """Say what is wrong with a line; see `refusal_lines`."""
        self.failed = True
        for text in refusal_lines(line, error, self._glyphs, echoed=echoed):
            self.say(text)

    def judge(self, state: str) -> None:
        """Note what became of an operation."""
        self.failed |= state in TROUBLED

    def summary(self) -> None:
        """Say how things stand."""
        for line in summary(self._session.snapshot(), self._glyphs):
            self.say(line)
