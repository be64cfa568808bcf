"""Beside the bands, where there is room: the selected guest's free lists with counts, and a section page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.inspect import page_facts
from tui.render.lists import count_rows
from tui.render.rows import Row
from tui.render.words import fit
from tui.render.zoom import block_note, page_note, page_rows

if TYPE_CHECKING:
    from engine.snapshot import GuestView
    from tui.render.cursor import Cursor
    from tui.render.glyphs import Glyphs
    from tui.render.inspect import Behind
    from tui.render.palette import Palette

LEAST_ROWS = 8
"""Rows of pages; where there are fewer, less is said of the page at the cursor."""


def side_rows(
    guest: GuestView,
    cursor: Cursor,
    width: int,
    height: int,
    palette: Palette,
    glyphs: Glyphs,
    behind: Behind | None = None,
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
    """
    facts = f"{guest.name} {glyphs.dot} free lists {glyphs.dot} length = memory held, linear {glyphs.dot}"
    rows = [_heading(facts, width, palette, glyphs), *count_rows(guest, width, palette, glyphs)]
    at = (cursor.block << guest.pageblock_order) + cursor.page
    pages = guest.pages.get(cursor.section)
    facts_said = page_facts(guest, pages, at, behind) if pages else []
    if height - len(rows) - 3 - len(facts_said) < LEAST_ROWS:
        facts_said = []
    room = height - len(rows) - 3 - len(facts_said)
    if room < 2:
        return rows[:height]
    facts = (
        f"s{cursor.section} {glyphs.dot} one cell a page {glyphs.dot} head of a free block shows its order"
    )
    rows.append(_heading(facts, width, palette, glyphs))
    if pages is None:
        return [
            *rows,
            Row(palette.ground).add("  no pages to show: absent, or still being read", palette.muted),
        ]
    position = (cursor.block << guest.pageblock_order) + cursor.page
    for first, row in page_rows(guest, pages, -1, width - 8, room, palette, glyphs, position, position):
        start = Row(palette.ground).add(f"  {(pages.first_pfn + first) & 0xFFFF:04x}  ", palette.muted)
        rows.append(start.join(row))
    for note in (block_note(pages, guest, cursor.block), page_note(pages, guest, cursor.block, cursor.page)):
        rows.append(Row(palette.ground).add("  ").add(fit(note, width - 3, glyphs.more), palette.muted))
    for name, said in facts_said:
        text = fit(glyphs.words(f"{name:<8} {said}"), width - 3, glyphs.more)
        rows.append(Row(palette.ground).add("  ").add(text, palette.muted))
    return rows


def _heading(text: str, width: int, palette: Palette, glyphs: Glyphs) -> Row:
    row = Row(palette.ground).add(f"{glyphs.rule} ", palette.rule)
    row.add(fit(text, width - 4, glyphs.more), palette.muted).add(" ")
    return row.to(width, glyphs.rule, palette.rule)
