"""The rows of what is done to the host: its memory, what it holds of guests, and who shares it out."""

from __future__ import annotations

from engine.commands import model, values
from engine.commands.row import Parameter, Row

HOST_ROWS = (
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
