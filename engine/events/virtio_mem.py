"""What happens to a virtio-mem device."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.events.event import Event, counted, sections_text
from engine.units import SECOND, Bytes, Nanoseconds, short_size


def _amount(size: Bytes) -> str:
    return short_size(size) if size else "nothing"


@attrs.frozen(kw_only=True)
class VirtioMemRequested(Event):
    """The hypervisor said how much of a device is to be plugged."""

    device: str
    requested: Bytes
    plugged: Bytes
    region: Bytes

    def sentence(self) -> str:
        """Say it."""
        return (
            f"{self.device}: {_amount(self.requested)} of its {short_size(self.region)} is to be plugged, "
            f"{_amount(self.plugged)} is: an interrupt woke the driver."
        )


@attrs.frozen(kw_only=True)
class VirtioMemBlockChanged(Event):
    """More or less of a memory block is plugged than was."""

    block: int
    span: int
    change: Bytes
    """Below 0: it was unplugged."""
    stays: Bytes
    """What is plugged of it now."""
    subblock: Bytes

    def sentence(self) -> str:
        """Say it."""
        name = sections_text(tuple(range(self.block, self.block + self.span)))
        size = short_size(self.subblock)
        number = counted(abs(self.change) // self.subblock, f"subblock of {size}", f"subblocks of {size}")
        did = "plugged" if self.change > 0 else "unplugged"
        return f"{name}: {short_size(abs(self.change))} {did}, {number}; {_amount(self.stays)} of it is there now."


@attrs.frozen(kw_only=True)
class VirtioMemBlockGone(Event):
    """Nothing of a memory block is plugged any more, and it is absent."""

    block: int
    span: int
    moved: int
    """Pages that were moved out of it, since the request."""
    mem_map: Bytes

    def sentence(self) -> str:
        """Say it."""
        name = sections_text(tuple(range(self.block, self.block + self.span)))
        moved = f"{counted(self.moved, 'page')} moved away" if self.moved else "nothing had to move"
        return (
            f"{name} removed: nothing of it is plugged any more, {moved}; "
            f"its mem_map of {short_size(self.mem_map)} is free again."
        )


@attrs.frozen(kw_only=True)
class VirtioMemBlocksGone(Event):
    """More memory blocks went so."""

    sections: tuple[int, ...]

    def sentence(self) -> str:
        """Say it."""
        return (
            f"{counted(len(self.sections), 'more section')} removed: {sections_text(sorted(self.sections))}."
        )


@attrs.frozen(kw_only=True)
class VirtioMemReached(Event):
    """As much of a device is plugged as was asked for."""

    device: str
    plugged: Bytes
    partial: int
    """Memory blocks of which a part is plugged."""

    def sentence(self) -> str:
        """Say it."""
        parts = f", {counted(self.partial, 'memory block')} of it in part" if self.partial else ""
        return f"{self.device}: {_amount(self.plugged)} is plugged, as was asked for{parts}."


@attrs.frozen(kw_only=True)
class VirtioMemStuck(Event):
    """A driver went over all of its memory and could not do what was asked for."""

    level: ClassVar[str] = "warning"
    device: str
    missing: Bytes
    plugging: bool
    reason: str
    retry: Nanoseconds | None
    """None: it does not try again by itself."""

    def sentence(self) -> str:
        """Say it."""
        what = "could not be plugged" if self.plugging else "could not be unplugged"
        again = f" It tries again in {self.retry / SECOND:g} s." if self.retry is not None else ""
        return f"{self.device}: {short_size(self.missing)} {what}: {self.reason}.{again}"
