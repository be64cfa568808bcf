"""Lenses: the same map, coloured by another question than what its pages hold."""

from __future__ import annotations

from enum import IntEnum

import attrs


class Lens(IntEnum):
    """What the cells of the maps answer."""

    KIND = 0
    """What holds most of it, and what keeps it."""
    LEAVES = 1
    """Whether it can leave: how much would have to move, or what keeps it and how many pages of that."""
    ORDER = 2
    """The largest free block in it."""
    TYPE = 3
    """What its pageblocks are for."""
    CHANGED = 4
    """How long ago something in it changed."""

    @property
    def title(self) -> str:
        """What it is called on the screen."""
        return _TITLES[self]

    @property
    def needs_pages(self) -> bool:
        """Whether the pages of all sections have to be looked at."""
        return self in (Lens.ORDER, Lens.TYPE)

    def turned(self, by: int) -> Lens:
        """Return the next lens, or the one before, round the end."""
        return Lens((self + by) % len(Lens))


_TITLES = {
    Lens.KIND: "kind",
    Lens.LEAVES: "can leave",
    Lens.ORDER: "largest free",
    Lens.TYPE: "block type",
    Lens.CHANGED: "changed",
}
RECENT = 5
"""Seconds of virtual time for which a change is shown."""
OLD = 255
"""The age of what has not changed for longer."""


@attrs.frozen
class Seen:
    """How the map of one guest is looked at.

    Attributes:
        lens: what its cells answer.
        ages: for each row of the guest's table of sections, whole seconds since it changed, a byte each, `OLD` for
            longer; empty where that is not asked.
        block_ages: the same for the pageblocks of the cursor's section.
        marked: the first and the last section of a marked range.
        pointed: sections that the mouse points at elsewhere.
        page: the page that the mouse is on, counted in the cursor's section; its buddy is lit in the place of the
            cursor's.
        dragged: the size that the gauge's target is dragged to.
        turned: which pages of the cursor's section the last instant changed, a byte each; empty where that is not lit.
        explained: whether what is at the cursor is said elsewhere, so that the band need not.
    """

    lens: Lens = Lens.KIND
    ages: bytes = b""
    block_ages: bytes = b""
    marked: tuple[int, int] | None = None
    pointed: frozenset[int] = frozenset()
    page: int | None = None
    dragged: int | None = None
    turned: bytes = b""
    explained: bool = False


PLAIN = Seen()
