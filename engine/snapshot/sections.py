"""The sections of a guest as one table, and the pages of those that are in view."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.memory.kinds import KINDS
from engine.units import Pages, Pfn


@attrs.frozen(eq=False)
class SectionTable:
    """Every present section of a guest, in order of index. All arrays have one row a section and are read-only."""

    index: NDArray[np.int64]
    state: NDArray[np.uint8]
    """SectionState values, never ABSENT."""
    zone: NDArray[np.uint8]
    """Position in `GuestView.zones`; 255 while the section belongs to none (offline); of several zones the highest."""
    node: NDArray[np.uint8]
    counts: NDArray[np.integer]
    """[sections, KINDS] pages of each Kind; a row adds up to the section's pages once it is online."""
    version: NDArray[np.uint32]
    """Grows whenever a page of the section changes."""
    blockers: NDArray[np.integer]
    """[sections, KINDS] pages that keep the section where it is, by Kind; all 0: it can leave."""
    zones: dict[int, tuple[int, ...]] = attrs.field(factory=dict)
    """For sections of several zones, by index: their positions, upwards."""


def no_sections() -> SectionTable:
    """Return the table of a guest without sections, for tests and empty pictures."""
    none = np.zeros(0, np.int64)
    small = np.zeros(0, np.uint8)
    wide = np.zeros((0, KINDS), np.int64)
    return SectionTable(none, small, small, small, wide, np.zeros(0, np.uint32), wide)


@attrs.frozen(eq=False)
class GrainView:
    """What stretches of a guest's sections hold, all equally long: between the table's rows and single pages."""

    pages: Pages
    """In a stretch."""
    index: NDArray[np.int64]
    """As in the table of the same picture."""
    version: NDArray[np.uint32]
    """Of each section when it was counted: while time runs, few are counted at a time if many change."""
    counts: NDArray[np.integer]
    """[sections, stretches, KINDS] pages of each Kind; read-only."""
    turn: int = 0
    """The row that is counted next, if it has changed."""


@attrs.frozen(eq=False)
class PagesView:
    """The pages of one section in view. One row a page, or a pageblock."""

    section: int
    first_pfn: Pfn
    kinds: NDArray[np.uint8]
    orders: NDArray[np.int8]
    """At the head of a free block its order, elsewhere -1."""
    block_types: NDArray[np.uint8]
    """MigrateType of each pageblock; ISOLATE while it is isolated."""
    owners: NDArray[np.uint8] | None = None
    """Whose each page is, as `ProgramView.owner` has it, 0 for nobody; None where no program has any of them."""
