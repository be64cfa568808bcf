"""Getting memory back from what a guest keeps only because it may."""

from __future__ import annotations

from engine.guest.guest import Guest
from engine.memory.holdings import oldest, release
from engine.memory.kinds import Kind
from engine.units import Pages


def drop_clean_file(guest: Guest, pages: Pages) -> Pages:
    """Drop clean file pages, the ones read longest ago first, and return how many (mm/vmscan.c:shrink_list)."""
    victims = oldest(guest.memory, Kind.FILE, pages)
    release(guest.memory, Kind.FILE, victims)
    return len(victims)
