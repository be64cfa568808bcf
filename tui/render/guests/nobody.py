"""What stands in the place of the guests while there are none, or none that the filter lets through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.text.rows import Row
from tui.render.text.words import fit
from tui.render.told.events import wrap

if TYPE_CHECKING:
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

_TO_TYPE = (
    ("guest add web memory=1G", "boots a Linux guest on x86-64 with a virtio balloon"),
    ("guest add db memory=2G max=4G", "one that may grow to 4G"),
    ("guest add old memory=512M platform=ppc64", "one of 2006: sections of 16M, a Xen balloon"),
    ("host memory 16G", "a larger machine to have them on"),
    ("help guest add", "everything that can be said of a guest"),
)
INDENT = 3
NO_MATCH = (
    "No guest fits the filter. {filter.drop} drops it while it is typed, else {command.filter} {filter.drop}."
)
"""What is to be said where the filter hides all guests; keys stand in it as `tui.keys.hints` reads them."""


def nobody_rows(width: int, height: int, palette: Palette, glyphs: Glyphs) -> list[Row]:
    """Return at most `height` rows: what could be typed, and where there is room what comes of it."""
    said = Row(palette.ground).add(" ").add(fit("There is no guest yet. Type, for example:", width - 2))
    rows = [said]
    longest = max(len(line) for line, _ in _TO_TYPE)
    for line, means in _TO_TYPE:
        row = Row(palette.ground).add(" " * INDENT).add(fit(line, width - INDENT, glyphs.more), palette.text)
        at = INDENT + longest + 2
        if at + len(means) < width:
            row.to(at).add(means, palette.muted)
        rows.append(row)
    if height > len(rows) + 2:
        rows = [Row(palette.ground), *rows]
    return rows[: max(0, height)]


def hidden_rows(said: str, width: int, height: int, palette: Palette) -> list[Row]:
    """Return at most `height` rows: that the filter hides all guests, and how it is dropped."""
    lines = wrap(said, max(1, width - 2))
    return [Row(palette.ground).add(" ").add(line, palette.text) for line in lines][: max(0, height)]
