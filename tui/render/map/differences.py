"""Which sections differ between two pictures: what one instant did to them, told forwards or backwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from engine.snapshot import GuestView, Snapshot
    from engine.snapshot.sections import SectionTable


def differing(one: Snapshot, other: Snapshot) -> Mapping[str, frozenset[int]]:
    """Return by guest the sections that are present in both pictures and differ, or are present in `other` alone."""
    found = {}
    for guest in other.guests:
        was = one.guest(guest.name)
        if was is not None and was is not guest and (sections := _differing(was, guest)):
            found[guest.name] = sections
    return found


def _differing(was: GuestView, now: GuestView) -> frozenset[int]:
    before, table = was.sections, now.sections
    rows = np.searchsorted(before.index, table.index)
    within = np.minimum(rows, max(0, len(before.index) - 1))
    if not len(before.index):
        return frozenset(table.index.tolist())
    same = before.index[within] == table.index
    same &= before.state[within] == table.state
    same &= _alike(before, table, within)
    return frozenset(table.index[~same].tolist())


def _alike(before: SectionTable, table: SectionTable, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    alike: NDArray[np.bool_] = (before.counts[rows] == table.counts).all(axis=1)
    alike &= (before.blockers[rows] == table.blockers).all(axis=1)
    return alike
