"""What completion may know of the world: names, bounds and sections that exist now."""

from __future__ import annotations

import attrs

from engine.commands.complete import Context, KnownGuest
from engine.guest.guest import Guest
from engine.guest.places import next_sections
from engine.memory.kinds import SectionState
from engine.neighbours import stretches
from engine.operations.lessons import lesson_names
from engine.world import World

_MOST_ABSENT = 4096
"""Sections that could be added, of which completion is told."""


def known(world: World, selected: str) -> Context:
    """Return what can be proposed, for a person who has selected a guest (or none)."""
    return Context(
        guests=tuple(_named(guest) for guest in world.guests.values()),
        whole=lambda name: _whole(world.guests[name]),
        selected=selected,
        operations=tuple((op.id, op.command) for op in world.under_way()),
        lessons=tuple(lesson_names()),
        keys=tuple(world.xenstore.values.items()),
    )


def _named(guest: Guest) -> KnownGuest:
    """Return what tells a guest from the others."""
    size = guest.page_size
    return KnownGuest(
        name=guest.name,
        section_size=guest.platform.section_size,
        target=guest.target * size,
        has=(guest.online_pages - guest.balloon.pages) * size,
        platform=guest.platform.name,
        driver=guest.driver.name,
        min=guest.min * size,
        max=guest.max * size,
        bounded=guest.origin is None or guest.origin.bounded,
        domain=guest.domain if guest.hypervisor.xenstore else 0,
    )


def _whole(guest: Guest) -> KnownGuest:
    """Return everything that is proposed of a guest's own."""
    size, states = guest.page_size, guest.memory.state.tolist()
    device = guest.virtio_mem
    used = {dimm.memdev for dimm in guest.dimms} | ({device.memdev} if device else set())
    return attrs.evolve(
        _named(guest),
        sections=tuple(stretches([s for s, state in enumerate(states) if state == SectionState.ONLINE])),
        offline=tuple(stretches([s for s, state in enumerate(states) if state == SectionState.OFFLINE])),
        absent=tuple(stretches(next_sections(guest, _room(guest)))),
        online=guest.online_pages * size,
        present=guest.plugged_pages * size,
        device=device.id if device else "",
        region=device.count * guest.platform.section_size if device else 0,
        device_block=device.block * size if device else 0,
        dimms=tuple(dimm.id for dimm in guest.dimms),
        backends=tuple(backend.id for backend in guest.backends if backend.id not in used),
    )


def _room(guest: Guest) -> int:
    """Return how many sections may still be added."""
    left = guest.max - guest.plugged_pages
    return min(_MOST_ABSENT, max(0, left) * guest.page_size // guest.platform.section_size)
