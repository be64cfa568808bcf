"""One pageblock's pages on the move, and what the guest feels of it."""

from __future__ import annotations

from engine.events import sections_text
from engine.guest.guest import Guest
from engine.guest.kswapd import wake_kswapd
from engine.guest.migrate_huge import Moved
from engine.guest.migration import migrate_pageblock
from engine.guest.surroundings import Surroundings
from engine.guest.swap import tell_swapping


def move_pageblock(world: Surroundings, guest: Guest, section: int, pageblock: int) -> Moved:
    """Move what can move out of a pageblock; kswapd wakes where room ran short, and swapping is told of."""
    result = migrate_pageblock(guest, world.host, section, pageblock)
    if result.short:
        wake_kswapd(world, guest)
    tell_swapping(world, guest, result.swapped)
    return result


def landing_text(landing: tuple[int, ...]) -> str:
    """Return where pages arrived, to follow what was said before; nothing where none did."""
    return f", landing (+) in {sections_text(landing)}" if landing else ""
