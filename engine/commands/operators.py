"""Operators' commands that mean something else for every guest: what they are natively is found out when they run."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.commands.model import ForGuest
from engine.units import Bytes, Nanoseconds, Size

Range = tuple[int, int]
"""First and last, both meant."""


@attrs.frozen
class ChmemAmount:
    """What follows chmem's options, in every way in which it can be read.

    Attributes:
        written: the word.
        size: as an amount, in MiB where it has no unit.
        addresses: as a range of addresses.
        blocks: as a range of memory blocks, which `-b` says.
    """

    written: str
    size: Size | None = None
    addresses: tuple[Bytes, Bytes] | None = None
    blocks: Range | None = None

    def __str__(self) -> str:
        return self.written


@attrs.frozen(kw_only=True)
class Chmem(ForGuest):
    """util-linux: put memory online (-e) or take it offline (-d)."""

    verb: ClassVar[str] = "chmem"
    enable: bool
    amount: ChmemAmount
    by_blocks: bool = False
    zone: str | None = None
    """As the kernel calls it, in any case."""
    verbose: bool = False


@attrs.frozen(kw_only=True)
class Drmgr(ForGuest):
    """powerpc-utils: dynamic logical partitioning, in logical memory blocks."""

    verb: ClassVar[str] = "drmgr"
    resource: str
    remove: bool
    count: int | None = None
    index: int | None = None
    """DRC index of one logical memory block."""
    timeout: Nanoseconds | None = None


@attrs.frozen
class Backend:
    """A memory backend of QEMU's: its id and how much memory it has."""

    id: str
    size: Size


@attrs.frozen
class Dimm:
    """A DIMM to plug: what it is called, and its backend, or in the short form only a size.

    Attributes:
        id: None: the first of dimm0, dimm1 and so on that is free.
        memdev: the id of its backend; None: one is made, of `size`.
        size: of the backend that is made.
        node: None: the first.
    """

    id: str | None = None
    memdev: str | None = None
    size: Size | None = None
    node: int | None = None


@attrs.frozen
class VirtioMemPci:
    """A virtio-mem device to plug in.

    Attributes:
        id: None: vm0.
        memdev: the id of its backend, which its region is as large as.
        requested: how much of it is to be plugged; None: nothing.
        block: what it plugs and unplugs at a time; None: a huge page.
        node: None: the first.
    """

    memdev: str
    id: str | None = None
    requested: Size | None = None
    block: Size | None = None
    node: int | None = None


@attrs.frozen(kw_only=True)
class ObjectAdd(ForGuest):
    """QEMU: make a memory backend."""

    verb: ClassVar[str] = "object_add"
    backend: Backend


@attrs.frozen(kw_only=True)
class ObjectDel(ForGuest):
    """QEMU: forget a memory backend that no device uses."""

    verb: ClassVar[str] = "object_del"
    id: str


@attrs.frozen(kw_only=True)
class DeviceAdd(ForGuest):
    """QEMU: plug a DIMM, or a virtio-mem device."""

    verb: ClassVar[str] = "device_add"
    device: Dimm | VirtioMemPci


@attrs.frozen(kw_only=True)
class DeviceDel(ForGuest):
    """QEMU: ask the guest to let a DIMM go."""

    verb: ClassVar[str] = "device_del"
    id: str


@attrs.frozen(kw_only=True)
class QomSet(ForGuest):
    """QEMU: set a property of a device, as how much of a virtio-mem device is to be plugged."""

    verb: ClassVar[str] = "qom-set"
    path: str
    """The device's id, or its whole path."""
    property: str
    size: Size
