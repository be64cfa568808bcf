"""The policy `virtio-mem`, what came of the idea: memory beyond boot comes and goes in subblocks of sections."""

from __future__ import annotations

import attrs

from engine.guest.guest import Guest
from engine.guest.surroundings import Surroundings
from engine.guest.virtio_mem import plugged_pages, subblock_pages
from engine.guest.virtio_mem_work import VirtioMemWork
from engine.resize.refusal import Refusal
from engine.resize.stage import has
from engine.timeline import Process
from engine.units import Pages, size_text


def refusal(guest: Guest, target: Pages) -> Refusal | None:
    """Return why a guest does not come to a size by its device, or None.

    It has none; or the size is no whole subblocks from what it has, less than what the device did not plug, or more
    than its region makes it.
    """
    device, page = guest.virtio_mem, guest.page_size
    if device is None:
        return Refusal(
            f"{guest.name} has no virtio-mem device",
            "virtio_mem=SIZE when it boots, or `device_add` of virtio-mem-pci",
            "policy",
        )
    now, plugged = has(guest), plugged_pages(guest)
    least, most = now - plugged, now - plugged + device.count * guest.section_pages
    if not least <= target <= most:
        low, high = size_text(least * page), size_text(most * page)
        there = f"{low} of {guest.name}'s memory is not {device.id}'s, whose region makes it {high} at most"
        return Refusal(there, f"from {low} to {high}, or another policy")
    unit = subblock_pages(guest, device.block)
    if (target - now) % unit:
        below = now + (target - now) // unit * unit
        near = f"{size_text(below * page)} and {size_text((below + unit) * page)}"
        return Refusal(
            f"{size_text(target * page)} is no whole number of subblocks ({size_text(unit * page)}) from the "
            f"{size_text(now * page)} that {guest.name} has",
            f"the nearest are {near}, or policy=balloon",
        )
    return None


def begin(guest: Guest, operation: int, target: Pages) -> Process[Surroundings]:
    """Ask the device for what makes the guest have its target, and return its driver's work."""
    device = guest.virtio_mem
    assert device is not None, "a guest without a device was refused"
    requested = plugged_pages(guest) + target - has(guest)
    guest.virtio_mem = attrs.evolve(device, requested=requested)
    guest.changes += 1
    return VirtioMemWork(guest.name, operation)
