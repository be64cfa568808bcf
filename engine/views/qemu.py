"""What QEMU's monitor says of a guest (hw/core/machine-hmp-cmds.c)."""

from __future__ import annotations

from engine.snapshot import GuestView
from engine.units import MIB


def info_balloon(guest: GuestView) -> str:
    """Return what the guest has: memory at boot and DIMMs, the balloon left out.

    A DIMM counts from when it is plugged until it is unplugged, even while its blocks are offline or gone; what
    virtio-mem plugged does not count (hw/virtio/virtio-balloon.c:get_current_ram_size).
    """
    there = set(guest.sections.index.tolist())
    gone = sum(section not in there for dimm in guest.dimms for section in dimm.sections)
    plugged = guest.virtio_mem.plugged + guest.unplugged if guest.virtio_mem else 0
    return f"balloon: actual={(guest.present + gone * guest.section_size - guest.balloon - plugged) // MIB}"


def info_memory_devices(guest: GuestView) -> str:
    """Return the DIMMs and a virtio-mem device, a paragraph each; nothing where there is none."""
    lines = []
    for dimm in guest.dimms:
        facts = {
            "addr": f"{dimm.first * guest.section_size:#x}",
            "slot": dimm.slot,
            "node": dimm.node,
            "size": dimm.count * guest.section_size,
            "memdev": f"/objects/{dimm.memdev}",
            "hotplugged": "true",
            "hotpluggable": "true",
        }
        lines += [
            f'Memory device [dimm]: "{dimm.id}"',
            *(f"  {name}: {fact}" for name, fact in facts.items()),
        ]
    if device := guest.virtio_mem:
        told = {
            "memaddr": f"{device.first * guest.section_size:#x}",
            "node": device.node,
            "requested-size": device.requested,
            "size": device.plugged,
            "max-size": device.count * guest.section_size,
            "block-size": device.block_size,
            "memdev": f"/objects/{device.memdev}",
        }
        lines += [
            f'Memory device [virtio-mem]: "{device.id}"',
            *(f"  {name}: {fact}" for name, fact in told.items()),
        ]
    return "\n".join(lines)
