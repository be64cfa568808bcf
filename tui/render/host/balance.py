"""Who shares the machine's memory out, in words: the policy, the state of free memory, and what each guest is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.units import short_size

if TYPE_CHECKING:
    from engine.snapshot import Balancing, Entitled, Snapshot

THOUSAND = 1000


def balance_clauses(snapshot: Snapshot) -> list[str]:
    """Return who balances and how free memory is, who may not run, who waits to boot; nothing if nobody balances."""
    balancing = snapshot.host.balancing
    if balancing is None:
        return []
    blocked = [each.guest for each in balancing.guests if each.blocked]
    waiting = [name for name in balancing.line if snapshot.guest(name) is None]
    said = [f"{balancing.policy} balances, free memory {balancing.state}"]
    said += [f"{' and '.join(blocked)} blocked"] if blocked else []
    return said + ([f"{' and '.join(waiting)} wait{'s' * (len(waiting) == 1)} to boot"] if waiting else [])


def entitled_words(balancing: Balancing) -> str:
    """Return what each guest is due, by how many shares, and how much of its memory it uses."""
    due = "; ".join(map(_due, balancing.guests)) or "no guest has a balloon"
    return f"{balancing.policy} balances, {balancing.moves:,} targets set: {due}"


def _due(each: Entitled) -> str:
    owed = f", {short_size(each.owed)} of it yet to come" if each.owed else ""
    active = (100 * each.active + THOUSAND // 2) // THOUSAND
    held = " and may not run" if each.blocked else ""
    return f"{each.guest} is due {short_size(each.entitled)} by {each.shares:,} shares{owed}, uses {active} %{held}"
