"""What a guest's CPU does, as top and vmstat tell it: it works, waits, or has nothing to do.

CPU time is not simulated. A program that goes on works but for the time in which it waited, in the last second that is
over; the CPU works as much as the program that waits least, and waits as much as the one that waits most, as far as it
does not work. For a page that the host has on its swap the guest is not running: that is stolen (st).
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from engine.snapshot import ProgramView

_DISK, _KERNEL, _HOST = ("swap", "files"), ("reclaim", "moves"), ("host",)


@attrs.frozen(kw_only=True)
class CpuShares:
    """Whole percents, which add up to 100."""

    user: int
    system: int
    """Programs wait while the kernel reclaims, or moves their pages."""
    idle: int
    waits: int
    stolen: int


def works(program: ProgramView) -> int:
    """Return for how much of the last second a program worked, in percent."""
    return 100 - program.waited if program.busy else 0


def cpu_shares(programs: Iterable[ProgramView]) -> CpuShares:
    """Return what the CPU did in the last second."""
    busy = [program for program in programs if program.busy]
    left = 100
    shares = []
    for most in (
        max(map(works, busy), default=0),
        *(
            max((it.waited for it in busy if it.waits_for in why), default=0)
            for why in (_HOST, _DISK, _KERNEL)
        ),
    ):
        shares.append(min(left, most))
        left -= shares[-1]
    user, stolen, waits, system = shares
    return CpuShares(user=user, system=system, idle=left, waits=waits, stolen=stolen)
