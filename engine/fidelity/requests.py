"""What was asked of a recorded guest, as plain values, and what came of it."""

from __future__ import annotations

import attrs

from engine.units import Bytes, Nanoseconds, Pages

ERRNO_NAMES = {0: "ok", 2: "ENOENT", 4: "EINTR", 12: "ENOMEM", 16: "EBUSY", 22: "EINVAL"}
"""What a request can come to."""


@attrs.frozen
class BalloonChange:
    """The balloon was to grow (pages above 0) or shrink to what `pages` says was reached."""

    pages: Pages
    before: Bytes
    target: Bytes
    reached: bool


@attrs.frozen
class BlockChange:
    """A word was written to a memory block's `state`.

    Attributes:
        block: its number.
        word: offline, online, online_kernel or online_movable.
        errno: what came of it, 0 for success.
        cause: why it failed, as far as the kernel's messages tell: "", "unmovable", "holes", "no room" or "pinned".
        limit: after so long it was given up by a signal.
    """

    block: int
    word: str
    errno: int
    cause: str
    limit: Nanoseconds

    @property
    def outcome(self) -> str:
        """The errno's name, and the cause."""
        return outcome_text(self.errno, self.cause)


@attrs.frozen
class Backend:
    """Memory was set aside for a device."""

    id: str
    size: Bytes


@attrs.frozen
class DevicePlugged:
    """A DIMM was plugged on a backend; how much of it the guest then had is in the step's blocks."""

    id: str
    backend: str
    node: int
    driver: str


@attrs.frozen
class DeviceUnplugged:
    """A DIMM was asked back."""

    id: str


@attrs.frozen
class DlparRequest:
    """A line was written to the kernel's DLPAR handler.

    Attributes:
        words: as `memory remove count 2`.
        errno: what came of it, 0 for success.
        gone, new: the memory blocks that went and came.
        limit: after how long it was given up.
        refused: it failed at once: the kernel says nothing of LMBs that it put back, or took out again.
    """

    words: str
    errno: int
    gone: tuple[int, ...]
    new: tuple[int, ...]
    limit: Nanoseconds
    refused: bool = False


@attrs.frozen
class VirtioMemSize:
    """A virtio-mem device was to have a size plugged, and had another one when that was waited for."""

    requested: Bytes | None
    reached: Bytes


@attrs.frozen
class HugePages:
    """So many huge pages were asked for, and obtained; None: nobody looked."""

    asked: int
    obtained: int | None


@attrs.frozen
class OnlinePolicy:
    """What the kernel does with new memory blocks: online, online_kernel, online_movable or offline."""

    word: str


@attrs.frozen
class Workload:
    """A program was started or killed, or read files: no command of the simulator's could know what it does."""

    words: str


@attrs.frozen
class Unknown:
    """Something that this program knows nothing of."""

    words: str


Request = (
    BalloonChange
    | BlockChange
    | Backend
    | DevicePlugged
    | DeviceUnplugged
    | DlparRequest
    | VirtioMemSize
    | HugePages
    | OnlinePolicy
    | Workload
    | Unknown
)


def outcome_text(errno: int, cause: str = "") -> str:
    """Return what came of a request in a word or two, as `EBUSY unmovable`."""
    name = ERRNO_NAMES.get(errno, f"errno {errno}")
    return f"{name} {cause}" if cause else name
