"""What a presenter shows around the map of one guest: who it is, the time, its gauge, what is said, the line typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from rich.cells import cell_len

from engine.units import short_size
from tui.render.guests.gauge import gauge
from tui.render.layout import Rect
from tui.render.text.rows import Row
from tui.render.text.words import clock, fit, level
from tui.render.told.events import wrap
from tui.render.told.stop_rows import revealed
from tui.render.whole.big_clock import big_rows, big_time

if TYPE_CHECKING:
    from engine.snapshot import GuestView, Snapshot
    from tui.asking.asking import Reveal
    from tui.presenting.presentation import Presentation
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

LONGEST = 500
"""Characters of what is said."""
WIDE = 110
"""From so many columns and `HIGH` rows on there is room for everything, and for the clock's largest digits."""
HIGH = 36
LOW = 24
"""With fewer rows there are no blank ones."""
INDENT = 8
"""Columns before what is said, and after it, where there is room."""
MOST_NOTES = 6
POSITION = 8
"""Columns of `3 / 9`, and before it."""
LINE, HINT = 1, 1
"""Rows of the line that is typed, and of what the keys do; what is said ends right above them."""
SAID = 72
"""Columns of what is said at most: a line that is longer is hard to read from afar."""


@attrs.frozen(eq=False)
class Presented:
    """All that is drawn around the map.

    Attributes:
        snapshot: what is true now.
        guest: who is shown; None: there is none yet.
        presentation: how far the script is.
        reveal: what is right, where a question was answered.
        hint: what the keys do.
        large_clock: whether the time is large.
        notes: whether the notes and the next command show.
        taken: whether the presenter types commands of their own, at the prompt.
    """

    snapshot: Snapshot
    guest: GuestView | None
    presentation: Presentation
    reveal: Reveal | None = None
    hint: str = ""
    large_clock: bool = False
    notes: bool = False
    taken: bool = False


@attrs.frozen
class Parts:
    """Where the parts stand."""

    head: Rect
    map: Rect
    foot: Rect


def parts(width: int, height: int, view: Presented | None, glyphs: Glyphs) -> Parts:
    """Divide a screen: all that head and foot leave is the map's.

    Args:
        width: columns.
        height: rows.
        view: what is drawn; None: nothing yet.
        glyphs: characters.
    """
    head = len(_digits(view, width, height, glyphs)) if view else 0
    head = max(1, head) + (height >= LOW)
    foot = 1 + (height >= LOW) + _said_rows(height) + LINE + HINT
    foot += len(_note_lines(view, width, glyphs)) if view else 0
    foot = min(foot, height - head - 1)
    return Parts(
        Rect(0, 0, width, head),
        Rect(0, head, width, height - head - foot),
        Rect(0, height - foot, width, foot),
    )


def _said_rows(height: int) -> int:
    return 3 if height < HIGH else 5


