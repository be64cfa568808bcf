"""What the marks in a guest's map mean now, as short lines under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from engine.memory.kinds import Kind, SectionState
from engine.units import short_size
from tui.render.colours.inks import BLOCKERS_OF_MARK
from tui.render.map.cells import letters
from tui.render.map.marks import NO_MARKS
from tui.render.told.operations import RUNNING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.snapshot import GuestView, OperationView
    from tui.render.map.grid import Grid
    from tui.render.map.marks import Marks
    from tui.render.text.glyphs import Glyphs


@attrs.frozen
class Note:
    """One line under a map."""

    text: str
    more: int = 0
    """Refused sections that are left out after this one."""


def notes(
    guest: GuestView,
    operations: Iterable[OperationView],
    grid: Grid,
    glyphs: Glyphs,
    rows: int,
    marks: Marks = NO_MARKS,
) -> list[Note]:
    """Return the notes of `guest`, most important first.

    Args:
        guest: whose map it is.
        operations: those listed on the screen.
        grid: how its map is drawn.
        glyphs: the characters.
        rows: how many there is room for.
        marks: what just happened; what an ended operation was refused is told while its `×` is lit.
    """
    own = [operation for operation in operations if operation.guest == guest.name]
    now = [f"1 cell = {grid.per_cell:,} sections"] if grid.per_cell > 1 else []
    now += [glyphs.words(doing) for operation in own if (doing := _doing(operation))]
    refused = [
        f"s{section} {glyphs.failed} cannot leave: {glyphs.words(reason)}"
        for operation in own
        for section, reason in reversed(operation.failed_sections)
        if operation.state in RUNNING or section in marks.failed
    ]
    lines = [Note(text) for text in [*now, *refused][:rows]]
    left_out = len(now) + len(refused) - max(len(lines), len(now))
    if lines and left_out:
        lines[-1] = attrs.evolve(lines[-1], more=left_out)
    if guest.balloon_pages_are == "pinned" and guest.sections.blockers[:, Kind.BALLOON].any():
        lines.append(Note("balloon pages are pinned here: a section that holds one is stuck (B)"))
    lines += [Note(glyphs.words(said)) for said in _standing(guest, glyphs)]
    return lines[:rows]


def _standing(guest: GuestView, glyphs: Glyphs) -> list[str]:
    """Return how many sections are stuck, the swap in use, and what programs get done of what they would."""
    said = [stuck] if (stuck := _stuck(guest, glyphs)) else []
    if guest.swap_used:
        said.append(f"swap {short_size(guest.swap_used)} of {short_size(guest.swap_total)}")
    if guest.paging and guest.paging.out:
        said.append(f"the host has paged out {short_size(guest.paging.out)} behind its back")
    said += [
        f"{program.title} does {short_size(program.work)} of {short_size(program.rate)}/s"
        for program in guest.programs
        if program.busy and program.rate and program.work
    ]
    return [f" {glyphs.dot} ".join(said)] if said else []


def _stuck(guest: GuestView, glyphs: Glyphs) -> str:
    """Return `9 of 24 sections stuck: 8 K 1 M`, each by the letter that it has in the map; nothing if none is."""
    table = guest.sections
    online = table.state != SectionState.OFFLINE
    found = letters(table.blockers[online])
    by_letter = [(mark, int((found == mark).sum())) for mark, _ in reversed(BLOCKERS_OF_MARK)]
    each = [f"{count} {glyphs.marks[mark]}" for mark, count in by_letter if count]
    if not each or "remove" not in guest.can:
        return ""
    of = f"{int((found != 0).sum()):,} of {len(found):,} section{'s' * (len(found) != 1)}"
    return f"{of} stuck: {' '.join(each)}"


def _doing(operation: OperationView) -> str:
    """Return what an operation under way waits for or does, if it says."""
    if operation.state not in RUNNING:
        return ""
    return f"waits: {operation.waits_for}" if operation.waits_for else operation.detail
