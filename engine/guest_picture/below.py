"""What is below a guest and what drives its balloon: what they can do, and what tells them from others."""

from __future__ import annotations

from engine.guest.guest import Guest
from engine.guest.target_key import adds_by_itself
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
        *((_past_first_map(guest),) if row.xenstore and not guest.cannot_balloon else ()),
    )


def _past_first_map(guest: Guest) -> str:
    """Say how a guest of Xen gets past the map that it booted with (paper 6.1)."""
    if not guest.kernel.hot_add:
        return "it keeps to its first map: its kernel can add no memory"
    if not adds_by_itself(guest):
        return "`hotplug add` takes it past its first map"
    return "past its first map it grows by hotplug"


def driver_does(guest: Guest) -> tuple[str, ...]:
    """Say what tells a guest's balloon driver from the usual ones."""
    driver = guest.driver
    found = {
        "MemTotal stays as it is": driver.accounting == "hidden",
        "it helps out of memory": driver.oom_pages > 0,
        "free blocks are reported": guest.reports is not None,
    }
    return tuple(words for words, so in found.items() if so)
