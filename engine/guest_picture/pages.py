"""The pages of a guest's sections, as far as they are in view."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.guest_picture.arrays import sealed
from engine.memory.frames import ISOLATED, MIXED, NO_TAG, ORDER_BITS
from engine.memory.kinds import Kind, MigrateType, SectionState
from engine.memory.memory import Memory
from engine.snapshot import PagesView


def pages_views(
    memory: Memory, wanted: Iterable[int], known: dict[int, tuple[int, PagesView]]
) -> dict[int, tuple[int, PagesView]]:
    """Return the pages of sections, each with the version at which it was copied.

    Args:
        memory: the guest's.
        wanted: indices of sections; those that are absent are left out.
        known: what was returned last; views of sections that have not changed are taken from it.
    """
    views: dict[int, tuple[int, PagesView]] = {}
    for section in wanted:
        if not 0 <= section < len(memory.state) or memory.state[section] == SectionState.ABSENT:
            continue
        version = int(memory.frames.versions[section])
        before = known.get(section)
        views[section] = (
            before if before and before[0] == version else (version, _pages_view(memory, section))
        )
    return views


def _pages_view(memory: Memory, section: int) -> PagesView:
    layout, frames = memory.layout, memory.frames
    types, owners = frames.types_of(section), None
    if frames.uniform[section] == MIXED:
        tags, owners = frames.mixed[section].tags, frames.mixed[section].owners
        orders = np.where(tags == NO_TAG, np.int8(-1), tags & ORDER_BITS).astype(np.int8)
    else:
        orders = np.full(layout.section_pages, -1, np.int8)
        if frames.uniform[section] == Kind.FREE:
            orders[:: 1 << layout.max_order] = layout.max_order
    return PagesView(
        section,
        section << layout.section_shift,
        sealed(frames.kinds_of(section).copy()),
        sealed(orders),
        sealed(np.where(types & ISOLATED, np.uint8(MigrateType.ISOLATE), types).astype(np.uint8)),
        None if owners is None else sealed(owners.copy()),
    )
