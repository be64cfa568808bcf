"""The inspector: everything about what the cursor is on, as many facts as there are rows for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui.render.closely.inspect_blocks import block_facts
from tui.render.closely.inspect_sections import guest_fact, section_facts
from tui.render.map.crumbs import crumb_text, crumbs
from tui.render.map.cursor import Zoom
from tui.render.map.inspect import own_facts, page_facts
from tui.render.text.rows import Row
from tui.render.text.words import fit
from tui.render.told.events import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.snapshot import GuestView
    from tui.render.colours.palette import Palette
    from tui.render.map.cursor import Cursor
    from tui.render.map.inspect import Behind, Fact
    from tui.render.text.glyphs import Glyphs

HEADING = 9
"""Columns of a fact's heading."""
APART = 3
"""Columns between two facts in one row."""
LAST = ("guest", "since", "blocks", "place", "machine", "type", "state", "free", "buddy")
"""Facts that are left out first where there are too few rows, the first one before all."""
NO_PAGES = ("pages", "none to show: absent, or still being read")


def inspection(
    guest: GuestView,
    cursor: Cursor,
    glyphs: Glyphs,
    count: int = 1,
    behind: Behind | None = None,
    acts: bool = True,
) -> list[Fact]:
    """Return what there is to say of what the cursor is on, as pairs of a heading and words.

    Args:
        guest: where the cursor is.
        cursor: it.
        glyphs: the characters.
        count: how many sections a cell of the map stands for.
        behind: the machine's side of the page at the cursor.
        acts: whether commands can change the guest; those that would help are named.
    """
    if cursor.zoom is Zoom.SECTIONS:
        return [*section_facts(guest, cursor.section, count, glyphs, acts), guest_fact(guest)]
    pages = guest.pages.get(cursor.section)
    if pages is None:
        return [*section_facts(guest, cursor.section, 1, glyphs, acts), NO_PAGES]
    if cursor.zoom is Zoom.PAGEBLOCKS:
        return block_facts(guest, pages, cursor.block, glyphs, acts)
    at = (cursor.block << guest.pageblock_order) + cursor.page
    facts = [*own_facts(guest, pages, at, acts), *page_facts(guest, pages, at, behind)]
    return facts if acts else [*facts, ("machine", "not known: only its hypervisor knows")]


def inspector_rows(
    guest: GuestView,
    cursor: Cursor,
    width: int,
    height: int,
    palette: Palette,
    glyphs: Glyphs,
    count: int = 1,
    behind: Behind | None = None,
    acts: bool = True,
) -> list[Row]:
    """Draw the inspector in `height` rows: a heading with the path to the cursor, and facts, see `inspection`."""
    path = crumb_text(crumbs(guest, cursor, glyphs, count), width - 22, glyphs)
    head = Row(palette.ground).add(f"{glyphs.rule} ", palette.rule)
    head.add(f"inspect {glyphs.dot} ", palette.muted).add(path, palette.text).add(" ")
    head.to(width, glyphs.rule, palette.rule)
    facts = inspection(guest, cursor, glyphs, count, behind, acts)
    return [head, *fact_rows(facts, width, height - 1, palette, glyphs)]


def fact_rows(facts: Sequence[Fact], width: int, height: int, palette: Palette, glyphs: Glyphs) -> list[Row]:
    """Draw facts, one a row; where there are too few rows, two that fit share one, then the least of them go."""
    said = [(name, glyphs.words(words, 400)) for name, words in facts]
    lines = [[each] for each in said]
    while len(lines) > height and (at := _partner(lines, width)) is not None:
        lines[at] += lines.pop(at + 1)
    for name in LAST:
        if len(lines) > height:
            lines = [left for line in lines if (left := [each for each in line if each[0] != name])]
    rows: list[Row] = []
    spare = max(0, height - len(lines))
    for line in lines[: max(0, height)]:
        below: list[str] = []
        row = Row(palette.ground)
        for at, (name, words) in enumerate(line):
            row.to(row.column + APART if at else 1).add(f"{name:<{HEADING - 1}} ", palette.muted)
            text, *below = wrap(words, width - row.column - 1) if spare else [words]
            row.add(fit(text, width - row.column - 1, glyphs.more), palette.text)
        rows.append(row)
        rows += [Row(palette.ground).to(HEADING + 1).add(text, palette.text) for text in below[:spare]]
        spare -= min(spare, len(below))
    return rows


def _partner(lines: list[list[Fact]], width: int) -> int | None:
    """Return the first row that has room for the one after it; None where none has."""
    wide = [sum(HEADING + APART + cell_len(words) for _, words in line) for line in lines]
    return next((at for at in range(len(lines) - 1) if wide[at] + wide[at + 1] <= width), None)
