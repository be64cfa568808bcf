"""What of a real machine's memory can be taken away: what some device of the hypervisor holds."""

from __future__ import annotations

import numpy as np

from engine.commands.model import HotplugRemove
from engine.errors import CommandError
from engine.guest.guest import Guest
from engine.operations.amounts import said
from engine.operations.section_choice import online_blocks

_NONE_HOLDS = "boot memory can go offline (section offline), nothing can take it away: no device holds it"
_BY_BLOCKS = ("ppc64", "s390")
"""Platforms whose firmware takes single blocks back, those of boot too."""


def removable_blocks(guest: Guest) -> tuple[int, ...] | None:
    """Return the first sections of online blocks that can be taken away, from the lowest up.

    Returns:
        None: all of them: the guest is simulated, or its firmware takes back any block. Of a guest that was made of a
        capture it is what a DIMM has (drivers/acpi/acpi_memhotplug.c:acpi_memory_device_remove), and what was added
        since.
    """
    held = _held(guest)
    return None if held is None else tuple(section for section in online_blocks(guest) if section in held)


def check_held_by_device(
    guest: Guest, command: HotplugRemove, field: str, candidates: tuple[int, ...]
) -> None:
    """Refuse named sections that no device holds.

    Raises:
        CommandError: there is such a section.
    """
    held = _held(guest)
    boot = next((section for section in candidates if held is not None and section not in held), None)
    if boot is not None:
        raise CommandError(
            f"s{boot} of {guest.name} cannot be removed: {_NONE_HOLDS}", _right(guest), command.place(field)
        )


def check_room_in_devices(guest: Guest, command: HotplugRemove, field: str, sections: int) -> None:
    """Refuse more sections than devices hold.

    Raises:
        CommandError: they hold fewer.
    """
    there = len(removable_blocks(guest) or ()) * guest.block_sections
    if there < sections:
        has = (
            f"only {said(guest, there * guest.section_pages)} of {guest.name} is a device's; "
            if there
            else ""
        )
        raise CommandError(f"{has}{_NONE_HOLDS}", _right(guest), command.place(field))


def _held(guest: Guest) -> frozenset[int] | None:
    """Return the sections that can be taken away; None: all."""
    if guest.origin is None or guest.platform.name in _BY_BLOCKS:
        return None
    found = {section for dimm in guest.dimms for section in dimm.sections}
    if guest.as_imported is not None:
        present = np.setdiff1d(guest.memory.present_sections(), guest.as_imported.memory.present_sections())
        found.update(present.tolist())
    return frozenset(found)


def _right(guest: Guest) -> str:
    there = len(removable_blocks(guest) or ()) * guest.block_sections
    most = f"at most {said(guest, there * guest.section_pages)}, or " if there else ""
    return f"{most}`section offline {guest.name} ...`"
