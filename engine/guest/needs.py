"""What a guest needs "to operate without excessive swapping" (paper 5.1), as nobody outside of it can know."""

from __future__ import annotations

import attrs

from engine.events import TooLittle
from engine.guest.guest import Guest
from engine.guest.slab import empties
from engine.guest.surroundings import Surroundings
from engine.memory.kinds import Kind
from engine.units import Pages

_STAYS = (
    Kind.HOLE,
    Kind.RESERVED,
    Kind.MEM_MAP,
    Kind.KERNEL,
    Kind.PAGE_TABLE,
    Kind.MLOCKED,
    Kind.PINNED,
    Kind.HUGETLB,
)
"""What cannot be reclaimed; of slab pages every second one can."""


@attrs.frozen
class Needs:
    """What a guest needs, in pages."""

    used: Pages
    """The working sets of its programs that run on."""
    stays: Pages
    """What cannot be reclaimed."""
    kept: Pages
    """What its zones keep free: kswapd wants them at their high marks."""

    @property
    def pages(self) -> Pages:
        """All of it."""
        return self.used + self.stays + self.kept


def needs(guest: Guest) -> Needs:
    """Return what a guest needs just now. Its programs' working sets change, and so does this."""
    memory = guest.memory
    stays = sum(memory.total(kind) for kind in _STAYS)
    if memory.held[Kind.SLAB].count:
        stays += int((~empties(memory.held[Kind.SLAB].entries())).sum())
    used = sum(program.uses for program in guest.programs.values() if program.busy)
    return Needs(used, stays, sum(zone.high for zone in memory.zones))


def warn_if_too_little(world: Surroundings, guest: Guest, has: Pages) -> None:
    """Say so if a guest is to have less than it has and needs; where no program runs on it needs nothing of note."""
    found, size = needs(guest), guest.page_size
    if found.used and has < min(found.pages, guest.online_pages - guest.balloon.pages):
        world.emit(
            TooLittle(
                guest=guest.name,
                has=has * size,
                used=found.used * size,
                stays=found.stays * size,
                kept=found.kept * size,
            )
        )
