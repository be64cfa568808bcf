"""The last of a section: from offline to absent (mm/memory_hotplug.c:try_remove_memory)."""

from __future__ import annotations

from engine.guest.balloon_exchange import surrender
from engine.guest.guest import Guest
from engine.guest.mem_map import give_mem_map
from engine.guest.surroundings import Surroundings
from engine.guest.udev import send
from engine.memory.unplugged import WHOLE, plugged_runs
from engine.units import Pages


def remove_section(world: Surroundings, guest: Guest, section: int) -> Pages:
    """Let an offline section be absent: the host gets it back. Returns the pages of its mem_map, which are free."""
    memory = guest.memory
    plugged = plugged_runs(memory.layout, section, memory.unplugged.get(section, WHOLE))
    memory.make_absent(section)
    mem_map = give_mem_map(guest, section)
    surrender(world, guest, plugged)
    guest.changes += 1
    if (section + 1) % guest.block_sections == 0:
        send(world, guest, "remove", section)
    return mem_map
