"""Guests come, go, wait for the host, and work."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.drivers import NO_DRIVER
from engine.events.event import Event, counted
from engine.units import Bytes, short_size


@attrs.frozen(kw_only=True)
class GuestBooted(Event):
    """A guest is there."""

    memory: Bytes
    platform: str
    section_size: Bytes
    driver: str
    ballooned: Bytes = 0
    """What of its memory begins in the balloon."""

    def sentence(self) -> str:
        """Say it."""
        balloon = "no balloon" if self.driver == NO_DRIVER else f"{self.driver} balloon"
        begins = f", {short_size(self.ballooned)} of it in the balloon" if self.ballooned else ""
        return (
            f"Booted with {short_size(self.memory)}{begins} on {self.platform}: "
            f"sections of {short_size(self.section_size)}, {balloon}."
        )


_STAY = {
    "retry": "have no room to move to (retried)",
    "EBUSY": "not (EBUSY)",
    "EINVAL": "not (EINVAL)",
    "offline": "offline already",
}
"""What becomes of a memory block that cannot go, in the order in which that is said."""


@attrs.frozen(kw_only=True)
class GuestImported(Event):
    """A guest is there that was made of a capture."""

    memory: Bytes
    source: str
    release: str
    rules: str
    """The kernel whose rules it follows."""
    unknown: int
    """How many things the capture does not tell."""
    lacks: tuple[str, ...] = ()
    """The first of them, in a few words each."""
    free: Bytes = 0
    block_size: Bytes = 0
    """Of a memory block."""
    blocks: tuple[tuple[str, int], ...] = ()
    """What requests to take memory blocks offline would come to, with how many blocks; empty: nobody asked."""
    grown: Bytes = 0
    """What the host has now; 0: it had room."""
    slower: float = 1.0
    """A factor on all its costs in time."""

    def sentence(self) -> str:
        """Say it."""
        host = f" The host was given {short_size(self.grown)} for it." if self.grown else ""
        host += f" All takes {self.slower:g} times as long, to be seen." if self.slower > 1 else ""
        return (
            f"Made of {self.source}: Linux {self.release} (rules of {self.rules}), {short_size(self.memory)}, "
            f"{short_size(self.free)} free.{self._blocks()}{self._unknown()}{host}"
        )

    def _blocks(self) -> str:
        if not self.blocks:
            return ""
        found = dict(self.blocks)
        stay = ", ".join(f"{found[word]} {words}" for word, words in _STAY.items() if found.get(word))
        total = counted(sum(found.values()), "memory block")
        return f" {total} of {short_size(self.block_size)}: {found.get('ok', 0)} can go" + (
            f", {stay}." if stay else "."
        )

    def _unknown(self) -> str:
        if not self.unknown:
            return ""
        more = self.unknown - len(self.lacks)
        named = "; ".join((*self.lacks, *([f"{more} more"] if more and self.lacks else ())))
        return f" Unknown: {named or more} (`guest show {self.guest}`)."


@attrs.frozen(kw_only=True)
class GuestMayGrow(Event):
    """What comes raised the max of an imported guest whose capture does not tell it."""

    most: Bytes
    grown: Bytes = 0
    """What the host has now; 0: it had room."""

    def sentence(self) -> str:
        """Say it."""
        host = f", and the host was given {short_size(self.grown)}" if self.grown else ""
        return f"How far it may grow is not known: {short_size(self.most)} is its max from now on{host}."


@attrs.frozen(kw_only=True)
class GuestReset(Event):
    """An imported guest is again what it was when it came."""

    source: str

    def sentence(self) -> str:
        """Say it."""
        return f"Is again as {self.source} has it."


@attrs.frozen(kw_only=True)
class GuestGone(Event):
    """A guest was shut down."""

    memory: Bytes

    def sentence(self) -> str:
        """Say it."""
        return f"Shut down: {short_size(self.memory)} go back to the host, zeroed first."


@attrs.frozen(kw_only=True)
class HostShort(Event):
    """A guest that grows must wait for the host."""

    level: ClassVar[str] = "warning"
    wants: Bytes
    shortage: str

    def sentence(self) -> str:
        """Say it."""
        return f"Waits for {short_size(self.wants)}: {self.shortage}."


@attrs.frozen(kw_only=True)
class Swapping(Event):
    """Pages of programs go to the guest's swap."""

    level: ClassVar[str] = "warning"
    swapped: Bytes
    file: Bytes

    def sentence(self) -> str:
        """Say it."""
        return (
            f"Swapping: {short_size(self.swapped)} of programs is on the guest's own disk, "
            f"because file cache is down to {short_size(self.file)}."
        )


@attrs.frozen(kw_only=True)
class OutOfMemory(Event):
    """A program was killed because memory had ended."""

    level: ClassVar[str] = "error"
    victim: str
    held: Bytes
    swapped: Bytes
    wanted: str

    def sentence(self) -> str:
        """Say it."""
        swapped = f" and {short_size(self.swapped)} of swap" if self.swapped else ""
        return (
            f"Out of memory: {self.victim} was killed, which held {short_size(self.held)}{swapped}, the most of all: "
            f"{self.wanted} wanted memory, and nothing could be reclaimed."
        )


@attrs.frozen(kw_only=True)
class WorkloadNoted(Event):
    """A workload did something worth a line."""

    text: str

    def sentence(self) -> str:
        """Say it."""
        return self.text
