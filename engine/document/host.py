"""The machine, what lies in it, and who shares it out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.host import FRAME
from engine.machine_view import MachineView, TenantView
from engine.snapshot import Balancing, HostView


def host_object(
    host: HostView, runs: Sequence[tuple[str, int, int]], machine: MachineView | None
) -> dict[str, Any]:
    """Return the machine.

    Args:
        host: its sizes.
        runs: who has what from which frame on; empty where nobody asked.
        machine: what lies where, None likewise.
    """
    holes = machine.holes if machine else None
    return {
        "total": host.total,
        "free": host.free,
        "zeroing": host.zeroing,
        "committed": host.committed,
        "runs": [list(run) for run in runs],
        "fragmentation": holes
        and {
            "holes": holes.count,
            "largest_hole": holes.largest * FRAME,
            "holes_by_size": list(holes.by_size),
            "free_blocks": list(holes.free_blocks),
            "unusable_free_index": list(holes.unusable_free_index),
        },
        "balance": _balance(host.balancing),
        "guests": {tenant.name: _tenant(tenant) for tenant in (machine.tenants if machine else ())},
    }


def _balance(balancing: Balancing | None) -> dict[str, Any]:
    """Return who shares memory out; `policy` is `none` where nobody does."""
    if balancing is None:
        return {
            "policy": "none",
            "state": "none",
            "moves": 0,
            "given": 0,
            "taken": 0,
            "line": [],
            "guests": {},
        }
    return {
        "policy": balancing.policy,
        "state": balancing.state,
        "moves": balancing.moves,
        "given": balancing.given,
        "taken": balancing.taken,
        "line": list(balancing.line),
        "guests": {
            row.guest: {
                "shares": row.shares,
                "entitled": row.entitled,
                "active": row.active,
                "owed": row.owed,
                "blocked": row.blocked,
            }
            for row in balancing.guests
        },
    }


def _tenant(tenant: TenantView) -> dict[str, Any]:
    return {
        "held": tenant.frames * FRAME,
        "pieces": tenant.pieces,
        "largest_piece": tenant.largest_piece * FRAME,
        "holes": tenant.holes,
        "in_holes": tenant.hole_frames * FRAME,
        "largest_hole": tenant.largest_hole * FRAME,
    }
