"""What each policy does next: pure functions of the guest as it is, its target, and the stages that are past."""

from __future__ import annotations

from engine.guest.balloon_work import BalloonWork
from engine.guest.guest import Guest
from engine.guest.hotplug_add import BringSections
from engine.guest.hotplug_remove import TakeSections
from engine.resize.stage import Past, Work, has
from engine.timeline import Done
from engine.units import Pages


def next_stage(
    policy: str, guest: Guest, operation: int, target: Pages, past: tuple[Past, ...]
) -> Work | Done:
    """Return the stage that comes next, or how the resize ends.

    Args:
        policy: its name.
        guest: as it is now.
        operation: that the stage is a part of.
        target: what the guest shall have.
        past: the stages before.
    """
    if past:
        return Done(past[-1].reason, past[-1].ending)
    if policy == "balloon":
        return BalloonWork(guest.name, operation)
    return _sections(guest, operation, target)


def _sections(guest: Guest, operation: int, target: Pages) -> Work | Done:
    """Return what takes or brings whole memory blocks to come as near to the target as they can."""
    blocks = (target - has(guest)) // guest.block_pages
    if blocks > 0:
        return BringSections(guest.name, operation, blocks * guest.block_sections, guest.online)
    if blocks < 0:
        kernel = guest.kernel
        need = -blocks * guest.block_sections
        return TakeSections(
            guest.name, operation, need, True, kernel.offline_timeout, kernel.offline_failures
        )
    return Done("it has that")
