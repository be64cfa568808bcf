"""The devices of a guest that memory is on."""

from __future__ import annotations

import attrs

from engine.units import Bytes


@attrs.frozen
class DimmView:
    """A DIMM that is plugged into a guest."""

    id: str
    memdev: str
    """The id of its memory backend."""
    slot: int
    node: int
    first: int
    count: int
    """Its sections; the guest need not have them all."""

    @property
    def sections(self) -> range:
        """Its sections, present or not."""
        return range(self.first, self.first + self.count)


@attrs.frozen
class VirtioMemView:
    """A guest's virtio-mem device. Sizes in bytes."""

    id: str
    memdev: str
    """The id of its memory backend."""
    node: int
    first: int
    count: int
    """The sections of its region."""
    block_size: Bytes
    subblock_size: Bytes
    """What Linux plugs and unplugs at a time."""
    requested: Bytes
    plugged: Bytes
