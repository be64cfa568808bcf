"""Carried along: where the mem_map of memory lies that was plugged, which no snapshot tells from other kernel pages.

It is where the engine put it, if that was free before and is the kernel's now; else where it was before, or among the
blocks of its size that were free and are the kernel's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.capture.geometry import platform_of
from engine.capture.kpageflags import NOPAGE, has
from engine.capture.record import Capture, Pfns
from engine.fidelity.seen import seen_in
from engine.guest.guest import Guest
from engine.units import Pages, Pfn

if TYPE_CHECKING:
    from engine.fidelity.carrying import Passed

Places = tuple[tuple[Pfn, Pages], ...]


class _MemMap:
    """What is known is, by the first section that it describes, where a mem_map lies."""

    def learn(self, known: dict[int, Places] | None, passed: Passed) -> dict[int, Places] | None:
        """Take what the engine foresaw as far as it can be, and look for the rest."""
        after = passed.after
        per_block = after.block_pages // after.section_pages
        there = {it.block * per_block + part for it in after.blocks for part in range(per_block)}
        foreseen = known or {}
        if passed.guest is not None:
            foreseen = passed.guest.memory.mem_map_of
        if not foreseen or passed.before is None:
            return None
        new = foreseen.keys() - (known or {}).keys()
        fits = {section: it for section, it in foreseen.items() if _are_the_kernels(after, it)}
        stays = {section: it for section, it in (known or {}).items() if _are_the_kernels(after, it)}
        fits = {section: it for section, it in (stays | fits).items() if section in there}
        lost = sorted(section for section in new & there if section not in fits)
        if lost:
            taken = {place for places in fits.values() for place in places}
            others = [it for it in _appeared(passed.before, after) if it not in taken]
            fits |= {section: (place,) for section, place in zip(lost, others, strict=False)}
        return fits or None

    def guesses(
        self, known: dict[int, Places] | None, before: Capture
    ) -> tuple[dict[int, Places] | None, ...]:
        """Return what is known."""
        del before
        return (known,)

    def apply(self, guest: Guest, known: dict[int, Places]) -> None:
        """Let the guest know where they are."""
        kinds = {section: {guest.memory.kind(pfn) for pfn, _ in places} for section, places in known.items()}
        guest.memory.mem_map_of = {
            section: places for section, places in known.items() if len(kinds[section]) <= 1
        }


def _are_the_kernels(capture: Capture, places: Places) -> bool:
    """Say whether pages have no flag at all, as those of the kernel that have no type."""
    flags = capture.flags
    return all(pfn + pages <= len(flags) and not flags[pfn : pfn + pages].any() for pfn, pages in places)


def _appeared(before: Capture, after: Capture) -> list[tuple[Pfn, Pages]]:
    """Return blocks of a mem_map's size that were free, or not there, and are the kernel's now, ascending."""
    unit = platform_of(after).mem_map_pages
    there = np.zeros(len(after.flags), bool)
    there[: len(before.flags)] = ~has(before.flags, NOPAGE)
    free_before, free_after = (_mask(seen_in(it).free_pfns, len(after.flags)) for it in (before, after))
    taken = (free_before | ~there) & ~free_after & (after.flags == 0)
    whole = taken[: len(taken) // unit * unit].reshape(-1, unit).all(axis=1)
    return [(int(block) * unit, unit) for block in np.flatnonzero(whole)]


def _mask(pfns: Pfns, count: int) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    found = np.zeros(count, bool)
    found[pfns[pfns < count]] = True
    return found


RULE = _MemMap()
