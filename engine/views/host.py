"""The machine, and who has how much of it."""

from __future__ import annotations

from engine.snapshot import Snapshot
from engine.units import short_size
from engine.views.table import columns


def host_text(snapshot: Snapshot) -> str:
    """Return the machine's memory, and a line for each guest: what it holds and what it may hold."""
    host, size = snapshot.host, short_size
    lines = [f"{size(host.total)} of memory: {size(host.committed)} with guests, {size(host.free)} free"]
    if host.zeroing:
        lines[0] += f", {size(host.zeroing)} in zeroing"
    if host.promised > host.total:
        lines.append(
            f"promised {size(host.promised)}, which is {size(host.promised - host.total)} more than it has"
        )
    else:
        lines.append(f"promised {size(host.promised)}")
    if not host.owned:
        return "\n".join(lines)
    rows = []
    for name, held in host.owned.items():
        guest = snapshot.guest(name)
        bounds = (guest.min, guest.max, guest.target) if guest else (0, 0, 0)
        rows.append((name, size(held), *map(size, bounds)))
    return "\n".join((*lines, "", *columns(("GUEST", "HOLDS", "MIN", "MAX", "TARGET"), rows)))
