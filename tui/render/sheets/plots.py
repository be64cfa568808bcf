"""Every guest over virtual time: what it has, how its programs get on, and the operations where they happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.units import SECOND, duration_text
from tui.render.colours.inks import Ink
from tui.render.sheets.plot_chapters import all_free_row, chapters_row
from tui.render.sheets.plot_series import UNUSABLE, Series, Window, chart, series
from tui.render.text.rows import Row
from tui.render.text.words import clock, fit, level
from tui.render.told.operations import RUNNING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style

    from engine.snapshot import GuestView, OperationView, Sentence, Snapshot
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

LABEL = 11
"""Columns before the first second: the name of a line."""
VALUE = 22
"""Columns after the last one: its value."""
LEAST_FOR_CHAPTERS = 8
"""Rows of which one may say where chapters begin."""
TROUBLES = ("warning", "error")
"""Levels of sentences that are marked."""


def plot_columns(width: int) -> int:
    """Return the columns that seconds have."""
    return max(1, width - LABEL - VALUE)


def blocks(guests: int, rows: int) -> list[int]:
    """Return the rows of each guest that is shown; they are alike, and two at least where there is room for that."""
    shown = min(guests, max(1, rows // 2))
    each, over = divmod(max(0, rows), max(1, shown))
    return [each + (i < over) for i in range(shown)]


def heights(rows: int, lines: int = 5) -> list[int]:
    """Return the rows of each line of a guest, as `series` has them; what is left over makes the first ones taller."""
    lines = min(lines, rows)
    each, over = divmod(rows, max(1, lines))
    return [min(4, each + (i < over)) for i in range(lines)]


def plot_rows(
    snapshot: Snapshot,
    told: Sequence[Sentence],
    window: Window,
    width: int,
    height: int,
    palette: Palette,
    glyphs: Glyphs,
    *,
    cursor: int | None = None,
    selected: str = "",
) -> list[Row]:
    """Draw the plots.

    Args:
        snapshot: the picture.
        told: the sentences that are still known.
        window: the seconds in sight, as many as `plot_columns` has room for.
        width: columns there are.
        height: rows there are.
        palette: the theme's styles.
        glyphs: the characters.
        cursor: the second that is explained; None: the last one.
        selected: the guest that comes first where not all can be shown.
    """
    rows = [_heading(snapshot, window, width, palette, glyphs)]
    if height > LEAST_FOR_CHAPTERS and (
        titles := chapters_row(snapshot, told, window, width, palette, glyphs)
    ):
        rows.append(titles)
    if height > LEAST_FOR_CHAPTERS and (whole := all_free_row(snapshot, window, palette, glyphs)):
        rows.append(whole)
    guests = sorted(snapshot.guests, key=lambda guest: guest.name != selected)
    sizes = blocks(len(guests), height - 1 - len(rows))
    shown = guests[: len(sizes)]
    lit = window.last if cursor is None else window.column(cursor)
    for guest, size in zip([each for each in snapshot.guests if each in shown], sizes, strict=True):
        mine = [each for each in told if each.guest == guest.name and each.level in TROUBLES]
        number = snapshot.guests.index(guest) + 1
        rows += _guest(guest, number, snapshot, mine, window, size, palette, glyphs, lit, cursor is not None)
    rows += [Row(palette.ground) for _ in range(height - 1 - len(rows))]
    left = len(guests) - len(shown)
    said = _said(snapshot, told, window, cursor, selected)
    if left:
        said = f"{glyphs.more} {left} more guests {glyphs.dot} {said}"
    rows.append(
        Row(palette.ground).add(" ").add(fit(glyphs.words(said, 400), width - 2, glyphs.more), palette.muted)
    )
    return rows[:height]


def _heading(snapshot: Snapshot, window: Window, width: int, palette: Palette, glyphs: Glyphs) -> Row:
    dot = f" {glyphs.dot} "
    until = min(window.end, window.first + window.columns * window.step)
    times = f"{clock(window.first * SECOND)[:-2]} to {clock(until * SECOND)[:-2]}"
    row = Row(palette.ground).add(f"{glyphs.rule} ", palette.rule)
    scaled = "used of all" if snapshot.watch else "has and balloon of max"
    words = dot.join(("plots", times, f"a column is {window.step} s", scaled))
    row.add(fit(words, width - 4, glyphs.more), palette.muted).add(" ")
    return row.to(width, glyphs.rule, palette.rule)


def _guest(
    guest: GuestView,
    number: int,
    snapshot: Snapshot,
    troubles: Sequence[Sentence],
    window: Window,
    rows: int,
    palette: Palette,
    glyphs: Glyphs,
    lit: int,
    pointed: bool,
) -> list[Row]:
    """Draw one guest: from three rows on with its name and operations above its lines."""
    drawn = []
    named = rows >= 3
    if named:
        head = Row(palette.ground).add(f" {number} {fit(guest.name, LABEL - 5, glyphs.more)}", palette.text)
        head.to(LABEL).join(_marks(guest, snapshot.operations, troubles, window, palette, glyphs))
        head.to(LABEL + window.columns).add(
            f" {level(guest.has)} {glyphs.becomes} {level(guest.target)}", palette.text
        )
        drawn.append(head)
    lines = series(guest, window, watched=snapshot.watch is not None)
    for line, tall in zip(lines, heights(rows - named, len(lines)), strict=False):
        texts = chart(line, tall, glyphs)
        for at, text in enumerate(texts):
            label = line.name if at == tall - 1 else ""
            if not named and at == tall - 1:
                label = f"{guest.name} {line.name}"
            row = Row(palette.ground).add(f" {fit(label, LABEL - 2, glyphs.more)}", palette.muted).to(LABEL)
            style = _ink(line, palette)
            if pointed and 0 <= lit < len(text):
                row.add(text[:lit], style).add(text[lit], palette.cursor).add(text[lit + 1 :], style)
            else:
                row.add(text, style)
            if at == tall - 1 and 0 <= lit < len(line.said):
                row.add(" ").add(fit(line.said[lit], VALUE - 2, glyphs.more), palette.muted)
            drawn.append(row)
    return drawn


def _ink(line: Series, palette: Palette) -> Style:
    """Return the colour of a line: those of page kinds have their kind's, swapping is a warning."""
    inks = {"free": palette.inks[Ink.FREE], "balloon": palette.inks[Ink.BALLOON]}
    inks |= {"swap": palette.warm, UNUSABLE: palette.text}
    return inks.get(line.name, palette.text if line.name == "work" else palette.muted)


