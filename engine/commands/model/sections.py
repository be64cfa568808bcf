"""Memory that is hot-plugged: sections, DIMMs and a virtio-mem device."""

from __future__ import annotations

from typing import ClassVar, Literal

import attrs

from engine.commands.model.command import ForGuest
from engine.units import Nanoseconds, Size

Online = Literal["kernel", "movable", "auto-movable", "no"]
SectionRange = tuple[int, int]
"""First and last section, both meant."""
Partly = Literal["keep", "undo"]
"""What becomes of what was done when not all of it can be."""


@attrs.frozen
class DeviceName:
    """What QEMU calls a DIMM: its id, and the id of the memory backend behind it."""

    id: str
    memdev: str

    def __str__(self) -> str:
        return f"{self.id}:{self.memdev}"


@attrs.frozen(kw_only=True)
class HotplugAdd(ForGuest):
    """Add whole sections."""

    verb: ClassVar[str] = "hotplug add"
    size: Size
    node: int | None = None
    online: Online | None = None
    partly: Partly = "keep"
    device: DeviceName | None = None
    """The DIMM that the sections are on, so that they can be taken away as one."""


@attrs.frozen(kw_only=True)
class HotplugRemove(ForGuest):
    """Remove sections: exactly one of `size`, `section`, `node` and `device` is given."""

    verb: ClassVar[str] = "hotplug remove"
    size: Size | None = None
    section: SectionRange | None = None
    node: int | None = None
    device: str | None = None
    """The id of a DIMM: all of it leaves, or none."""
    order: Literal["highest", "lowest"] | None = None
    """Which online sections are tried first, where a size is given; None: as the hypervisor does."""
    partly: Partly | None = None
    """What becomes of sections when not all leave; None: as the hypervisor does."""
    timeout: Nanoseconds | None = None
    retries: int | None = None


@attrs.frozen(kw_only=True)
class HotplugSet(ForGuest):
    """Say how much of a guest's virtio-mem device is to be plugged; a device that is named is plugged in first."""

    verb: ClassVar[str] = "hotplug set"
    size: Size
    device: DeviceName | None = None
    """The device that is plugged in, and the backend that its region is as large as."""
    block: Size | None = None
    node: int | None = None


@attrs.frozen(kw_only=True)
class SectionOnline(ForGuest):
    """Put present sections online: those named, or the lowest offline ones of a size."""

    verb: ClassVar[str] = "section online"
    sections: SectionRange | None = None
    size: Size | None = None
    zone: Literal["kernel", "movable"] | None = None
    """The option `as=`."""


@attrs.frozen(kw_only=True)
class SectionOffline(ForGuest):
    """Take sections offline, those named or the highest online ones of a size; they stay present."""

    verb: ClassVar[str] = "section offline"
    sections: SectionRange | None = None
    size: Size | None = None
    zone: str | None = None
    """The option `in=`: only sections of the zone of this name are tried."""
