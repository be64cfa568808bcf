"""The row of `resize`: a guest's size, and the policy that brings it there."""

from __future__ import annotations

from engine.commands import choices, model, values
from engine.commands.row import Parameter, Row

RESIZE_ROWS = (
    Row(
        ("resize",),
        model.Resize,
        "resize",
        "bring a guest to what it shall have, by balloon, hotplug, or both",
        ("resize web 192M", "resize web 320M policy=hotplug", "resize web 100M policy=balloon"),
        (
            Parameter("guest", values.GUEST, "the guest", needed=True),
            Parameter(
                "size",
                values.POSITIVE_SIZE,
                "what it shall have: its online memory without the balloon, from its min to its max",
                needed=True,
                offers="sizes",
            ),
        ),
        (
            Parameter(
                "policy",
                choices.POLICY,
                "how",
                default="the best there is: unified, or without hotplug remove balloon+add, or the balloon alone",
            ),
        ),
        journal=True,
        lasts=True,
    ),
)
"""`resize`."""