def head_rows(view: Presented, width: int, height: int, palette: Palette, glyphs: Glyphs) -> list[Row]:
    """Draw who is shown and who else is there, the chapter, and the time, of a screen of that size."""
    snapshot = view.snapshot
    row = Row(palette.ground).add(" ")
    for number, guest in enumerate(snapshot.guests, 1):
        here = view.guest is not None and guest.name == view.guest.name
        if number > 9 and not here:  # no key picks it
            continue
        row.add(str(number), palette.picked if here else palette.muted).add(" ")
        row.add(guest.name, palette.strong if here else palette.muted).add("   ")
    sign = glyphs.stopped if snapshot.paused else glyphs.running
    pace = f"{sign} {snapshot.speed:g}x"
    digits = _digits(view, width, height, glyphs)
    right = [
        f"{text}  {pace if not at else ''}".ljust(len(text) + 2 + len(pace)) for at, text in enumerate(digits)
    ]
    right = right or [f"{clock(snapshot.time)}  {pace}"]
    room = width - cell_len(right[0]) - 3
    rows = [row if row.column <= room else row.cut(room)]
    rows += [Row(palette.ground) for _ in right[1:]]
    title = glyphs.words(snapshot.chapter, LONGEST)
    if title:
        at = 1 if len(rows) > 1 else 0
        place = rows[at]
        if not at and place.column + cell_len(title) < room:
            place.to(max(place.column, (width - cell_len(title)) // 2))
        place.to(max(1, place.column)).add(fit(title, room - place.column, glyphs.more), palette.text)
    for each, text in zip(rows, right, strict=True):
        each.to(width - cell_len(text) - 1).add(text, palette.muted if snapshot.paused else palette.strong)
    return rows


def _digits(view: Presented, width: int, height: int, glyphs: Glyphs) -> list[str]:
    """Return the rows of the large clock; none where it is not wanted."""
    if not view.large_clock:
        return []
    wide = width >= WIDE and height >= HIGH
    return big_rows(big_time(view.snapshot.time), wide=wide, ascii_only=glyphs.ascii)


def foot_rows(view: Presented, width: int, height: int, palette: Palette, glyphs: Glyphs) -> list[Row]:
    """Draw the gauge, what is said, the notes, the line, and what the keys do: `height` rows."""
    rows = [_gauge_row(view, width, palette, glyphs)]
    notes = [
        Row(palette.ground).add(f" {glyphs.edge} ", palette.rule).add(text, palette.muted)
        for text in _note_lines(view, width, glyphs)
    ]
    said = _said(view, width, palette, glyphs)
    said = said[: max(1, height - 1 - LINE - HINT - len(notes))]
    end = [*notes, _typed_row(view, width, palette, glyphs), _hint_row(view, width, palette, glyphs)]
    room = height - len(rows) - len(end) - len(said)
    middle = [Row(palette.ground) for _ in range(room)] + said
    if view.presentation.position and middle:
        position = view.presentation.position
        last = middle[-1]
        spoken = f"command {position.replace('/', 'of')}".replace("  ", " ")
        if last.column + len(spoken) + 2 <= width:
            position = spoken
        if last.column + len(position) + 2 <= width:
            last.to(width - len(position) - 1).add(position, palette.muted)
    return [*rows, *middle, *end]


def _gauge_row(view: Presented, width: int, palette: Palette, glyphs: Glyphs) -> Row:
    row = Row(palette.ground).add("  ")
    if view.guest is None:
        return row
    guest = view.guest
    numbers = f"{level(guest.has)}  {glyphs.becomes}  {level(guest.target)}   {short_size(guest.free)} free"
    gauge(row, guest, max(0, width - cell_len(numbers) - 7), palette, glyphs)
    return row.add("   ").add(numbers, palette.strong)


def _said(view: Presented, width: int, palette: Palette, glyphs: Glyphs) -> list[Row]:
    """Draw what is asked or told, as the largest calm thing."""
    stop = view.snapshot.stop
    words = (stop.words if stop else "") or view.snapshot.caption
    indent = INDENT if width >= 80 else 2
    room = min(SAID, width - indent - POSITION)
    lines = [(line, palette.strong) for line in wrap(glyphs.words(words, LONGEST), room)] if words else []
    if view.reveal is not None:
        said = glyphs.words(revealed(view.reveal), LONGEST)
        lines += [(line, palette.text) for line in wrap(said, room)]
    elif view.taken and stop is not None and stop.answer is not None:
        lines += [(line, palette.muted) for line in wrap(glyphs.words(view.hint, LONGEST), room)]
    return [Row(palette.ground).to(indent).add(line, style) for line, style in lines]


def _note_lines(view: Presented, width: int, glyphs: Glyphs) -> list[str]:
    """Return the notes about the next line, and the command that comes next; nothing while they do not show."""
    if not view.notes:
        return []
    presentation = view.presentation
    command = presentation.command
    said = [*presentation.notes, f"next: {command.typed}" if command else "nothing is left to type"]
    room = max(1, width - 4)
    return [line for text in said for line in wrap(glyphs.words(text, LONGEST), room)][-MOST_NOTES:]


def _typed_row(view: Presented, width: int, palette: Palette, glyphs: Glyphs) -> Row:
    row = Row(palette.ground).add(f" {'>' if glyphs.ascii else '❯'} ", palette.muted)
    if not view.taken:
        shown = view.presentation.shown
        over = max(0, cell_len(shown) - (width - 6))
        row.say(shown[over:], palette.text).add(" ", palette.cursor)
    return row


def _hint_row(view: Presented, width: int, palette: Palette, glyphs: Glyphs) -> Row:
    return (
        Row(palette.ground)
        .to(3)
        .add(fit(glyphs.words(view.hint, LONGEST), width - 4, glyphs.more), palette.muted)
    )
