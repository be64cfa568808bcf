"""What a comparison came to: for each policy its figures, as plain values that a world keeps and a script can check."""

from __future__ import annotations

from typing import Literal

import attrs

from engine.units import SECOND, Bytes, Nanoseconds, Pages

State = Literal["running", "reached", "short", "cannot", "cut"]
"""How a policy stands: under way; there; ended before it was there; the guest cannot do it; given up at a bound."""


@attrs.frozen(kw_only=True)
class Figures:
    """What one policy has done to the guest since all of them began, or had done when it ended."""

    time: Nanoseconds
    has: Bytes
    """What the guest has: online memory less the balloon; for `none` what the host backs of it."""
    pages_migrated: Pages
    swapped_out: Bytes
    """By the guest, to its own swap."""
    host_swapped: Bytes = 0
    """By the host behind the guest's back, and still there."""
    pages_paged_twice: Pages = 0
    """Pages that the host had to bring back only for the guest to write them to its own swap."""
    largest_free_block: Bytes
    free_blocks: tuple[int, ...]
    """Per order, over all zones."""
    unusable_free_index: tuple[int, ...]
    """Per order, 0 best to 1000 worst."""
    unusable: int
    """The same for a whole pageblock."""
    sections_emptied: int
    """Sections that were online and have left."""
    mem_map_saved: Bytes
    """By how much the guest's mem_map is smaller."""
    host_returned: Bytes | None = None
    """Machine memory by which the guest has less. None until the policy has ended."""
    host_holes: int | None = None
    """In how many runs lie the frames that it had and has no more."""
    host_largest: Bytes | None = None
    """The longest of them, but no more than came back."""
    programs_killed: int = 0
    """Programs that the guest's OOM killer ended: what they had is free, and no policy should be praised for it."""
    cache_lost: Bytes = 0
    """By how much the guest's file cache is smaller."""
    downtime: Nanoseconds = 0
    """How long the guest was shut down, or booted."""
    pages_worked: Pages = 0
    """Pages that the guest's programs worked on, also in the seconds after the policy has ended."""
    worked_for: Nanoseconds = 0
    """How long that was."""

    @property
    def work_rate(self) -> Pages:
        """Pages that the programs worked on in a second."""
        return self.pages_worked * SECOND // self.worked_for if self.worked_for else 0


@attrs.frozen(kw_only=True)
class Column:
    """One policy.

    Attributes:
        policy: its name.
        command: what does the same outside of a comparison; empty where nothing does.
        state: how it stands.
        reason: why it is not there: what it waits for, why it cannot be done, what bound was hit.
        stuck: sections that refused to leave.
        figures: None where the guest cannot do it.
    """

    policy: str
    command: str
    state: State
    reason: str = ""
    stuck: int = 0
    figures: Figures | None = None

    @property
    def over(self) -> bool:
        """Whether its figures are final."""
        return self.state != "running"

    @property
    def reached(self) -> bool:
        """Whether the guest has what was asked for."""
        return self.state == "reached"


@attrs.frozen(kw_only=True)
class Compared:
    """A comparison: one change of one guest's memory, and what each policy makes of it.

    Attributes:
        guest: its name.
        size: what it shall have.
        had: what it had.
        began: in virtual time.
        page_size: of the guest.
        pageblock_order: of the guest.
        sections: how many were online.
        columns: in the order in which they were asked for.
    """

    guest: str
    size: Bytes
    had: Bytes
    began: Nanoseconds
    page_size: Bytes
    pageblock_order: int
    sections: int
    columns: tuple[Column, ...]

    @property
    def over(self) -> bool:
        """Whether every policy has ended."""
        return all(column.over for column in self.columns)

    def column(self, policy: str) -> Column | None:
        """Return a policy's column, if it was asked for."""
        return next((column for column in self.columns if column.policy == policy), None)
