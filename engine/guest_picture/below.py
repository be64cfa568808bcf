"""What is below a guest and what drives its balloon: what they can do, and what tells them from others."""

from __future__ import annotations

from engine.guest.guest import Guest
from engine.hypervisors import Limit


def limits_of(guest: Guest) -> dict[str, Limit | None]:
    """Return the ways to resize a guest, and for each what its hypervisor has against it."""
    row = guest.hypervisor
    return {"balloon": guest.cannot_balloon, "add": row.cannot_add, "remove": row.cannot_remove}


def runs_on(guest: Guest) -> tuple[str, ...]:
    """Say what a guest runs on, and what that is like."""
    row = guest.hypervisor
    refused = [way for way, limit in limits_of(guest).items() if limit]
    refused += ["page out"] if row.cannot_page else []
    return (
        row.title,
        "it partitions memory" if row.partitions else "it virtualizes memory",
        *((f"it cannot {' or '.join(refused)}",) if refused else ()),
        *((f"{guest.name} is its domain {guest.domain}",) if row.xenstore else ()),
        *row.facts,
    )


def driver_does(guest: Guest) -> tuple[str, ...]:
    """Say what tells a guest's balloon driver from the usual ones."""
    driver = guest.driver
    found = {
        "MemTotal stays as it is": driver.accounting == "hidden",
        "it helps out of memory": driver.oom_pages > 0,
        "free blocks are reported": guest.reports is not None,
    }
    return tuple(words for words, so in found.items() if so)
