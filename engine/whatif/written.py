"""Answers as JSON: format `ballonet.whatif/1`. Amounts are in pages but where a name says otherwise."""

from __future__ import annotations

from typing import Any

import attrs

from engine.whatif.answer import Answer, Certainty
from engine.whatif.standing import Standing

FORMAT = "ballonet.whatif/1"
_IN_BYTES = ("target", "present", "online", "free", "balloon", "swap_total", "swap_used", "mem_map")
"""What `ballonet run --json` writes in bytes, by the same names."""
_TABLES = ("zones", "blocks", "page_size", "pageblock_order", "block_pages")
"""Of a standing, what is no single amount of the guest's memory."""


def document(machine: dict[str, Any], answers: list[Answer]) -> dict[str, Any]:
    """Return answers as a JSON object.

    Args:
        machine: what was asked about: source, release, architecture, page_size, unknown.
        answers: one after the other.
    """
    return {"format": FORMAT, **machine, "answers": [answer_object(answer) for answer in answers]}


def answer_object(answer: Answer) -> dict[str, Any]:
    """Return one answer: what became of it, memory before and after, the differences, and how sure that is."""
    before, after = standing_object(answer.before), standing_object(answer.after)
    return {
        "command": answer.command,
        "state": answer.state,
        "reason": answer.reason,
        "took_ns": answer.took,
        "pages_moved": answer.moved,
        "blocks_asked": [attrs.asdict(it) for it in answer.asked],
        "blocks_online": list(answer.arrived),
        "landing": [attrs.asdict(it) for it in answer.landing],
        "before": before,
        "after": after,
        "changes": _changes(before, after),
        "certainty": _certainty(answer.certainty),
    }


def _certainty(certainty: Certainty) -> dict[str, Any]:
    """Return how far to trust an answer; shares from 0 to 1, as `ballonet fidelity` writes them."""
    found = attrs.asdict(certainty)
    for name in ("misplaced", "overlap"):
        pair = getattr(certainty, name)
        if pair is not None:
            found[name] = {"median": round(pair[0] / 100, 6), "worst": round(pair[1] / 100, 6)}
    return found


def standing_object(standing: Standing) -> dict[str, Any]:
    """Return how memory stands: its amounts, zones and memory blocks."""
    fields = attrs.asdict(standing)
    memory = {name: value for name, value in fields.items() if name not in _TABLES}
    in_bytes = {name: value * standing.page_size for name, value in memory.items() if name in _IN_BYTES}
    in_bytes["managed"] = standing.total * standing.page_size
    return {"memory": memory, "memory_bytes": in_bytes, "zones": fields["zones"], "blocks": fields["blocks"]}


def _changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return what differs: amounts, free blocks per order of each zone, and memory blocks with another outlook."""
    was_blocks = {it["block"]: it["result"] for it in before["blocks"]}
    now_blocks = {it["block"]: it["result"] for it in after["blocks"]}
    was_zones = {(it["node"], it["name"]): it for it in before["zones"]}
    now_zones = {(it["node"], it["name"]): it for it in after["zones"]}
    orders = max((len(it["blocks"]) for it in (*before["zones"], *after["zones"])), default=0)
    nothing = {"blocks": [0] * orders, "per_cpu": 0, "free": 0}
    zones = []
    for key in dict.fromkeys((*was_zones, *now_zones)):
        was, now = was_zones.get(key, nothing), now_zones.get(key, nothing)
        zones.append(
            {
                "node": key[0],
                "name": key[1],
                "blocks": [b - a for a, b in zip(was["blocks"], now["blocks"], strict=True)],
                "per_cpu": now["per_cpu"] - was["per_cpu"],
                "free": now["free"] - was["free"],
            }
        )
    return {
        "memory": {name: after["memory"][name] - value for name, value in before["memory"].items()},
        "zones": zones,
        "blocks": [
            {"block": number, "before": was_blocks.get(number), "after": now_blocks.get(number)}
            for number in sorted({*was_blocks, *now_blocks})
            if was_blocks.get(number) != now_blocks.get(number)
        ],
    }
