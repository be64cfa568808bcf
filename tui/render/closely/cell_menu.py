"""What can be done with a cell of the map, by the letters of the map: each with the command that it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from rich.cells import cell_len

from tui.render.closely.offers import offer
from tui.render.closely.why import framed
from tui.render.map.cursor import Zoom
from tui.render.text.rows import Row

if TYPE_CHECKING:
    from engine.snapshot import GuestView
    from tui.render.colours.palette import Palette
    from tui.render.map.cursor import Cursor
    from tui.render.text.glyphs import Glyphs

FRAME = 4
"""Columns of the frame."""


@attrs.frozen
class Choice:
    """One row of the list.

    Attributes:
        key: the map's key for it, by Textual's name.
        words: what it does.
        command: what it writes into the prompt; empty where it writes nothing.
    """

    key: str
    words: str
    command: str = ""

    @property
    def sign(self) -> str:
        """What people call the key."""
        return {"enter": "Enter"}.get(self.key, self.key)


def choices(guest: GuestView, cursor: Cursor, marked: tuple[int, int] | None, acts: bool) -> list[Choice]:
    """Return what can be done with the cell at a cursor, or with a marked range.

    Args:
        guest: where the cursor is.
        cursor: it.
        marked: the first and the last section of the range, if there is one.
        acts: whether commands can change the guest.
    """
    first, last = marked or (cursor.section, cursor.section)
    written = {letter: offer(letter, guest, first, last) for letter in "waorb"}
    found = [Choice("w", "ask why", written["w"])] if acts else []
    if acts:
        found += [
            Choice("r", "remove", written["r"]),
            Choice("o", "offline" if " offline " in written["o"] else "online", written["o"]),
            Choice("a", "add", written["a"]),
            Choice("b", "balloon", written["b"]),
        ]
    found.append(Choice("i", "say everything about it"))
    if cursor.zoom is Zoom.SECTIONS and marked is None:
        found.append(Choice("v", "mark a range from here"))
    return [*found, Choice("enter", "go in"), Choice("m", "the next lens")]


def menu_size(listed: list[Choice], title: str) -> tuple[int, int]:
    """Return the columns and rows that a list needs, frame and all."""
    widest = max((cell_len(_text(each)) for each in listed), default=0)
    return max(widest, cell_len(title) + 2) + FRAME, len(listed) + 2


def menu_rows(
    listed: list[Choice], title: str, chosen: int, width: int, palette: Palette, glyphs: Glyphs
) -> list[Row]:
    """Draw a list of choices in a frame of `width` columns, the chosen one lit."""
    rows = []
    for at, each in enumerate(listed):
        text = glyphs.words(f"{_text(each):<{max(0, width - FRAME)}}")
        row = Row(palette.ground)
        if at == chosen:
            row.add(text, palette.picked)
        else:
            row.add(f"{each.sign:<6}", palette.text).add(text[6:], palette.muted)
        rows.append(row)
    return framed(title, "Esc", rows, width, palette, glyphs)


def _text(each: Choice) -> str:
    return f"{each.sign:<6}{each.words:<9}{each.command}" if each.command else f"{each.sign:<6}{each.words}"
