"""What can be done with a cell of the map, by the letters of the map: each with the command that it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from rich.cells import cell_len

from tui.keys import NO_OVERRIDES
from tui.keys.map import MAP
from tui.keys.names import key_name, renamed
from tui.render.closely.offers import offer
from tui.render.closely.why import framed
from tui.render.map.cursor import Zoom
from tui.render.text.rows import Row

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        name: of the map's action for it, as the table of keys has it.
        words: what it does.
        command: what it writes into the prompt; empty where it writes nothing.
        keys: the action's keys, by Textual's names, the one that is shown first; empty: it has none.
    """

    name: str
    words: str
    command: str = ""
    keys: tuple[str, ...] = ()

    @property
    def sign(self) -> str:
        """What people call the key."""
        return key_name(self.keys[0]) if self.keys else ""


def choices(
    guest: GuestView,
    cursor: Cursor,
    marked: tuple[int, int] | None,
    acts: bool,
    overrides: Mapping[str, str] = NO_OVERRIDES,
) -> list[Choice]:
    """Return what can be done with the cell at a cursor, or with a marked range.

    Args:
        guest: where the cursor is.
        cursor: it.
        marked: the first and the last section of the range, if there is one.
        acts: whether commands can change the guest.
        overrides: keys by an action's id, where they are others than the table's.
    """
    first, last = marked or (cursor.section, cursor.section)
    written = {letter: offer(letter, guest, first, last) for letter in "waorb"}
    found = [Choice("why", "ask why", written["w"])] if acts else []
    if acts:
        found += [
            Choice("remove", "remove", written["r"]),
            Choice("online", "offline" if " offline " in written["o"] else "online", written["o"]),
            Choice("add", "add", written["a"]),
            Choice("balloon", "balloon", written["b"]),
        ]
    found.append(Choice("inspect", "say everything about it"))
    if cursor.zoom is Zoom.SECTIONS and marked is None:
        found.append(Choice("mark", "mark a range from here"))
    found += [Choice("in", "go in"), Choice("lens", "the next lens")]
    given = {each.name: each.keys for row in renamed(MAP, overrides) for each in row.bound}
    return [attrs.evolve(each, keys=tuple(filter(None, given[each.name].split(",")))) for each in found]


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
            row.add(text[: len(_sign(each))], palette.text).add(text[len(_sign(each)) :], palette.muted)
        rows.append(row)
    return framed(title, "Esc", rows, width, palette, glyphs)


def _sign(each: Choice) -> str:
    return f"{each.sign:<5} "


def _text(each: Choice) -> str:
    sign = _sign(each)
    return f"{sign}{each.words:<9}{each.command}" if each.command else f"{sign}{each.words}"
