"""The tour: four callouts, each beside the thing that it is about, and the offer of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs
from rich.cells import cell_len

from tui.render.colours.inks import Ink
from tui.render.guests.band import band_grid
from tui.render.guests.gauge import column
from tui.render.layout import Rect
from tui.render.text.rows import Row
from tui.render.told.events import wrap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.strip import Strip

    from tui.render.colours.palette import Palette
    from tui.render.guests.band import Band
    from tui.render.text.glyphs import Glyphs

Side: TypeAlias = Literal["above", "below", "left", "right", "over"]
"""Where a callout stands, seen from what it is about."""
WIDTH = 52
"""Columns of a callout, frame and all; it fits the smallest screen."""
FRAME = 4
"""Columns that the frame and the blanks beside it take."""


@attrs.frozen
class Step:
    """One callout.

    Attributes:
        name: one word.
        about: the part of the screen that it stands beside.
        text: what is to be known; signs are named in braces, and no line is broken at `~`, which shows as a blank.
        attempt: what can be tried right there.
    """

    name: str
    about: Literal["map", "gauge", "prompt", "events"]
    text: str
    attempt: str


STEPS = (
    Step(
        "map",
        "map",
        "The map: a cell is a section of the guest's memory, or a part of one: the title says. "
        "The more ink, the harder to take back: {free}~free, {file}~file, {anon}~anon, {slab}~slab, {kernel}~kernel, "
        "{balloon}~balloon. A letter keeps a section: K~kernel, S~slab, M~mem_map, P~pinned, "
        "B~balloon.",
        "Tab goes in, arrows move, Esc comes back.",
    ),
    Step(
        "gauge",
        "gauge",
        "{target} is where the guest is told to be. What is drawn between it and the first {balloon} must go, "
        "in this order: free, then file, then anon to swap, until the {balloon} reaches the {target}.",
        "Space (pause), then . (one instant).",
    ),
    Step(
        "prompt",
        "prompt",
        "Just type: letters always go here. Tab completes and says what fits, → takes what is suggested, "
        "Enter runs it. On an empty line every key that is no letter acts: Space . + - 1-9 Tab ?",
        "^P finds everything by a part of its name.",
    ),
    Step(
        "why",
        "events",
        "Here is what happened, and why. Where a section cannot leave (×), ask: F4, a click on the sentence, or "
        "`why`. The answer names the page, whose it is, and commands that would help, each tried on a copy.",
        "F1 helps anywhere; ? says every sign.",
    ),
)
OFFER = (
    "Enter shows four things to know, in a minute.",
    "Esc: not now. Or just type a command.",
)


def wanted_rows(step: Step | None, glyphs: Glyphs) -> int:
    """Return the rows of a callout, frame and all; None is the offer."""
    return len(_lines(step, glyphs)) + 2


def place(about: Rect, rows: int, width: int, bottom: int) -> tuple[Rect, Side]:
    """Return where a callout of so many rows stands: beside what it is about, inside the screen, above its prompt.

    Args:
        about: the thing.
        rows: of the callout.
        width: columns of the screen.
        bottom: the row that it must end above.
    """
    middle = min(max(0, about.x + about.width // 2 - WIDTH // 2), max(0, width - WIDTH))
    beside = min(max(0, about.y), max(0, bottom - rows))
    candidates: tuple[tuple[int, int, Side], ...] = (
        (middle, about.y + about.height, "below"),
        (middle, about.y - rows, "above"),
        (about.x + about.width, beside, "right"),
        (about.x - WIDTH, beside, "left"),
    )
    for x, y, side in candidates:
        if x >= 0 and y >= 0 and x + WIDTH <= width and y + rows <= bottom:
            return Rect(x, y, WIDTH, rows), side
    return Rect(max(0, width - WIDTH), max(0, bottom - rows), min(WIDTH, width), min(rows, bottom)), "over"


def callout(
    number: int | None, side: Side, at: int, palette: Palette, glyphs: Glyphs, height: int
) -> list[Strip]:
    """Draw a callout.

    Args:
        number: of its step, counted from 0; None: the offer.
        side: where it stands, seen from what it is about: its frame points back there.
        at: the column or row of the frame that points.
        palette: the theme's styles.
        glyphs: the characters.
        height: rows there are.
    """
    step = None if number is None else STEPS[number]
    title = "the tour" if number is None else f"tour {number + 1} of {len(STEPS)} · Enter next · Esc leave"
    if number == len(STEPS) - 1:
        title = title.replace("next", "ends it").replace(" · Esc leave", "")
    left, right, low_left, low_right = tuple(glyphs.corners)
    lines = _lines(step, glyphs)[: max(0, height - 2)]
    top, low = ("", title) if side == "below" else (title, "")
    rows = [_edge(left, top, right, palette, glyphs)]
    for text in lines:
        row = Row(palette.ground).add(glyphs.edge, palette.text).add(" ")
        row.add(text, palette.text if text is not lines[-1] or number is None else palette.muted)
        rows.append(row.to(WIDTH - 1).add(glyphs.edge, palette.text))
    rows.append(_edge(low_left, low, low_right, palette, glyphs))
    strips = [row.strip(WIDTH) for row in rows]
    return _pointing(strips, side, at, palette, glyphs)


def _edge(start: str, title: str, end: str, palette: Palette, glyphs: Glyphs) -> Row:
    """Draw the upper or the lower edge; the title is on the one that does not point."""
    row = Row(palette.ground).add(start, palette.text)
    if title:
        row.add(glyphs.words(f"{glyphs.rule} {title} "), palette.text)
    return row.to(WIDTH - 1, glyphs.rule, palette.text).add(end, palette.text)


def _pointing(strips: list[Strip], side: Side, at: int, palette: Palette, glyphs: Glyphs) -> list[Strip]:
    """Put an arrow into the frame, towards what it is about."""
    arrow = {"below": "↑", "above": "↓", "right": "←", "left": "→"}.get(side)
    if arrow is None:
        return strips
    y = {"below": 0, "above": len(strips) - 1}.get(side, min(max(at, 1), len(strips) - 2))
    x = {"right": 0, "left": WIDTH - 1}.get(side, min(max(at, 1), WIDTH - 2))
    point = Row(palette.ground).add(glyphs.words(arrow), palette.cursor).strip(1)
    strip = strips[y]
    strips[y] = type(strip).join([strip.crop(0, x), point, strip.crop(x + 1)])
    return strips


def _lines(step: Step | None, glyphs: Glyphs) -> list[str]:
    """Return what stands in the frame, row by row."""
    room = WIDTH - FRAME
    if step is None:
        return [line for text in OFFER for line in wrap(text, room)]
    text = [
        line.replace("~", " ") for line in wrap(glyphs.words(step.text.format(**_signs(glyphs)), 1000), room)
    ]
    attempt = wrap(glyphs.words(f"Try: {step.attempt}"), room)
    return [*text, *attempt, _steps(step, room)]


def _signs(glyphs: Glyphs) -> dict[str, str]:
    """Return the signs that texts name, as they are drawn."""
    inks = (Ink.FREE, Ink.FILE, Ink.ANON, Ink.SLAB, Ink.KERNEL, Ink.BALLOON)
    return {"target": glyphs.target, **{ink.name.lower(): glyphs.bodies[ink] for ink in inks}}


def _steps(step: Step, room: int) -> str:
    """Return the row of all steps: `1 map  [2 gauge]  3 prompt  4 why`."""
    names = [f"[{i} {each.name}]" if each is step else f"{i} {each.name}" for i, each in enumerate(STEPS, 1)]
    line = "  ".join(names)
    return line if cell_len(line) <= room else ""


def about_rect(bands: Iterable[Band], about: str) -> Rect | None:
    """Return where in the bands the selected guest's map or target stands; None where it is not in sight."""
    top = 0
    for band in bands:
        if band.picked:
            return _map_rect(band, top) if about == "map" else _target_rect(band, top)
        top += band.height
    return None


def _map_rect(band: Band, top: int) -> Rect | None:
    columns = band.columns
    if columns.form == "line" or not band.map_rows:
        return Rect(0, top, columns.width, band.height)
    rows = min(band.map_rows, max(1, band_grid(band.guest, columns, band.map_rows).rows))
    return Rect(columns.map_at, top + band.map_at, columns.map_width, rows)


def _target_rect(band: Band, top: int) -> Rect | None:
    """Return the place of the target's sign, in tall bands with what is written under it."""
    columns = band.columns
    if not columns.gauge_width:
        return None
    tall = columns.form == "tall"
    at = min(column(band.guest.target, band.guest, columns.gauge_width), columns.gauge_width - 1)
    return Rect(columns.gauge_at + at, top + int(tall), 1, 1 + int(tall))
