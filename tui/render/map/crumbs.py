"""Where the cursor is, as a path: `host › web › s22 › pageblock 40 › pfn 0x56130`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.map.cursor import Zoom

if TYPE_CHECKING:
    from engine.snapshot import GuestView
    from tui.render.map.cursor import Cursor
    from tui.render.text.glyphs import Glyphs


def crumbs(guest: GuestView, cursor: Cursor, glyphs: Glyphs, count: int = 1) -> list[str]:
    """Return the steps from the machine to what the cursor is on.

    Args:
        guest: where the cursor is.
        cursor: it.
        glyphs: the characters.
        count: how many sections a cell of the map stands for.
    """
    last = cursor.section + count - 1
    steps = ["host", guest.name, f"s{cursor.section}" if count == 1 else f"s{cursor.section}-s{last}"]
    if cursor.zoom >= Zoom.PAGEBLOCKS:
        steps.append(f"pageblock {cursor.block}")
    if cursor.zoom is Zoom.PAGES:
        at = (cursor.block << guest.pageblock_order) + cursor.page
        steps.append(f"pfn {cursor.section * guest.section_pages + at:#x}")
    return [glyphs.words(step) for step in steps]


def crumb_text(steps: list[str], width: int, glyphs: Glyphs) -> str:
    """Return a path in `width` columns; where it is too long, its first steps are left out."""
    for first in range(len(steps)):
        text = f" {glyphs.step} ".join(steps[first:])
        if len(text) <= width:
            return text
    return steps[-1][: max(0, width)]
