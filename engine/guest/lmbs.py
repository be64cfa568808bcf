"""Logical memory blocks (LMBs) of a pseries guest under QEMU, and what QEMU keeps of them.

Memory that was there at boot is reserved: only LMBs of DIMMs come and go. One that the guest takes out by itself stays
QEMU's to give: QEMU takes it back only when its DIMM is to be unplugged, and until then the guest cannot have it again.
Source: QEMU hw/ppc/spapr.c:spapr_dt_dynamic_memory, hw/ppc/spapr_drc.c:drc_isolate_logical.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from engine.guest.dimm import Dimm
from engine.memory.kinds import SectionState
from engine.units import LARGEST

if TYPE_CHECKING:
    from engine.guest.guest import Guest


@attrs.frozen(kw_only=True)
class Lmbs:
    """What QEMU knows of a guest's LMBs. LMBs are named by their first sections.

    Attributes:
        first: the first section where memory can be plugged.
        end: the section behind the last one.
        kept: LMBs that the guest took out, and QEMU did not take back, ascending.
        asked: DIMMs that QEMU asked the guest to give back, and that are still there.
        told: the guest's kernel hears of DIMMs that come and go, and acts; else only who is asked to acts
            (QEMU's modern-hotplug-events).
    """

    first: int
    end: int = LARGEST
    kept: tuple[int, ...] = ()
    asked: tuple[str, ...] = ()
    told: bool = True


def assigned(guest: Guest, lmbs: Lmbs) -> tuple[int, ...]:
    """Return the LMBs that the guest has and could take out, ascending (lmb_is_removable)."""
    there = range(lmbs.first, min(lmbs.end, len(guest.memory.state)), guest.block_sections)
    return tuple(lmb for lmb in there if _is_there(guest, lmb))


def _is_there(guest: Guest, lmb: int) -> bool:
    states = guest.memory.state
    return lmb < len(states) and bool(states[lmb] != SectionState.ABSENT)


def obtainable(guest: Guest, lmbs: Lmbs) -> tuple[int, ...]:
    """Return the LMBs that the guest does not have and gets when it asks for them, ascending (dlpar_acquire_drc).

    Those are LMBs of DIMMs which it did not take out itself.
    """
    span = guest.block_sections
    of_dimms = sorted(lmb for dimm in guest.dimms for lmb in dimm.sections[::span])
    return tuple(
        lmb for lmb in of_dimms if lmb not in lmbs.kept and lmb < lmbs.end and not _is_there(guest, lmb)
    )


def count_unassigned(guest: Guest, lmbs: Lmbs) -> int:
    """Return how many LMBs the guest does not have."""
    return (lmbs.end - lmbs.first) // guest.block_sections - len(assigned(guest, lmbs))


def dimm_of(guest: Guest, lmb: int) -> Dimm | None:
    """Return the DIMM that an LMB is of."""
    return next((dimm for dimm in guest.dimms if lmb in dimm.sections), None)


def release(guest: Guest, taken: tuple[int, ...]) -> None:
    """Hand LMBs back to QEMU, which takes those of DIMMs that it asked for; a DIMM without any is gone.

    Source: dlpar_release_drc; QEMU hw/ppc/spapr.c:spapr_lmb_release.
    """
    lmbs = guest.lmbs
    if lmbs is None:
        return
    asked = {dimm.id for dimm in guest.dimms if dimm.id in lmbs.asked}
    keeps = (lmb for lmb in taken if (dimm := dimm_of(guest, lmb)) is None or dimm.id not in asked)
    guest.lmbs = lmbs = attrs.evolve(lmbs, kept=tuple(sorted({*lmbs.kept, *keeps})))
    gone = {dimm.id for dimm in guest.dimms if dimm.id in asked and _is_empty(guest, lmbs, dimm)}
    if gone:
        guest.dimms = tuple(dimm for dimm in guest.dimms if dimm.id not in gone)
        guest.lmbs = attrs.evolve(lmbs, asked=tuple(name for name in lmbs.asked if name not in gone))
    guest.changes += 1


def _is_empty(guest: Guest, lmbs: Lmbs, dimm: Dimm) -> bool:
    """Say whether QEMU has all of a DIMM's LMBs back."""
    return not any(
        lmb in lmbs.kept or _is_there(guest, lmb) for lmb in dimm.sections[:: guest.block_sections]
    )


def ask_for(guest: Guest, dimm: Dimm) -> None:
    """Let QEMU ask for a DIMM; LMBs of it that the guest never had are QEMU's at once.

    Source: QEMU hw/ppc/spapr.c:spapr_memory_unplug_request.
    """
    lmbs = guest.lmbs
    if lmbs is not None and dimm.id not in lmbs.asked:
        guest.lmbs = attrs.evolve(lmbs, asked=(*lmbs.asked, dimm.id))
        release(guest, ())


def stop_asking(guest: Guest, name: str) -> None:
    """Let QEMU no longer ask for a DIMM: the guest put back what it had taken out (spapr_memory_unplug_rollback)."""
    lmbs = guest.lmbs
    if lmbs is not None:
        guest.lmbs = attrs.evolve(lmbs, asked=tuple(other for other in lmbs.asked if other != name))
        guest.changes += 1
