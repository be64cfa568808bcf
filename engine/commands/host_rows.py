"""The rows of what is done to the host: its memory, what it holds of guests, and who shares it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.commands import choices, model, values
from engine.commands.row import Parameter, Row


def _check_balance(given: Mapping[str, Any]) -> tuple[str, str, str] | None:
    if "policy" in given and not given.get("on"):
        return "policy", "who shares nothing out has no policy", "`host balance off`"
    return None


HOST_ROWS = (
    Row(
        ("host", "balance"),
        model.HostBalance,
        "host",
        "move memory between guests by a policy, from now on or no more",
        ("host balance on", "host balance on policy=mom", "host balance off"),
        (Parameter("on", choices.ON_OFF, "whether to", needed=True),),
        (Parameter("policy", choices.BALANCE_POLICY, "by what it goes", default="esx"),),
        journal=True,
        check=_check_balance,
    ),
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
                offers="blocks",
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
                "size",
                values.POSITIVE_SIZE,
                "from its min on; its max or more: no limit",
                needed=True,
                offers="limits",
            ),
        ),
        journal=True,
        lasts=True,
    ),
)
