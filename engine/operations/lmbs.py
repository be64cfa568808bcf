"""Commands about LMBs that are DIMMs': what is refused at once, and the processes that do the rest.

Source: arch/powerpc/platforms/pseries/hotplug-memory.c.
"""

from __future__ import annotations

from engine.commands.model import Command
from engine.errors import CommandError
from engine.guest.dimm import Dimm
from engine.guest.dlpar import RemoveLmbs
from engine.guest.dlpar_add import AddLmbs
from engine.guest.guest import Guest
from engine.guest.lmbs import Lmbs, ask_for, assigned, count_unassigned, obtainable
from engine.units import Nanoseconds


def removal_by_count(
    guest: Guest, lmbs: Lmbs, command: Command, field: str, count: int, number: int, limit: Nanoseconds | None
) -> RemoveLmbs:
    """Return what takes so many LMBs out, from the lowest up.

    Args:
        guest: whose.
        lmbs: what its hypervisor keeps of them.
        command: what was typed.
        field: which of its fields says how many.
        count: how many.
        number: the operation's.
        limit: after how long the request is given up.

    Raises:
        CommandError: the guest has fewer; nothing is touched (lmb_is_removable).
    """
    there = assigned(guest, lmbs)
    if count > len(there):
        raise CommandError(
            f"Not enough LMBs available ({len(there)} of {count}) to satisfy request",
            f"at most {len(there)}: memory that was there at boot stays",
            command.place(field),
        )
    return RemoveLmbs(guest.name, number, there, count, limit=limit)


def addition_by_count(
    guest: Guest, lmbs: Lmbs, command: Command, field: str, count: int, number: int
) -> AddLmbs:
    """Return what asks for so many LMBs, from the lowest up.

    Raises:
        CommandError: the guest has so many already that there are fewer, with memory behind them or without.
    """
    others = count_unassigned(guest, lmbs)
    if count > others:
        raise CommandError(
            f"Not enough LMBs available ({others} of {count}) to satisfy request",
            f"at most {others}",
            command.place(field),
        )
    return AddLmbs(guest.name, number, obtainable(guest, lmbs), count)


def removal_of(guest: Guest, lmbs: Lmbs, command: Command, field: str, lmb: int, number: int) -> RemoveLmbs:
    """Return what takes one LMB out (dlpar_memory_remove_by_index).

    Raises:
        CommandError: it was there at boot.
    """
    if lmb not in assigned(guest, lmbs):
        raise CommandError(
            f"s{lmb} of {guest.name} was there at boot: its hypervisor keeps it reserved",
            "an LMB of a DIMM",
            command.place(field),
        )
    return RemoveLmbs(guest.name, number, (lmb,), 1)


def plugging(guest: Guest, dimm: Dimm, number: int) -> AddLmbs:
    """Return what adds the LMBs of a DIMM that was plugged, all of them (dlpar_memory_add_by_ic)."""
    every = tuple(dimm.sections[:: guest.block_sections])
    return AddLmbs(guest.name, number, every, len(every), device=dimm.id)


def unplugging(guest: Guest, dimm: Dimm, number: int) -> RemoveLmbs | None:
    """Ask for a DIMM, and return what takes its LMBs out; None: the guest does nothing (dlpar_memory_remove_by_ic)."""
    ask_for(guest, dimm)
    lmbs = guest.lmbs
    if lmbs is None or not lmbs.told or dimm not in guest.dimms:
        return None
    there = tuple(lmb for lmb in assigned(guest, lmbs) if lmb in dimm.sections)
    return RemoveLmbs(guest.name, number, there, len(there), dimm.id) if there else None
