"""Beside the bands, where there is room: the selected guest's free lists with counts, and a section page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.closely.inspector import inspection, inspector_rows
from tui.render.guests.lists import count_rows
from tui.render.map.zoom import page_rows
from tui.render.text.rows import Row
from tui.render.text.words import fit

if TYPE_CHECKING:
    from engine.snapshot import GuestView
    from tui.render.colours.palette import Palette
    from tui.render.map.cursor import Cursor
    from tui.render.map.inspect import Behind
    from tui.render.text.glyphs import Glyphs

LEAST_ROWS = 8
"""Rows of pages; where there are fewer, nothing is said of what is at the cursor."""
WRAPPED = 3
"""Rows for what is said in more than one."""
WORDY = 60
"""From so many columns on headings say all; below, what is said of the cursor goes before pages."""
FEWEST_ROWS = 3
"""Rows of pages in a narrow pane."""
TIGHT = 6
"""Columns of a page's number in a narrow pane."""


def side_rows(
    guest: GuestView,
    cursor: Cursor,
    width: int,
    height: int,
    palette: Palette,
    glyphs: Glyphs,
    behind: Behind | None = None,
    count: int = 1,
    acts: bool = True,
    told: GuestView | None = None,
) -> list[Row]:
    """Draw the pane of `guest`.

    Args:
        guest: the selected one.
        cursor: where the cursor is in it.
        width: columns of the pane.
        height: its rows.
        palette: the theme's styles.
        glyphs: the characters.
        behind: the machine's side of the page at the cursor.
        count: how many sections a cell of the map stands for.
        acts: whether commands can change the guest.
        told: the guest for all but the pages; None: the same.
    """
    told = told or guest
    named = f"{guest.name} {glyphs.dot} free lists"
    words = named if width < WORDY else f"{named} {glyphs.dot} length = memory held, linear {glyphs.dot}"
    rows = [_heading(words, width, palette, glyphs), *count_rows(told, width, palette, glyphs)]
    pages = guest.pages.get(cursor.section)
    room = height - len(rows) - 2
    if room < 2:
        return rows[:height]
    said = inspection(told, cursor, glyphs, count, behind, acts)
    if room - len(said) < LEAST_ROWS:
        said = []
    words = f"s{cursor.section} {glyphs.dot} a page a letter {glyphs.dot} 0-9 X free"
    if width >= WORDY:
        words = f"s{cursor.section} {glyphs.dot} one cell a page {glyphs.dot} head of a free block shows its order"
    shown = room - len(said) - WRAPPED if said else room
    if said and width < WORDY:
        wanted = len(inspector_rows(guest, cursor, width, height, palette, glyphs, count, behind, acts))
        shown = max(FEWEST_ROWS, room + 1 - wanted)
    rows.append(_heading(words, width, palette, glyphs))
    drawn = []
    gutter = 8 if width >= WORDY else TIGHT
    if pages is None:
        nothing = "  no pages to show: absent, or still being read"
        rows.append(Row(palette.ground).add(nothing, palette.muted))
    else:
        at = (cursor.block << guest.pageblock_order) + cursor.page
        drawn = page_rows(guest, pages, -1, width - gutter, shown, palette, glyphs, at, at)
    for first, row in drawn:
        assert pages is not None, "there are rows"
        label = f"{(pages.first_pfn + first) & 0xFFFF:04x}"
        start = (
            Row(palette.ground).add(label if gutter == TIGHT else f"  {label}  ", palette.muted).to(gutter)
        )
        rows.append(start.join(row))
    if said:
        left = height - len(rows)
        rows += inspector_rows(guest, cursor, width, left, palette, glyphs, count, behind, acts)
    return rows


def _heading(text: str, width: int, palette: Palette, glyphs: Glyphs) -> Row:
    row = Row(palette.ground).add(f"{glyphs.rule} ", palette.rule)
    row.add(fit(text, width - 4, glyphs.more), palette.muted).add(" ")
    return row.to(width, glyphs.rule, palette.rule)
