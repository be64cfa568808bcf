"""The row of `hotplug set`: how much of a guest's virtio-mem device is to be plugged."""

from __future__ import annotations

from engine.commands import choices, model, values
from engine.commands.row import Parameter, Row

VIRTIO_MEM_ROWS = (
    Row(
        ("hotplug", "set"),
        model.HotplugSet,
        "hotplug",
        "say how much of a guest's virtio-mem device is to be plugged",
        ("hotplug set db 512M", "hotplug set db 0K", "hotplug set db 1G device=vm0:mem0 block=4M"),
        (
            Parameter("guest", values.GUEST, "the guest", needed=True),
            Parameter(
                "size", values.SIZE, "from nothing to all of its region", needed=True, offers="plugged"
            ),
        ),
        (
            Parameter(
                "device", values.DEVICE_AND_BACKEND, "plug the device in first, on this memory backend"
            ),
            Parameter(
                "block",
                values.POSITIVE_SIZE,
                "what it plugs and unplugs at a time, at the least",
                default="a huge page, 1M or more",
            ),
            Parameter("node", choices.NODE, "the node of its memory", default="0"),
        ),
        journal=True,
        lasts=True,
    ),
)
"""`hotplug set`."""
