"""The legend, whole and in one row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from rich.cells import cell_len

from tui.render.colours.inks import TYPE_LETTERS, Ink, Mark
from tui.render.colours.palette import STUCK
from tui.render.map.cursor import Zoom
from tui.render.text.glyphs import PAGE_LETTERS
from tui.render.text.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.style import Style

    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

KINDS = (
    (Ink.FREE, "free"),
    (Ink.FILE, "file"),
    (Ink.ANON, "anon"),
    (Ink.BALLOON, "balloon"),
    (Ink.SLAB, "slab"),
    (Ink.KERNEL, "kernel"),
    (Ink.MEM_MAP, "mem_map"),
    (Ink.PINNED, "pinned"),
)
"""Kinds of pages, and what they are called, the cheapest to take back first."""
_WORDS = dict(KINDS)
_PAGES = (
    *((PAGE_LETTERS[ink], word) for ink, word in KINDS if ink != Ink.FREE),
    ("B", "pinned balloon"),
    ("0-9 X", "first page of a free block: its order"),
)
_ORDERS = ("0-9 X", "free, by order")
SELDOM = "hcBi"
"""Letters that are left out first of a row that is too short: of pageblocks and pages that few guests have."""
HOLDS, STUCK_BY, LISTS = "cell, what it holds", "stuck by", "free lists"
"""Parts of the legend whose signs have colours."""
ZOOMED = ("pageblock", "page")
"""Parts of the legend that are about what is inside a section."""
_STATES = ((Ink.OFFLINE, "offline"), (Ink.ABSENT, "absent"))
LETTERS = (
    (Ink.KERNEL, "K"),
    (Ink.SLAB, "S"),
    (Ink.MEM_MAP, "M"),
    (Ink.PINNED, "P"),
    (Ink.BALLOON, "B"),
)
"""Kinds of pages that keep a section, and their letters."""


def legend_row(palette: Palette, glyphs: Glyphs, width: int = 0) -> Row:
    """Draw what the glyphs of the maps mean; `more_signs` has those that there is no room for.

    What the letters stand for is said where that fits `width`.
    """
    row = Row(palette.ground)
    for ink, word in KINDS:
        row.add(" ").add(glyphs.bodies[ink], palette.cell(ink)).add(f" {word}", palette.muted)
    if (mixed := glyphs.mixes[Ink.ANON]) != glyphs.bodies[Ink.ANON]:
        row.add(" ").add(mixed, palette.cell(Ink.ANON)).add(" mixed", palette.muted)
    for ink, word in _STATES:
        row.add(" ").add(glyphs.bodies[ink], palette.inks[ink]).add(f" {word}", palette.muted)
    going = glyphs.marks[Mark.GOING_ONLINE] + glyphs.marks[Mark.GOING_OFFLINE]
    row.add(f" {going} going ", palette.muted)
    if row.column + _columns([(letter, _WORDS[ink]) for ink, letter in LETTERS]) + len("stuck by") <= width:
        row.add("stuck by", palette.muted)
        for ink, letter in LETTERS:
            row.add(" ").add(letter, palette.cell(ink, STUCK)).add(f" {_WORDS[ink]}", palette.muted)
        return row
    for ink, letter in LETTERS:
        row.add(letter, palette.cell(ink, STUCK))
    return row.add(" stuck", palette.muted)


def zoom_legend_row(zoom: Zoom, palette: Palette, width: int = 200) -> Row:
    """Draw what the letters of a section's pageblocks and pages mean; the first ones are what that zoom shows.

    Where there is no room for all, those go that are seen least often, and the others say it in fewer words.
    """
    row = Row(palette.ground)
    types = TYPE_LETTERS.items() if zoom is Zoom.PAGEBLOCKS else ()
    signs = [*((letter, kind.name.lower()) for kind, letter in types), *_PAGES]
    if _columns(signs) > width:
        signs[-1] = _ORDERS
    while signs and _columns(signs) > width:
        signs.remove(
            next((sign for sign in signs if sign[0] in SELDOM), signs[-2] if signs[1:] else signs[-1])
        )
    for letter, word in signs:
        row.add(f" {letter}", palette.text).add(f" {word}", palette.muted)
    return row


def _columns(signs: list[tuple[str, str]]) -> int:
    """Return the columns of signs with their words."""
    return sum(2 + cell_len(letter) + cell_len(word) for letter, word in signs)


def more_signs(glyphs: Glyphs, width: int) -> str:
    """Return what is not in `legend_row`, as much of it as fits `width`: `¦ min ▼ target  + landed × refused`."""
    parts = (
        f"{glyphs.min} min {glyphs.target} target",
        f"{glyphs.marks[Mark.LANDED]} landed {glyphs.marks[Mark.FAILED]} refused",
    )
    both = "  ".join(parts)
    return next((text for text in (both, parts[0]) if len(text) <= width), "")


@attrs.frozen
class SignsRow:
    """A row of the legend of everything.

    Attributes:
        part: the part of the screen that it is about.
        text: the row.
        signs: the signs in it, each with the column where it begins.
    """

    part: str
    text: str
    signs: tuple[tuple[int, str], ...]


def signs_rows(glyphs: Glyphs, width: int, zoomed: bool = False) -> list[SignsRow]:
    """Return every sign of the main screen with its meaning, broken between signs into rows of `width`.

    Args:
        glyphs: the characters.
        width: columns of a row.
        zoomed: whether pageblocks and pages come first, for that is what shows.
    """
    rows = []
    for part, signs in sorted(_all_signs(glyphs), key=lambda part: zoomed and part[0] not in ZOOMED):
        line = f"{part}:"
        found: list[tuple[int, str]] = []
        for sign, meaning in signs:
            entry = f"{sign} {meaning}"
            if cell_len(line) + 2 + cell_len(entry) > width:
                rows.append(SignsRow(part, line, tuple(found)))
                line, found = " ", []
            found.append((cell_len(line) + 2, sign))
            line = f"{line}  {entry}"
        rows.append(SignsRow(part, line, tuple(found)))
    return rows


def legend_rows(glyphs: Glyphs, width: int, zoomed: bool = False) -> list[str]:
    """Return the same as text."""
    return [row.text for row in signs_rows(glyphs, width, zoomed)]


def painted_signs(row: SignsRow, palette: Palette, glyphs: Glyphs) -> list[tuple[int, int, Style]]:
    """Return where in a row signs begin and end that have a colour in the maps, each with its style."""
    looks: dict[str, dict[str, Style]] = {
        HOLDS: {glyphs.bodies[ink]: palette.cell(ink) for ink, _ in (*KINDS, *_STATES)},
        STUCK_BY: {letter: palette.cell(ink, STUCK) for ink, letter in LETTERS},
        LISTS: dict.fromkeys(glyphs.types.values(), palette.inks[Ink.FREE]),
    }
    styles = looks.get(row.part, {})
    return [(at, at + cell_len(sign), styles[sign]) for at, sign in row.signs if sign in styles]


def _happenings(glyphs: Glyphs) -> list[tuple[str, str]]:
    """Return the signs for what happens to a guest among many."""
    return [
        (glyphs.failed, "failed"),
        ("!", "swaps"),
        (glyphs.marks[Mark.GOING_ONLINE], "grows"),
        (glyphs.marks[Mark.GOING_OFFLINE], "shrinks"),
        (glyphs.bodies[Ink.BALLOON], "its balloon works"),
        (glyphs.operation, "waits"),
        ("%", "slowed down"),
        (glyphs.free, "nothing"),
    ]


def _timeline_signs(glyphs: Glyphs) -> list[tuple[str, str]]:
    """Return the signs of a recording that is played."""
    return [
        (glyphs.playhead, "now"),
        (glyphs.bar, "passed"),
        (glyphs.unbar, "to come"),
        (glyphs.unknown, "not known yet"),
        (glyphs.forked, "a fork"),
        (glyphs.chapters[0], "a chapter begins"),
        (glyphs.ticks[0], "an operation begins"),
        (glyphs.failed, "a failure"),
    ]


def _all_signs(glyphs: Glyphs) -> Iterable[tuple[str, Iterable[tuple[str, str]]]]:
    """Yield the parts of the screen, each with its signs and what they mean."""
    marks, types = glyphs.marks, glyphs.types
    bodies = [(glyphs.bodies[ink], word) for ink, word in (*KINDS, *_STATES)]
    yield HOLDS, [*bodies, _mixed(glyphs)]
    yield (
        "cell, its mark",
        [
            (marks[Mark.FAILED], "refused to leave"),
            (marks[Mark.GOING_OFFLINE], "going offline"),
            (marks[Mark.GOING_ONLINE], "going online"),
            (marks[Mark.LANDED], "migrated pages landed"),
            (marks[Mark.SOME], "some sections of the cell can leave"),
        ],
    )
    words = dict(KINDS)
    yield STUCK_BY, [(letter, words[ink]) for ink, letter in LETTERS]
    yield "gauge", [(glyphs.min, "min"), (glyphs.target, "target"), ("else", "as the cells, sorted")]
    yield (
        LISTS,
        [
            (types["unmovable"], "unmovable"),
            (types["reclaimable"], "reclaimable"),
            (types["movable"], "movable"),
            (types["isolate"], "isolated"),
            (types["any"], "a kernel without types"),
            (f"{glyphs.eighths[0]}-{glyphs.eighths[-1]}", "part of a row"),
        ],
    )
    yield "pageblock", [(letter, kind.name.lower()) for kind, letter in TYPE_LETTERS.items()]
    yield "page", [*_PAGES, (glyphs.free, "its others")]
    yield (
        "operation",
        [
            (glyphs.operation, "under way"),
            (glyphs.done, "done"),
            (glyphs.partial, "partial"),
            (glyphs.cancelled, "cancelled"),
            (glyphs.failed, "failed"),
        ],
    )
    yield (
        "guest among many",
        _happenings(glyphs),
    )
    yield (
        "host",
        [
            (glyphs.free, "free"),
            (glyphs.zeroing, "being zeroed"),
            (glyphs.running, "runs"),
            (glyphs.stopped, "paused"),
        ],
    )
    yield "timeline", _timeline_signs(glyphs)


def _mixed(glyphs: Glyphs) -> tuple[str, str]:
    if glyphs.spells:
        return "its letter", "mixed, most of it that"
    return glyphs.mixed, "mixed, in the colour of what there is most of"
