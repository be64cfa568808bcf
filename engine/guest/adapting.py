"""Programs that size themselves by the memory they see, as a database its buffer pool, when udev tells them to look.

They hear of memory blocks and of nothing else: what a balloon takes they go on counting as theirs (paper 5.2).
"""

from __future__ import annotations

from engine.events import WorkloadNoted
from engine.guest.guest import Guest
from engine.guest.surroundings import Surroundings
from engine.guest.swap import forget_swapped
from engine.guest.udev import heard
from engine.guest.workloads import BATCH
from engine.memory.holdings import owned_at_random, release, unit_pages
from engine.memory.kinds import Kind
from engine.units import Nanoseconds, Pages, short_size


def total_of(guest: Guest) -> Pages:
    """Return MemTotal."""
    return sum(zone.managed for zone in guest.memory.zones)


def look_again(
    guest: Guest, share: tuple[Pages, Pages], known: int, now: Nanoseconds
) -> tuple[Pages, int] | None:
    """Return what a program is to hold from now on, and how many events it knows of then; None: it heard of nothing.

    Args:
        guest: where.
        share: what it held when it began, and MemTotal then.
        known: how many events it knows of.
        now: virtual time.
    """
    events = heard(guest, known, now)
    if events is None:
        return None
    held, total = share
    return max(1, held * total_of(guest) // total), events


def tell_adapted(world: Surroundings, guest: Guest, owner: int, before: Pages, after: Pages) -> None:
    """Say that a program holds more or less from now on."""
    size = guest.page_size
    text = (
        f"{guest.programs[owner].title} heard of it from udev and adapts: it holds {short_size(after * size)} "
        f"from now on, {short_size(before * size)} before."
    )
    world.emit(WorkloadNoted(guest=guest.name, text=text))


def give_up(guest: Guest, owner: int, kind: Kind, most: Pages) -> Nanoseconds:
    """Let a program have no more than so many pages, and return how long it takes.

    What is on swap goes first, and no more than BATCH at once.
    """
    unit = unit_pages(guest.memory, kind)
    resident = int(guest.memory.frames.owned.of(owner)[kind])
    swapped = guest.swapped.get(owner, 0) if kind is Kind.ANON else 0
    over = min(BATCH, resident + swapped - most)
    if over < unit:
        return 0
    cost = guest.costs.free(over)
    if swapped:
        over -= forget_swapped(guest, owner, over)
    if over >= unit:
        release(
            guest.memory,
            kind,
            owned_at_random(guest.memory, owner, kind, over // unit, guest.streams["churn"]),
        )
    return cost
