"""vmstat(8) of procps-ng 4.0.2, as `vmstat 1 2` prints it: on average since the guest was there, then the last second.

Of what goes through the disks only swapping is told; interrupts and switches are not simulated. Of the CPU's time see
`engine.views.cpu`.
"""

from __future__ import annotations

from engine.memory.kinds import Kind
from engine.snapshot import Column, GuestView
from engine.units import KIB, SECOND, Bytes, Nanoseconds
from engine.views.cpu import cpu_shares

_HEADS = (
    "procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----",
    " r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st",
)


def vmstat(guest: GuestView, now: Nanoseconds) -> str:
    """Return two lines under a heading: amounts in KiB, and KiB a second."""
    since = int(guest.course.rows[0, Column.SECOND]) if len(guest.course.rows) else now // SECOND
    passed = max(1, now // SECOND - since)
    last = guest.course.between(now // SECOND - 1, now // SECOND)[0] if now >= SECOND else None
    ever = (guest.swapped_in // passed, guest.swapped_out // passed)
    lately = (0, 0)
    if last is not None:
        pages = int(last[Column.SWAPPED_IN]), int(last[Column.SWAPPED_OUT])
        lately = (pages[0] * guest.page_size, pages[1] * guest.page_size)
    return "\n".join((*_HEADS, _line(guest, *ever), _line(guest, *lately)))


def _line(guest: GuestView, swapped_in: Bytes, swapped_out: Bytes) -> str:
    blocked = sum(program.blocked for program in guest.programs)
    running = sum(program.busy for program in guest.programs) - blocked
    cpu = cpu_shares(guest.programs)
    cache = guest.kind(Kind.FILE, Kind.FILE_DIRTY, Kind.SLAB)
    cells = (
        f"{running:>2} {blocked:>2}",
        *(f"{size // KIB:>6}" for size in (guest.swap_used, guest.free, 0, cache)),
        *(f"{size // KIB:>4}" for size in (swapped_in, swapped_out)),
        *(f"{size // KIB:>5}" for size in (swapped_in, swapped_out)),
        f"{0:>4} {0:>4} {cpu.user:>2} {cpu.system:>2} {cpu.idle:>2} {cpu.waits:>2} {cpu.stolen:>2}",
    )
    return " ".join(cells)
