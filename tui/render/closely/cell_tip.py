"""What is said of a cell of a map while the mouse rests there: where it lies, what it holds, why it stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from tui.render.closely.inspector import inspection
from tui.render.guests.hit import sections_under
from tui.render.map.cursor import Zoom

if TYPE_CHECKING:
    from tui.render.guests.band import Band
    from tui.render.map.cursor import Cursor
    from tui.render.text.glyphs import Glyphs

SAID = ("place", "state", "kind", "type", "holds", "leaves?", "moves?")
"""Facts of the inspector that are said."""


def cell_tip(band: Band, at: Cursor, glyphs: Glyphs) -> str:
    """Return what there is to say of the cell at a cursor, in one line."""
    seen = attrs.evolve(band.seen, marked=None)
    start, count = sections_under(attrs.evolve(band, cursor=at, seen=seen))
    facts = inspection(band.guest, start, glyphs, count, None, acts=False)
    name = f"{band.guest.name} s{start.section}" if at.zoom is Zoom.SECTIONS else band.guest.name
    said = [words for fact, words in facts if fact in SAID]
    return f"{name}: " + f" {glyphs.dot} ".join(said)
