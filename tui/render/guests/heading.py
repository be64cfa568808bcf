"""The row above the guests: how many there are, what they are filtered and sorted by, and the keys for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.guests.filtering import section_of
from tui.render.guests.sorting import SORT_WORDS
from tui.render.text.rows import Row
from tui.render.text.words import fit, plural

if TYPE_CHECKING:
    from tui.render.colours.palette import Palette
    from tui.render.guests.roster import Roster
    from tui.render.text.glyphs import Glyphs


def heading_row(
    roster: Roster, width: int, palette: Palette, glyphs: Glyphs, *, typing: bool = False, selected: str = ""
) -> Row:
    """Draw `12 guests   filter: mail   / filter · s sort: wants most`, as much of it as there is room for.

    Args:
        roster: the guests.
        width: columns there are.
        palette: the theme's styles.
        glyphs: the characters.
        typing: whether the filter is being typed.
        selected: the selected guest, whose sections a filter such as `s23` is about.
    """
    row = Row(palette.ground).add(" ").add(_count(roster), palette.text)
    if typing or roster.filter:
        room = max(8, width - row.column - 3)
        row.add("   filter: ", palette.muted).add(fit(roster.filter, room, glyphs.more), palette.text)
    if typing:
        row.add(" ", palette.cursor)
        _add(row, f"  {_typing(roster.filter, selected)}", width, palette, glyphs)
        return row
    if roster.filter and not roster.shown:
        _add(row, "   nobody is like that: / types another, Esc there drops it", width, palette, glyphs)
        return row
    way = ", reversed" if roster.sort.reverse else ""
    sort = f"s sort: {SORT_WORDS[roster.key]}{way}"
    choices = (
        ("1-9 pick", "/ filter", sort, "t table"),
        ("/ filter", sort, "t table"),
        ("/ filter", sort),
        (sort,),
    )
    texts = (f"   {f' {glyphs.dot} '.join(choice)}" for choice in choices)
    text = next((text for text in texts if row.column + len(text) < width), "")
    _add(row, text, width, palette, glyphs)
    return row


def part_at(roster: Roster, width: int, x: int, palette: Palette, glyphs: Glyphs) -> str:
    """Return what is clicked on at a column of the row: sort, table, or else filter."""
    text = heading_row(roster, width, palette, glyphs).strip(width).text
    for word in ("sort", "table"):
        start = text.find(f"{word[0]} {word}")
        end = text.find(f" {glyphs.dot} ", start) if start >= 0 else -1
        if start >= 0 and start <= x < (end if end >= 0 else len(text.rstrip())):
            return word
    return "filter"


def _count(roster: Roster) -> str:
    if roster.filter and roster.hidden:
        return f"{len(roster.shown)} of {plural(roster.total, 'guest')}"
    return plural(roster.total, "guest")


def _typing(text: str, selected: str) -> str:
    section = section_of(text)
    if section is not None and selected:
        return f"Enter goes to s{section} of {selected} · Esc drops it"
    return "Enter keeps · Esc drops it"


def _add(row: Row, text: str, width: int, palette: Palette, glyphs: Glyphs) -> None:
    row.add(fit(glyphs.words(text), width - row.column, glyphs.more), palette.muted)
