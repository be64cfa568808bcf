"""What Hyper-V's driver tells its host each second: how much the guest could give, and how much it was promised."""

from __future__ import annotations

import attrs

from engine.guest.available import available
from engine.guest.balloon_goal import floor
from engine.guest.guest import Guest
from engine.memory.kinds import Kind
from engine.units import Pages

_OF_PROGRAMS = (Kind.ANON, Kind.MLOCKED, Kind.PINNED, Kind.HUGETLB)
"""What programs were promised, and have."""


@attrs.frozen
class Pressure:
    """A status report (drivers/hv/hv_balloon.c:post_status)."""

    available: Pages
    committed: Pages


def pressure_of(guest: Guest) -> Pressure | None:
    """Return what the guest's driver reports now; None: it reports nothing.

    What counts as committed is what its programs have in memory and on swap, the balloon, what was added and is not
    online, and the floor.
    """
    if not guest.driver.status:
        return None
    promised = sum(guest.memory.total(kind) for kind in _OF_PROGRAMS) + sum(guest.swapped.values())
    offline = guest.present_pages - guest.online_pages
    return Pressure(available(guest), promised + guest.balloon.pages + offline + floor(guest))
