"""The machine, and what it does to a guest behind its back."""

from __future__ import annotations

import attrs

from engine.host.balancing import Balancing
from engine.machine_view import MachineView
from engine.units import Bytes


@attrs.frozen
class HostView:
    """The machine's memory, in bytes."""

    total: Bytes
    free: Bytes
    zeroing: Bytes
    committed: Bytes
    """The sum of what guests hold."""
    promised: Bytes
    """The sum of the guests' max."""
    owned: dict[str, Bytes]
    """What each guest holds, in order of arrival."""
    balancing: Balancing | None = None
    """Who shares memory out among the guests; None: nobody does."""
    machine: MachineView | None = None
    """Whose each frame is; None where it was not asked for."""


@attrs.frozen
class PagingView:
    """What a host has done to a guest behind its back. Sizes in bytes."""

    limit: Bytes | None
    """What the host keeps of the guest in memory at most; None: no limit."""
    out: Bytes
    """On the host's swap now."""
    ever_out: Bytes
    ever_in: Bytes
    """All that ever went there, and came back because the guest touched it."""
    double: Bytes
    """What came back only to go to the guest's own disk: double paging."""
    overwritten: Bytes
    """What came back only to be written over."""
