"""A guest as a card: name, gauge, levels, its map, and its free lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from tui.render.colours.inks import Ink
from tui.render.guests.gauge import gauge, short_levels
from tui.render.guests.lists import axis, bars, free_lists
from tui.render.guests.sorting import large_share
from tui.render.guests.state import Urgency
from tui.render.map.grid import grid
from tui.render.map.section_map import map_rows, small_map
from tui.render.map.stretches import stretches
from tui.render.text.rows import Row
from tui.render.text.words import fit, level

if TYPE_CHECKING:
    from textual.strip import Strip

    from engine.snapshot import GuestView
    from tui.render.colours.palette import Palette
    from tui.render.guests.state import GuestState
    from tui.render.text.glyphs import Glyphs

MARGIN = 1
"""Blank columns left and right of what a card shows."""
FEWEST_BARS = 2
MOST_BARS = 8
"""Rows of the free lists."""
OTHERS = 4
"""Rows of title, gauge, levels and the free lists' axis."""


@attrs.frozen(eq=False)
class Card:
    """All that a card is drawn from."""

    number: int
    guest: GuestView
    state: GuestState
    width: int
    height: int
    picked: bool = False
    focused: bool = False

    def same(self, other: Card) -> bool:
        """Whether both would be drawn alike: the same guest object, and all the rest equal."""
        return self.guest is other.guest and attrs.astuple(
            self, recurse=False, filter=_but_guest
        ) == attrs.astuple(other, recurse=False, filter=_but_guest)


def _but_guest(attribute: attrs.Attribute[object], _: object) -> bool:
    return attribute.name != "guest"


def card_strips(card: Card, palette: Palette, glyphs: Glyphs) -> list[Strip]:
    """Draw a card: as many rows as it is high, each as wide as it is."""
    guest, width = card.guest, card.width - 2 * MARGIN
    room = max(0, card.height - OTHERS)
    cells = _map(guest, width, max(1, room - FEWEST_BARS), palette, glyphs)
    high = min(MOST_BARS, max(FEWEST_BARS, room - len(cells)))
    scale = Row(palette.ground).add(" " * MARGIN)
    gauge(scale, guest, width, palette, glyphs)
    rows = [_title(card, palette, glyphs), scale, _levels(card, palette, glyphs)]
    rows += [Row(palette.ground).add(" " * MARGIN).join(row) for row in cells]
    rows += [Row(palette.ground) for _ in range(card.height - high - 1 - len(rows))]
    lists = free_lists(guest)
    pitch = next((pitch for pitch in (3, 2) if pitch * lists.orders <= width), 1)
    shown = lists.merged(max(1, min(lists.orders, width // pitch)))
    for text in bars(shown, high, pitch, glyphs):
        rows.append(Row(palette.ground).add(" " * MARGIN).add(text.rstrip(), palette.inks[Ink.FREE]))
    rows.append(
        Row(palette.ground).add(" " * MARGIN).add(axis(shown.orders, lists.orders, pitch), palette.muted)
    )
    return [row.strip(card.width) for row in rows[: card.height]]


def _map(guest: GuestView, width: int, rows: int, palette: Palette, glyphs: Glyphs) -> list[Row]:
    """Draw a cell a section with what keeps it, if they fit; else what several hold in one column."""
    where = grid(stretches(guest), width, rows)
    if where.per_cell == 1:
        return map_rows(guest, where, palette, glyphs)
    return small_map(guest, width, rows, palette, glyphs)[0]


def _title(card: Card, palette: Palette, glyphs: Glyphs) -> Row:
    """Draw `─ 4 mail  x86-64/virtio ─── ○ 42 % ─`."""
    guest, state = card.guest, card.state
    busy = state.urgency < Urgency.SLOW
    tone = palette.text if busy else palette.muted
    number = palette.cursor if card.picked and card.focused else palette.picked if card.picked else tone
    rule = palette.muted if card.picked else palette.rule
    row = Row(palette.ground).add(f"{glyphs.rule} ", rule).add(str(card.number), number)
    end = card.width - MARGIN
    said = "" if state.urgency is Urgency.QUIET else fit(state.foremost.text(glyphs), 14, glyphs.more)
    left = end - row.column - (len(said) + 4 if said else 0) - 2
    row.add(f" {fit(guest.name, left, glyphs.more)} ", tone)
    about = f"{guest.platform}/{guest.driver}"
    if len(guest.name) + len(about) + 2 <= left:
        row.add(f"{about} ", palette.muted)
    if said:
        row.to(end - len(said) - 3, glyphs.rule, rule)
        row.add(f" {said} ", palette.warm if state.foremost.bad else palette.text)
    return row.to(end, glyphs.rule, rule)


def _levels(card: Card, palette: Palette, glyphs: Glyphs) -> Row:
    guest = card.guest
    row = Row(palette.ground).add(" " * MARGIN).add(short_levels(guest, glyphs).strip(), palette.text)
    share = (large_share(guest) + 5) // 10
    said = f"FREE {level(guest.free)}  {share} % {glyphs.at_least} 2M"
    room = card.width - MARGIN - row.column - 2
    said = said if len(said) <= room else f"FREE {level(guest.free)}"
    return row.to(card.width - MARGIN - len(said)).add(said, palette.muted)
