"""Sections as words to choose from: what each is, and what keeps it; the useful ones first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.memory.kinds import SectionState
from engine.neighbours import stretches
from tui.prompt.choices import Choice
from tui.render.map.section_note import section_note
from tui.render.text.glyphs import UNICODE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.snapshot import GuestView

OFFERED = frozenset({"online sections", "offline sections", "sections", "one section"})
"""What a parameter offers where it is about sections."""
MOST = 100
"""Sections that are offered at a time."""
WIDEST = 64
"""Columns of what a section is."""


def section_choices(guest: GuestView, offers: str, typed: str, refused: Iterable[int] = ()) -> list[Choice]:
    """Return the sections whose number starts as typed.

    Where one is asked about, the stuck ones come first; elsewhere those that can leave do, in rows of neighbours too.

    Args:
        guest: whose sections.
        offers: see `OFFERED`.
        typed: the beginning of a number, or of a range.
        refused: those that have refused lately, which are asked about first.
    """
    table = guest.sections
    offline = table.state == SectionState.OFFLINE
    online = table.state == SectionState.ONLINE
    stuck = table.blockers.any(axis=1)
    free = table.index[online & ~stuck].tolist()
    least_first = table.blockers[online & stuck].sum(axis=1).argsort(kind="stable")
    held = table.index[online & stuck][least_first].tolist()
    absent = table.index[offline].tolist()
    if offers == "one section":
        first = [section for section in refused if section in held]
        order = [*first, *(section for section in held if section not in first), *free, *absent]
        return _named(guest, order, typed)
    if offers == "offline sections":
        return _ranges(absent, typed, "offline") + _named(guest, absent, typed)
    rest = [*reversed(free), *held]
    if offers == "sections":
        rest += absent
    return _ranges(free, typed, "can leave") + _named(guest, rest, typed)


def _named(guest: GuestView, sections: Iterable[int], typed: str) -> list[Choice]:
    found: Iterator[int] = (section for section in sections if str(section).startswith(typed))
    return [
        Choice(str(section), _what(guest, section)) for section, _ in zip(found, range(MOST), strict=False)
    ]


def _what(guest: GuestView, section: int) -> str:
    """Return `128M online Normal · free 8,960 · stuck: 3 page-table`."""
    return section_note(guest, section, 1, WIDEST, UNICODE).split("  ", 1)[-1]


def _ranges(sections: list[int], typed: str, are: str) -> list[Choice]:
    """Return the rows of neighbours, the longest first, at most three."""
    rows = sorted(stretches(sections), key=lambda row: row[0] - row[1])
    return [
        Choice(f"{first}-{last}", f"{last - first + 1} sections side by side, {are}")
        for first, last in rows[:3]
        if last > first and f"{first}-{last}".startswith(typed)
    ]
