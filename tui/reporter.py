"""What the screen is told of operations that were asked for: a receipt below the line, and a notification."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from engine.errors import printable
from tui.keys.hints import BETWEEN, filled
from tui.render.map.cursor import Zoom
from tui.reports import APART, LONG, Reports, in_one

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.snapshot import OperationView, Snapshot
    from tui.screens.body import Body
    from tui.screens.main import MainScreen

SHOWN_FOR = 6.0
"""Seconds for which a notification shows."""
UNDOES = "{command.undo} writes what undoes it"
LONGEST = 300
"""Characters of a notification."""


class Reporter:
    """Tells the screen.

    Args:
        screen: where the prompt is.
        body: the part of it that shows pictures.
        notifies: whether what ends is told of in a corner, too.
        clock: wall time in seconds.
    """

    def __init__(
        self, screen: MainScreen, body: Body, notifies: bool, clock: Callable[[], float] = monotonic
    ) -> None:
        self._screen = screen
        self._body = body
        self._notifies = notifies
        self.clock = clock
        self._reports = Reports()

    def began(self, operation: OperationView, picture: Snapshot) -> None:
        """Follow an operation; `picture` is the one just before it was asked for."""
        self._reports.began(operation, picture, self.clock())

    def forget(self) -> None:
        """Follow nothing any more: what is shown now does not follow from what was asked for."""
        self._reports = Reports()

    def look(self, picture: Snapshot) -> None:
        """Tell what has ended."""
        now = self.clock()
        for ended in self._reports.ended(picture, now):
            if _needs_no_words(ended.operation):
                continue
            undoes = filled(UNDOES, self._screen.overrides) if ended.undo else ""
            self._screen.prompt.receipt(BETWEEN.join(filter(None, (ended.text, undoes))))
            if self._notifies and (self._away or (ended.took > LONG and self._screen.prompt.value)):
                self._reports.notice(ended)
        self._tell()

    def undo(self, picture: Snapshot, number: int | None = None) -> None:
        """Write the command that takes back an operation, or the latest."""
        if line := self._reports.undo(picture, number):
            self._screen.prompt.focus()
            self._screen.prompt.write(line)
        else:
            what = "what was done here" if number is None else f"operation {number}"
            self._screen.prompt.say(f"nothing to undo: no command takes back {what}")

    @property
    def _away(self) -> bool:
        """Whether whoever asked looks at something else."""
        zoomed = self._body.bands.cursor.zoom > Zoom.SECTIONS
        return self._body.sheet is not None or zoomed or self._screen.pane != "prompt"

    def _tell(self) -> None:
        """Notify of what waits for that, merged, not more than once a second."""
        if due := self._reports.due(self.clock()):
            title, text, severity = in_one(due)
            self._screen.notify(
                printable(text, LONGEST),
                title=printable(title),
                severity=severity,
                timeout=SHOWN_FOR,
                markup=False,
            )
        elif self._reports.waits:
            self._screen.set_timer(APART, self._tell)


def _needs_no_words(operation: OperationView) -> bool:
    """Say whether whoever asked knows already: it took no time, or another of his commands ended it."""
    if operation.state == "cancelled":
        return True
    return operation.state == "done" and operation.ended == operation.started
