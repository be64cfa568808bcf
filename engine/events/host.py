"""What the host does with its memory."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.events.event import Event, counted
from engine.units import KIB, Bytes, Pages, short_size

FRAME: Bytes = 4 * KIB
"""Bytes in a machine frame."""


@attrs.frozen(kw_only=True)
class PagedDown(Event):
    """The host holds a guest to an amount by paging."""

    limit: Bytes
    out: Bytes
    pages: Pages

    def sentence(self) -> str:
        """Say it."""
        held = f"The host keeps {short_size(self.limit)} of it in memory"
        if not self.pages:
            return f"{held} at most, and has paged nothing out."
        return f"{held}: {short_size(self.out)} is on the host's swap, picked at random, and the guest was not told."


@attrs.frozen(kw_only=True)
class NothingToBalance(Event):
    """Memory is shared out among guests of which none has a balloon; one level with what a script prints."""

    level: ClassVar[str] = "view"
    guests: tuple[str, ...]

    def sentence(self) -> str:
        """Say it."""
        count = len(self.guests)
        who = (
            f"{self.guests[0]} has no balloon" if count == 1 else f"None of the {count} guests has a balloon"
        )
        return f"{who}: the host has nothing to move until there is one with a balloon driver."


@attrs.frozen(kw_only=True)
class WaitsForHostSwap(Event):
    """A guest touched pages that the host had paged out."""

    level: ClassVar[str] = "warning"
    pages: Pages
    out: Bytes

    def sentence(self) -> str:
        """Say it."""
        return (
            f"Stands still for its host: it touched {counted(self.pages, 'page')} of the {short_size(self.out)} "
            "on the host's swap."
        )


@attrs.frozen(kw_only=True)
class DoublePaged(Event):
    """A guest wrote pages to its own disk that the host had to read from swap for that."""

    level: ClassVar[str] = "warning"
    pages: Pages
    ever: Pages

    def sentence(self) -> str:
        """Say it."""
        return (
            f"Double paging: {counted(self.pages, 'page')} came from the host's swap only to go to the guest's own "
            f"disk, {self.ever:,} so far."
        )


@attrs.frozen(kw_only=True)
class HostCompacted(Event):
    """The host has moved frames so that free memory lies together."""

    frames: Pages
    stretches: int
    block: Pages
    """Frames of the blocks that were wanted; 0: one piece."""

    def sentence(self) -> str:
        """Say it."""
        what = f"in blocks of {short_size(self.block * FRAME)}" if self.block else "in one piece"
        if not self.frames:
            return f"The host's free memory lies {what}, as far as it can: no frame had to move."
        moved = (
            f"{short_size(self.frames * FRAME)} moved in {counted(self.stretches, 'stretch', 'stretches')}"
        )
        return f"The host's free memory lies {what}, as far as it can: {moved}."


@attrs.frozen(kw_only=True)
class BalanceMoved(Event):
    """Whoever shares memory out gave a guest another target."""

    before: Bytes
    after: Bytes
    policy: str
    active: int | None
    """How much of its memory the guest uses, in percent; None: nobody knows yet."""
    taxed: bool
    """Whether it has to give because it uses too little."""
    free: Bytes
    """Of the machine."""

    def sentence(self) -> str:
        """Say it."""
        text = f"Balance: {short_size(self.before)} → {short_size(self.after)}"
        if self.policy == "mom":
            press = "presses" if self.after < self.before else "does not press"
            return f"{text}: the host, with {short_size(self.free)} free, {press}."
        if self.taxed:
            return f"{text}: it uses {self.active} % of its memory, and what is idle is taxed."
        if self.active is not None:
            return f"{text}: its due by its shares, with {self.active} % of its memory in use."
        return f"{text}: its due by its shares."


@attrs.frozen(kw_only=True)
class FreeMemoryState(Event):
    """The machine's free memory is in another state."""

    before: str
    after: str
    free: Bytes
    threshold: int
    policy: str

    @property
    def level(self) -> str:  # type: ignore[override]
        """How much it matters."""
        return "warning" if self.after in ("hard", "low") else "info"

    def sentence(self) -> str:
        """Say it."""
        does = {
            "high": "nobody has to give",
            "soft": "balloons take what guests have beyond their due",
            "hard": "balloons are too slow: the host pages guests out",
            "low": "the host pages guests out, and those beyond their due may not run",
        }
        text = f"The host's free memory is {self.after}, was {self.before}: {short_size(self.free)}"
        return f"{text}; {does[self.after]}." if self.policy == "esx" else f"{text}."


@attrs.frozen(kw_only=True)
class GuestBlocked(Event):
    """A guest may not run, or may again."""

    level: ClassVar[str] = "warning"
    blocked: bool

    def sentence(self) -> str:
        """Say it."""
        if self.blocked:
            return "Blocked by its host: it has more than its due, and memory has all but ended."
        return "May run again."
