"""Which row of the screen belongs to what: a pure function of its size and of how much there is to show."""

from __future__ import annotations

from typing import Literal

import attrs

from tui.render.crowd import Crowd, GuestsForm, guests_form

SMALLEST = (60, 20)
"""Below this there is one message; it needs no room for bands."""
TERSE = (32, 7)
"""Below this the message is one line."""
WIDE = 114
"""From here on a band may be tall: map and thick bars side by side, title and labels in rows of their own."""
LEFT = 120
"""Columns of the bands where the selected guest stands large beside them."""
SIDE_FROM = 160
WITH_LISTS = 76
"""Narrower bands leave the free lists out."""
ALONE = 8
"""Rows of a band that is so narrow that there is nothing beside its map."""
LINES = 12
"""So many guests have a line each on a screen of 24 rows, and a row above them; more are a table that scrolls."""
ROOMY = 32
"""From this height on there are a legend and headings."""

BandForm = Literal["tall", "short", "line", "bare"]
"""`bare`: a map and its notes alone, as a presenter shows it."""


@attrs.frozen
class Rect:
    """A part of the screen, in columns and rows."""

    x: int = 0
    y: int = 0
    width: int = 0
    height: int = 0


@attrs.frozen
class Frame:
    """The screen's parts from the top; a part without height is not shown."""

    form: Literal["full", "small", "terse"]
    host: Rect = Rect()
    legend: Rect = Rect()
    heading: Rect = Rect()
    """How many guests there are, and how they are sorted and filtered."""
    bands: Rect = Rect()
    guests: GuestsForm = "bands"
    """What stands in the place of the bands."""
    side: Rect = Rect()
    """The selected guest's lists and pages, beside the bands."""
    operations: Rect = Rect()
    operations_heading: bool = False
    events: Rect = Rect()
    events_heading: bool = False
    prompt: Rect = Rect()
    footer: Rect = Rect()

    @property
    def sheet(self) -> Rect:
        """What takes the place of the bands and of all that is about them."""
        above = [part.y for part in (self.legend, self.heading, self.bands) if part.height]
        top = min(above, default=0)
        width = max(self.operations.width, self.bands.width)
        return Rect(0, top, width, self.operations.y - top) if self.form == "full" else Rect()

    @property
    def large_sheet(self) -> Rect:
        """The same, on a low screen with the rows of operations and events."""
        sheet = self.sheet
        if self.operations_heading:
            return sheet
        return Rect(0, sheet.y, sheet.width, self.prompt.y - sheet.y)


@attrs.frozen
class Slot:
    """The place of one guest among the bands. Rows count from the first of the bands."""

    guest: int
    """Its position in the snapshot."""
    form: BandForm
    y: int
    height: int


@attrs.frozen
class BandSlots:
    """Where each guest is drawn."""

    slots: tuple[Slot, ...]
    hidden: int = 0
    """Guests for whom there is no row; the last row says so."""


