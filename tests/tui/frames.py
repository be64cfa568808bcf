"""The main screen as text, composed from the pure functions as the widgets do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.keys import footer_keys
from tui.render.colours.bundled import DEFAULT_THEME, bundled_themes
from tui.render.colours.palette import Palette, palette
from tui.render.guests.band import Band
from tui.render.guests.band_rows import band_strips
from tui.render.guests.columns import band_columns
from tui.render.host.bar import host_row, wish_row
from tui.render.layout import band_slots, frame
from tui.render.map.legend import legend_row
from tui.render.map.marks import NO_MARKS, Flashes
from tui.render.map.stretches import extent
from tui.render.map.tiles import MOST_PAGES
from tui.render.text.glyphs import UNICODE, Glyphs
from tui.render.text.rows import Row, blank
from tui.render.told.events import heading as events_heading
from tui.render.told.events import merged, newest, sentence_rows
from tui.render.told.operations import heading, listed, operation_rows
from tui.render.whole.footer import footer_row
from tui.render.whole.small import small_rows

if TYPE_CHECKING:
    from textual.strip import Strip

    from engine.snapshot import Sentence, Snapshot

PALETTE: Palette = palette(bundled_themes()[DEFAULT_THEME])


def strips(
    snapshot: Snapshot, sentences: tuple[Sentence, ...], width: int, height: int, glyphs: Glyphs = UNICODE
) -> list[Strip]:
    """Return all rows of the screen but the prompt's, which stay blank."""
    operations = listed(snapshot)
    parts = frame(width, height, len(snapshot.guests), len(operations))
    if parts.form != "full":
        return small_rows(snapshot, width, height, PALETTE, glyphs)
    rows = [draw(snapshot, width, PALETTE, glyphs) for draw in (host_row, wish_row)[: parts.host.height]]
    screen = [row.strip(width) for row in rows]
    if parts.legend.height:
        screen.append(legend_row(PALETTE, glyphs, width).strip(width))
    screen += _bands(snapshot, parts.bands.width, parts.bands.height, width, glyphs)
    below: list[Row] = []
    if parts.operations_heading:
        below.append(heading(operations, PALETTE, glyphs, width))
    room = parts.operations.height - len(below)
    below += operation_rows(operations, snapshot, width, room, PALETTE, glyphs)
    if parts.events_heading:
        below.append(events_heading(PALETTE, glyphs, width))
    below += _events(sentences, width, parts.events.height - int(parts.events_heading), glyphs)
    below += [Row(PALETTE.ground) for _ in range(parts.prompt.height)]
    if parts.footer.height:
        below.append(footer_row(footer_keys("prompt"), width, PALETTE, glyphs))
    return screen + [row.strip(width) for row in below]


def _events(sentences: tuple[Sentence, ...], width: int, room: int, glyphs: Glyphs) -> list[Row]:
    told, starts = [], []
    for sentence in merged(sentences):
        rows = sentence_rows(sentence, width, PALETTE, glyphs)
        told += rows
        starts += [True] + [False] * (len(rows) - 1)
    rows = newest(starts, room)
    shown = [Row(PALETTE.ground) for _ in range(min(room, len(told)) - len(rows))] + told[
        rows.start : rows.stop
    ]
    return shown + [Row(PALETTE.ground) for _ in range(room - len(shown))]


def _bands(snapshot: Snapshot, width: int, height: int, screen: int, glyphs: Glyphs) -> list[Strip]:
    marks = Flashes().see(snapshot, listed(snapshot), 0.0)
    extents = [extent(guest) for guest in snapshot.guests]
    names = [guest.name for guest in snapshot.guests]
    drawn: list[Strip] = []
    for slot in band_slots(width, height, len(snapshot.guests)).slots:
        guest = snapshot.guests[slot.guest]
        own = tuple(operation for operation in listed(snapshot) if operation.guest == guest.name)
        columns = band_columns(slot.form, width, extents, names)
        band = Band(
            guest,
            slot.guest + 1,
            slot.height,
            columns,
            own,
            marks=marks.get(guest.name, NO_MARKS),
            budget=MOST_PAGES // 3,
        )
        drawn += band_strips(band, PALETTE, glyphs)
    drawn = [strip.adjust_cell_length(screen) for strip in drawn]
    return drawn + [blank(PALETTE.ground, screen)] * (height - len(drawn))


def text(screen: list[Strip]) -> str:
    """Return rows as text; trailing blanks are marked by a bar at the right edge."""
    return "".join(f"{strip.text}|\n" for strip in screen)
