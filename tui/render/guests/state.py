"""What happens to a guest, in one sign and few words, and how urgently somebody should look at it."""

from __future__ import annotations

from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from engine.snapshot import Column, SectionState
from engine.units import short_size
from tui.render.colours.inks import Ink, Mark
from tui.render.guests.pace import pace_of
from tui.render.text.words import percent
from tui.render.told.operations import RUNNING, TROUBLED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.snapshot import GuestView, OperationView
    from engine.units import Bytes
    from tui.render.text.glyphs import Glyphs


class Urgency(IntEnum):
    """What happens to a guest; the lower, the sooner somebody should look."""

    FAILED = 0
    SWAPPING = 1
    GROWING = 2
    SHRINKING = 3
    BALLOON = 4
    WAITING = 5
    """For its turn, for the host, or for whatever its operation says."""
    SLOW = 6
    """Its programs are held up, by something else than swap."""
    QUIET = 7


@attrs.frozen
class Happening:
    """One thing that happens to a guest."""

    urgency: Urgency
    words: str

    def text(self, glyphs: Glyphs) -> str:
        """Return it with its sign: `▴ s32`, `○ 42 %`, `swap 14M/s`."""
        if self.urgency in (Urgency.SWAPPING, Urgency.SLOW):
            return glyphs.words(self.words)
        return f"{sign(self.urgency, glyphs)} {glyphs.words(self.words)}".rstrip()

    @property
    def bad(self) -> bool:
        """Whether it is to be seen as a warning."""
        return self.urgency in (Urgency.FAILED, Urgency.SWAPPING, Urgency.SLOW)


@attrs.frozen(slots=False)
class GuestState:
    """What happens to a guest."""

    happenings: tuple[Happening, ...] = ()
    """What is under way first, then what went wrong."""
    swaps: Bytes = 0
    """To and from its swap in the last second."""

    @cached_property
    def urgency(self) -> Urgency:
        """The most urgent of what happens."""
        return min((each.urgency for each in self.happenings), default=Urgency.QUIET)

    @property
    def foremost(self) -> Happening:
        """What is most urgent."""
        return min(self.happenings, key=lambda each: each.urgency, default=Happening(Urgency.QUIET, ""))


QUIET = GuestState()
WORDS: dict[Urgency, tuple[str, ...]] = {
    Urgency.FAILED: ("failed",),
    Urgency.SWAPPING: ("swapping",),
    Urgency.GROWING: ("moving", "growing", "online"),
    Urgency.SHRINKING: ("moving", "shrinking", "offline"),
    Urgency.BALLOON: ("moving", "balloon"),
    Urgency.WAITING: ("waiting",),
    Urgency.SLOW: ("slow",),
    Urgency.QUIET: ("quiet",),
}
"""What each may be called where guests are looked for."""


def sign(urgency: Urgency, glyphs: Glyphs) -> str:
    """Return the one column that stands for what happens."""
    return {
        Urgency.FAILED: glyphs.failed,
        Urgency.SWAPPING: "!",
        Urgency.GROWING: glyphs.marks[Mark.GOING_ONLINE],
        Urgency.SHRINKING: glyphs.marks[Mark.GOING_OFFLINE],
        Urgency.BALLOON: glyphs.bodies[Ink.BALLOON],
        Urgency.WAITING: glyphs.operation,
        Urgency.SLOW: "%",
        Urgency.QUIET: glyphs.free,
    }[urgency]


def swap_rate(guest: GuestView) -> Bytes:
    """Return what went to and from the guest's own swap in the last second that is over, in bytes."""
    rows = guest.course.rows
    if not len(rows):
        return 0
    return int(rows[-1, Column.SWAPPED_IN] + rows[-1, Column.SWAPPED_OUT]) * guest.page_size


def state_of(guest: GuestView, operations: Sequence[OperationView]) -> GuestState:
    """Return what happens to a guest.

    Args:
        guest: the guest.
        operations: those of this guest that are listed, see `operations.listed`.
    """
    found: list[Happening] = []
    refused: list[Happening] = []
    for operation in operations:
        if operation.state in TROUBLED:
            refused.append(Happening(Urgency.FAILED, _failure(operation)))
        elif operation.state in RUNNING:
            found.append(_under_way(guest, operation))
            if operation.failed_sections:
                refused.append(Happening(Urgency.FAILED, f"s{operation.failed_sections[-1][0]}"))
    if swaps := swap_rate(guest):
        refused.append(Happening(Urgency.SWAPPING, f"swap {short_size(swaps)}/s"))
    elif (pace := pace_of(guest)) and pace.slow:
        refused.append(Happening(Urgency.SLOW, pace.short))
    return GuestState((*found, *refused), swaps)


def _failure(operation: OperationView) -> str:
    if operation.failed_sections:
        return f"s{operation.failed_sections[-1][0]}"
    return operation.state


def _under_way(guest: GuestView, operation: OperationView) -> Happening:
    """Say what an operation does: to a section, or else how far it is."""
    if operation.state == "waiting":
        return Happening(Urgency.WAITING, "waits")
    for section in operation.sections:
        state = _section_state(guest, section)
        if state is SectionState.GOING_OFFLINE:
            return Happening(Urgency.SHRINKING, f"s{section}")
        if state in (SectionState.GOING_ONLINE, SectionState.OFFLINE):
            return Happening(Urgency.GROWING, f"s{section}")
    far = f"{percent(operation.done, operation.total)} %" if operation.total else ""
    verb = operation.command.split(maxsplit=2)[:2]
    if verb == ["hotplug", "add"]:
        return Happening(Urgency.GROWING, far)
    if verb == ["hotplug", "remove"]:
        return Happening(Urgency.SHRINKING, far)
    return Happening(Urgency.BALLOON if operation.unit == "pages" else Urgency.WAITING, far)


def _section_state(guest: GuestView, section: int) -> SectionState | None:
    index = guest.sections.index
    at = int(index.searchsorted(section))
    if at == len(index) or index[at] != section:
        return None
    return SectionState(int(guest.sections.state[at]))