def frame(
    width: int,
    height: int,
    guests: int = 3,
    operations: int = 0,
    crowd: Crowd | None = None,
    timeline: bool = False,
) -> Frame:
    """Divide a screen.

    Where it is low the footer goes first, then the prompt's hint, then the host's second line.

    Args:
        width: columns of the terminal.
        height: its rows.
        guests: how many there are.
        operations: how many are to be listed.
        crowd: which of the guests are to be seen, and how; None: all, as bands if they fit.
        timeline: whether one stands in the place of the operations, which takes two rows at least.
    """
    crowd = crowd or Crowd(guests)
    if width < SMALLEST[0] or height < SMALLEST[1]:
        terse = width < TERSE[0] or height < TERSE[1]
        return Frame("terse" if terse else "small", bands=Rect(0, 0, max(0, width), max(0, height)))
    headings = height >= ROOMY
    legend = int(headings and width >= WIDE)
    if headings:
        fewest_operations, most_events = 3, 5 + (height - 40) // 5 if height >= 40 else 4
    else:
        fewest_operations, most_events = (2, 5) if height >= 24 else (1, 3)
    listed = max(
        fewest_operations, min(operations, height // 3 - headings, fewest_operations + most_events - 3)
    )
    if timeline:
        listed = max(listed, 2)
    events = fewest_operations + most_events - listed
    host, prompt, footer = 2, 2, 1
    fixed = legend + listed + events + 2 * headings
    wanted = 4 * min(guests, 3) if height >= 24 else guests + 4
    if guests <= LINES or height < 24:
        wanted += crowd.heading
    if height - fixed - host - prompt - footer < wanted:
        footer = 0
    if height - fixed - host - prompt - footer < wanted:
        prompt = 1
    if height - fixed - host - prompt - footer < wanted:
        host = 1
    bands = height - fixed - host - prompt - footer - crowd.heading
    form = guests_form(width, bands, crowd)
    beside = width >= SIDE_FROM and form != "cards"
    across = LEFT if beside else width
    y = 0

    def take(rows: int, columns: int = width) -> Rect:
        nonlocal y
        y += rows
        return Rect(0, y - rows, columns if rows else 0, rows)

    parts = Frame(
        "full",
        host=take(host),
        legend=take(legend, across),
        heading=take(int(crowd.heading), across),
        bands=take(bands, across),
        guests=form,
        operations=take(listed + headings),
        operations_heading=headings,
        events=take(events + headings),
        events_heading=headings,
        prompt=take(prompt),
        footer=take(footer),
    )
    if beside:
        top = parts.host.height
        return attrs.evolve(parts, side=Rect(LEFT + 1, top, width - LEFT - 1, parts.operations.y - top))
    return parts


def band_slots(width: int, height: int, guests: int, selected: int = 0, large: bool = False) -> BandSlots:
    """Place the guests in `height` rows.

    All as bands if each gets three rows, or on a narrow screen, where a map takes more of them, eight. Else, or if
    one is to be large, one line each and the selected one as a band in the rows that are left. If fewer than four
    are left: the large one alone, else the lines that fit, the selected one among them.

    Args:
        width: columns of the bands.
        height: their rows.
        guests: how many there are.
        selected: position of the selected one.
        large: whether it is to have all the room that one line for each of the others leaves.
    """
    if not guests or height < 1:
        return BandSlots((), guests)
    selected = min(max(selected, 0), guests - 1)
    enough = 3 if width >= WITH_LISTS else ALONE
    if height >= enough * guests and not (large and guests > 1):
        return BandSlots(_even(width, height, guests))
    lines = guests - 1
    room = height - lines
    if room >= 4:
        return BandSlots(_around(width, guests, selected, room))
    if large:
        rows = height if guests == 1 else height - 1
        return BandSlots((Slot(selected, _form(width, rows), 0, rows),) if rows else (), guests - bool(rows))
    shown = guests if guests <= height else height - 1
    first = min(max(0, selected - shown + 1), guests - shown)
    return BandSlots(tuple(Slot(first + i, "line", i, 1) for i in range(shown)), guests - shown)


def _form(width: int, height: int) -> BandForm:
    return "tall" if width >= WIDE and height >= 7 else "short"


def _even(width: int, height: int, guests: int) -> tuple[Slot, ...]:
    """Give each guest the same rows; what is left over goes to the first ones."""
    each, over = divmod(height, guests)
    slots: list[Slot] = []
    y = 0
    for i in range(guests):
        rows = each + (i < over)
        slots.append(Slot(i, _form(width, each), y, rows))
        y += rows
    return tuple(slots)


def _around(width: int, guests: int, selected: int, room: int) -> tuple[Slot, ...]:
    """Give the selected guest `room` rows and every other one a line, in their order."""
    slots: list[Slot] = []
    y = 0
    for i in range(guests):
        rows = room if i == selected else 1
        slots.append(Slot(i, _form(width, room) if i == selected else "line", y, rows))
        y += rows
    return tuple(slots)
