"""The rows of what is done to the host: its memory, what it holds of guests, and who shares it out."""

from __future__ import annotations

from engine.commands import model, values
from engine.commands.row import Parameter, Row

HOST_ROWS = (
    Row(
        ("host", "compact"),
        model.HostCompact,
        "host",
        "move frames so that the machine's free memory lies together",
        ("host compact", "host compact block=2M"),
        options=(
            Parameter(
                "block",
                values.POSITIVE_SIZE,
                "only as far as whole blocks of a size need it",
                default="one piece",
            ),
        ),
        journal=True,
        lasts=True,
    ),
    Row(
        ("host", "limit"),
        model.HostLimit,
        "host",
        "page a guest down behind its back: it holds so much in memory at most",
        ("host limit web 128M", "host limit web 1T"),
        (
            Parameter("guest", values.GUEST, "the guest", needed=True),
            Parameter(
                "size", values.POSITIVE_SIZE, "from its min on; its max or more: no limit", needed=True
            ),
        ),
        journal=True,
        lasts=True,
    ),
)