def _marks(
    guest: GuestView,
    operations: Sequence[OperationView],
    troubles: Sequence[Sentence],
    window: Window,
    palette: Palette,
    glyphs: Glyphs,
) -> Row:
    """Draw the guest's operations from their start to their end, each with its number and what came of it."""
    signs = {
        "done": glyphs.done,
        "partial": glyphs.partial,
        "failed": glyphs.failed,
        "cancelled": glyphs.cancelled,
    }
    text = [" "] * window.columns
    for sentence in troubles:
        at = window.column(sentence.time // SECOND)
        if 0 <= at < window.columns:
            text[at] = "!"
    mine = [operation for operation in operations if operation.guest == guest.name]
    # the longest last, so that what took no time does not stand in the number of what did
    for operation in sorted(mine, key=lambda it: (it.ended is None, (it.ended or 0) - it.started)):
        first = window.column(operation.started // SECOND)
        last = window.last if operation.ended is None else window.column(operation.ended // SECOND)
        sign = glyphs.running if operation.state in RUNNING else signs.get(operation.state, "")
        span = max(last, first)
        for at in range(max(0, first), min(window.columns, span + 1)):
            text[at] = glyphs.bar
        if sign and 0 <= span < window.columns:
            text[span] = sign
        number = str(operation.id)
        start = first if span - first > len(number) else span + 1
        place = slice(start, start + len(number))
        if 0 <= start <= window.columns - len(number) and (
            start == first or not "".join(text[place]).strip()
        ):
            text[place] = number
    return Row(palette.ground).add("".join(text), palette.text)


def _said(
    snapshot: Snapshot, told: Sequence[Sentence], window: Window, cursor: int | None, selected: str
) -> str:
    """Return what happened in the second at the cursor, or how the last operation bore on the work of its guest."""
    if cursor is None:
        return pace_words(snapshot, selected)
    until = cursor + window.step
    there = [each for each in told if cursor <= each.time // SECOND < until and each.guest]
    began = [each for each in snapshot.operations if cursor <= each.started // SECOND < until]
    words = [f"op {each.id} {each.command} began" for each in began]
    words += [f"{each.guest}: {each.text}" for each in there[: max(1, 2 - len(words))]]
    more = len(there) - max(1, 2 - len(began))
    tail = f" ({more} more)" if more > 0 else ""
    return f"{clock(cursor * SECOND)[:-2]}  {' · '.join(words) or 'nothing was told'}{tail}"


def pace_words(snapshot: Snapshot, selected: str = "") -> str:
    """Return how the last operation of the selected guest, or of any, bore on what programs get done."""
    if snapshot.watch is not None:
        return f"from the looks so far, one every {duration_text(snapshot.watch.every)}; nobody looked before"
    mine = [each for each in snapshot.operations if each.guest == selected]
    for operation in [*reversed(mine), *reversed(snapshot.operations)]:
        if snapshot.guest(operation.guest) is None:
            continue
        paces = snapshot.paces(operation)
        parts = (("before", paces.before), ("during", paces.during), ("after", paces.after))
        known = [f"{share} % {when}" for when, share in parts if share is not None]
        if known:
            return f"op {operation.id} {operation.command}: programs got done {', '.join(known)}"
    if not snapshot.time:
        return "nothing to draw yet: a column is a second that has passed"
    return "what programs get done before, during and after an operation is said here"
