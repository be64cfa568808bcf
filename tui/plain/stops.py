"""Where a script stops, as lines: what is asked, and what came of it. The next line answers, an empty one goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.asking.asking import Asking
from tui.render.told.stop_rows import revealed

if TYPE_CHECKING:
    from engine.session import Session

GOES_ON = "An empty line goes on."
ANSWERS = "The next line answers, as 3 or s23; an empty one shows what is right."


class Stops:
    """Follows a session that stops. Nobody who types nothing waits for it to go on: lines that end leave it.

    Args:
        session: the simulation.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._asking = Asking()

    def news(self) -> str | None:
        """Return what there is to say of a stop that is new; None: nothing. The question itself is told already."""
        stop = self._session.snapshot().stop
        if not self._asking.see(stop) or stop is None:
            return None
        return ANSWERS if self._asking.open else GOES_ON

    def take(self, line: str) -> tuple[str, ...] | None:
        """Take a line as what the stop waits for, and go on.

        Returns:
            What is to be said; None: the line means something else.
        """
        if self._asking.stop is None or (line.strip() and not self._asking.is_answer(line)):
            return None
        if line.strip():
            if wanted := self._asking.answer(line):
                return (f"{wanted}: try again",)
        else:
            self._asking.pass_over()
        said = (revealed(self._asking.reveal),) if self._asking.reveal else ()
        self._session.resume()
        self._session.finish_instant()
        self._asking.see(None)
        return said
