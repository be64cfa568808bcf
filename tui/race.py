"""A comparison in the app: it advances beside the simulation, in slices so short that keys are heard between them."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, ClassVar

import attrs

from engine.commands.line import parse_line
from engine.commands.model import Compare
from engine.errors import CommandError
from engine.units import short_size, size_text

if TYPE_CHECKING:
    from engine.comparison.comparison import Comparison
    from engine.session import Session
    from engine.snapshot import GuestView
    from tui.screens.main import MainScreen
    from tui.widgets.compare_pane import ComparePane

SLICE = 0.008
"""Seconds of work between two looks at keys and engine; one step of it may take longer."""
REST = 0.001
"""Seconds that they have then at least: a key has the way for longer, and the engine takes what it needs."""
FRAME = 1 / 5
"""Seconds between two pictures at least: their numbers are to be read."""
GIVE_WAY = 0.12
"""Seconds for which it stands still when a key is pressed: what the key does is to show at once."""
OF_COPIES = "policies are compared on guests: sudo ballonet capture, then ballonet FILE, then F5 there"
"""What F5 says of a real machine that is watched."""
SHARE = 4
"""A picture that took long is followed by so many times as much time without one."""


@attrs.define(eq=False)
class _Shown:
    """The comparison that F5 leads to."""

    comparison: Comparison
    selected: str
    """The guest that was selected when it began."""

    @property
    def called(self) -> str:
        """As who types it would call it."""
        compared = self.comparison.compared()
        return f"compare {compared.guest} {short_size(compared.size)}"


class Race:
    """Runs one comparison at a time. It goes on when its sheet is closed, and F5 comes back to it."""

    GROUP: ClassVar[str] = "race"
    """Of its worker."""

    def __init__(self, session: Session, screen: MainScreen) -> None:
        self._session, self._screen = session, screen
        self._shown: _Shown | None = None
        self._watched: Comparison | None = None
        """The script's comparison that was found last."""
        self._over = asyncio.Event()
        """Whether the comparison that was begun here is over, or none was."""
        self._over.set()
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
        self._begin(self._session.compare(command.guest, str(command.size), command.policies or ()))

    async def ended(self) -> None:
        """Wait until what was begun here is over and noted."""
        await self._over.wait()

    def _begin(self, comparison: Comparison, *, ours: bool = True) -> None:
        self._shown = shown = _Shown(comparison, self._screen.selected)
        sheet = self._screen.show_compare(comparison.picture(), keys=ours)
        if ours:
            self._over.clear()
        work = self._run(shown, sheet) if ours else self._look(shown, sheet)
        self._screen.run_worker(work, group=self.GROUP, exclusive=True)

    def open(self) -> None:
        """Come back to the comparison that runs, or to the selected guest's that has ended; else begin one."""
        shown, selected = self._shown, self._screen.selected
        if shown and (
            not shown.comparison.over or selected in (shown.selected, shown.comparison.compared().guest)
        ):
            self._screen.show_compare(shown.comparison.picture(), again=True)
        else:
            self._start_selected()

    def _start_selected(self) -> None:
        """Compare what becomes of the selected guest if it shall have half of what it has."""
        self._session.finish_instant()  # so that the guest has as much when it is copied
        guest = self._session.snapshot().guest(self._screen.selected)
        if guest is None:
            self._screen.prompt.say("there is no guest to compare policies on: guest add NAME memory=SIZE")
            return
        if self._session.snapshot().watch is not None:
            self._screen.prompt.say(OF_COPIES)
            return
        line = f"compare {guest.name} {size_text(half_of(guest))}"
        command = asked(line)
        assert command is not None, "the line begins with compare"
        try:
            self.start(command)
        except CommandError as error:
            self._screen.prompt.refuse(line, error)

    def watch(self) -> None:
        """Open the sheet of a script's comparison when one begins; it goes on by itself, whoever looks.

        A typed one that is under way keeps the sheet.
        """
        comparison = self._session.comparing
        if comparison is None or comparison is self._watched:
            return
        before, self._watched = self._watched, comparison
        if not self._shown or self._shown.comparison is before or self._shown.comparison.over:
            self._begin(comparison, ours=False)

    def present(self, comparison: Comparison) -> None:
        """Open the sheet of a script's comparison as it is, be it over."""
        self._watched = comparison
        self._begin(comparison, ours=False)

    async def _look(self, shown: _Shown, sheet: ComparePane) -> None:
        while not shown.comparison.over:
            await asyncio.sleep(FRAME)
            if self._screen.shows(sheet):
                sheet.show_comparison(shown.comparison.picture())

    async def _run(self, shown: _Shown, sheet: ComparePane) -> None:
        comparison, due, more = shown.comparison, 0.0, True
        while more:
            if (left := self._may_go_on - time.monotonic()) > 0:
                await asyncio.sleep(left)
                continue
            end = time.monotonic() + SLICE
            while more and time.monotonic() < end:
                more = comparison.advance(1)
            if not self._screen.shows(sheet):
                due = 0.0
            elif (started := time.monotonic()) >= due or not more:
                sheet.show_comparison(comparison.picture())
                due = started + max(FRAME, (time.monotonic() - started) * SHARE)
            await asyncio.sleep(REST)
        self._session.keep(comparison)
        self._over.set()
        if not self._screen.shows(sheet):
            self._screen.prompt.say(f"{shown.called} is done: F5 shows it")


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
    """Return the largest size up to half of what a guest has, and no less than its min, that hotplug can reach.

    That is whole memory blocks away from what it has. Where there is none, it is as many blocks as come nearest.
    """
    block = guest.section_size * guest.block_sections
    least = max(guest.min, block)
    blocks = min(-(-guest.has // (2 * block)), (guest.has - least) // block)
    if blocks > 0:
        return guest.has - blocks * block
    return max(guest.has // 2 // block * block, -(-guest.min // block) * block, block)
