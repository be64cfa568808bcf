"""A comparison in the app: it advances beside the simulation, in slices so short that keys are heard between them."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, ClassVar

from engine.commands.line import parse_line
from engine.commands.model import Compare
from engine.errors import CommandError
from engine.units import size_text

if TYPE_CHECKING:
    from engine.comparison.comparison import Comparison
    from engine.session import Session
    from engine.snapshot import GuestView
    from tui.screens.main import MainScreen
    from tui.widgets.compare_pane import ComparePane

SLICE = 0.006
"""Seconds of work between two looks at keys and engine; one step of it may take longer."""
REST = 0.004
"""Seconds that they have then."""
FRAME = 1 / 5
"""Seconds between two pictures at least: their numbers are to be read."""
GIVE_WAY = 0.12
"""Seconds for which it stands still when a key is pressed: what the key does is to show at once."""
SHARE = 4
"""A picture that took long is followed by so many times as much time without one."""


class Race:
    """Runs one comparison at a time, for as long as its sheet is open."""

    GROUP: ClassVar[str] = "race"
    """Of its worker."""

    def __init__(self, session: Session, screen: MainScreen) -> None:
        self._session, self._screen = session, screen
        self._watched: Comparison | None = None
        """The script's comparison that was shown last."""
        self._may_go_on = 0.0
        """Wall time until which keys have the way."""

    def give_way(self) -> None:
        """Stand still for a moment: a key was pressed."""
        self._may_go_on = time.monotonic() + GIVE_WAY

    def start(self, command: Compare) -> None:
        """Begin a comparison and open its sheet; one that is under way is dropped.

        Raises:
            CommandError: no such guest or policy, or the guest was never to have that size.
        """
        comparison = self._session.compare(command.guest, str(command.size), command.policies or ())
        sheet = self._screen.show_compare(comparison.picture())
        self._screen.run_worker(self._run(comparison, sheet), group=self.GROUP, exclusive=True)

    def start_selected(self) -> None:
        """Compare what becomes of the selected guest if it shall have half of what it has."""
        guest = self._session.snapshot().guest(self._screen.selected)
        if guest is None:
            self._screen.prompt.say("there is no guest to compare policies on: guest add NAME memory=SIZE")
            return
        line = f"compare {guest.name} {size_text(half_of(guest))}"
        command = asked(line)
        assert command is not None, "the line begins with compare"
        try:
            self.start(command)
        except CommandError as error:
            self._screen.prompt.refuse(line, error)

    def watch(self) -> None:
        """Open the sheet of a script's comparison when one begins; it goes on by itself, whoever looks."""
        comparison = self._session.comparing
        if comparison is not None and comparison is not self._watched:
            self._watched = comparison
            sheet = self._screen.show_compare(comparison.picture(), keys=False)
            self._screen.run_worker(self._look(comparison, sheet), group="race", exclusive=True)

    async def _look(self, comparison: Comparison, sheet: ComparePane) -> None:
        while self._screen.shows(sheet) and not comparison.over:
            await asyncio.sleep(FRAME)
            sheet.show_comparison(comparison.picture())

    async def _run(self, comparison: Comparison, sheet: ComparePane) -> None:
        due, more = 0.0, True
        while more and self._screen.shows(sheet):
            if (left := self._may_go_on - time.monotonic()) > 0:
                await asyncio.sleep(left)
                continue
            end = time.monotonic() + SLICE
            while more and time.monotonic() < end:
                more = comparison.advance(1)
            if (started := time.monotonic()) >= due or not more:
                sheet.show_comparison(comparison.picture())
                due = started + max(FRAME, (time.monotonic() - started) * SHARE)
            await asyncio.sleep(REST)
        if not more:
            self._session.keep(comparison)


def asked(line: str, selected: str | None = None) -> Compare | None:
    """Return the comparison that a typed line asks for at once; None where it asks for something else.

    Raises:
        CommandError: its words are wrong.
    """
    if line.split(maxsplit=1)[:1] != ["compare"]:
        return None
    read = parse_line(line, default_guest=selected or None)
    return read.command if read and read.at is None and isinstance(read.command, Compare) else None


def half_of(guest: GuestView) -> int:
    """Return half of what a guest has in whole memory blocks, but no less than its min."""
    block = guest.section_size * guest.block_sections
    return max(guest.has // 2 // block * block, -(-guest.min // block) * block, block)
