"""Jump mode: a letter on everything that can be gone to, over the screen as it stands, dimmed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.render.colours.colour import mix
from tui.render.colours.palette import style
from tui.render.text.rows import Row
from tui.render.told.links import Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tui.render.colours.palette import Palette

Kind: TypeAlias = Literal["pane", "guest", "operation", "chapter", "link"]
POOLS: dict[Kind, str] = {
    "guest": "jklhg",
    "pane": "",
    "operation": "uiop",
    "chapter": "",
    "link": "wert",
}
"""Letters of each kind, home row first; a kind has its own, so that one more operation moves no guest's letter."""
PANES = {"bands": "a", "overview": "a", "operations": "s", "replay": "s", "events": "d", "prompt": "f"}
"""Letters that a pane always has; a sheet has that of the maps, whose place it takes."""
SPARE = "yqnmbvcxz" + "JKLHGASDFUIOPWERTYQNMBVCXZ"
"""Letters for those that come after."""
DIM = 0.5
"""How far colours go towards the ground."""
LEAVE = "another key leaves"


@attrs.frozen
class Spot:
    """Something that can be gone to.

    Attributes:
        x: column where its letter sits.
        y: row.
        kind: what it is.
        what: a pane's id, a guest's name, an operation's id, when a chapter begins, a link.
    """

    x: int
    y: int
    kind: Kind
    what: str | int | Link

    def moved(self, x: int, y: int) -> Spot:
        """Return the same on a larger surface, where its part begins at a place."""
        return attrs.evolve(self, x=self.x + x, y=self.y + y)


def lettered(spots: Iterable[Spot]) -> dict[str, Spot]:
    """Give each spot a letter, in order of place; what there is no letter for has none.

    One place gets one letter, though two things begin there.
    """
    free = {pool: iter(pool) for pool in POOLS.values()}  # some kinds share one
    spare = iter(SPARE)
    found: dict[str, Spot] = {}
    taken: set[tuple[int, int]] = set()
    for spot in sorted(spots, key=lambda spot: (tuple(POOLS).index(spot.kind), spot.y, spot.x)):
        if (spot.x, spot.y) in taken:
            continue
        letter = _own_letter(spot, found) or next(free[POOLS[spot.kind]], "") or next(spare, "")
        if letter:
            found[letter] = spot
            taken.add((spot.x, spot.y))
    return found


def _own_letter(spot: Spot, taken: Mapping[str, Spot]) -> str:
    """Return the letter that a pane always has, unless another has it; empty for other spots."""
    if spot.kind != "pane":
        return ""
    letter = PANES.get(str(spot.what), "a" if str(spot.what).startswith("sheet-") else "")
    return "" if letter in taken else letter


def jump_strips(
    strips: Sequence[Strip], letters: Mapping[str, Spot], screens: Mapping[str, str], palette: Palette
) -> list[Strip]:
    """Draw the screen dimmed, with letters on it; the last row says where digits go.

    Args:
        strips: the screen as it is.
        letters: by letter, what it goes to.
        screens: by digit, what it shows.
        palette: the theme's styles.
    """
    rows = [_dimmed(strip, palette) for strip in strips]
    for letter, spot in letters.items():
        if 0 <= spot.y < len(rows):
            rows[spot.y] = _over(rows[spot.y], spot.x, Segment(letter, palette.cursor))
    if rows:
        width = rows[-1].cell_length
        rows[-1] = _screens_row(screens, width, palette).strip(width)
    return rows


def _screens_row(screens: Mapping[str, str], width: int, palette: Palette) -> Row:
    """Draw where digits go; where not all fit, by the first word of each."""
    whole = " Jump " + "".join(f" {digit} {name}" for digit, name in screens.items())
    row = Row(palette.ground).add(" Jump ", palette.text)
    for digit, name in screens.items():
        said = name if cell_len(whole) <= width else name.split()[0]
        if row.column + len(digit) + cell_len(said) + 2 <= width:
            row.add(" ").add(digit, palette.cursor).add(f" {said}", palette.muted)
    return row.add(f"   {LEAVE}", palette.muted) if row.column + len(LEAVE) + 3 <= width else row


def _over(strip: Strip, column: int, segment: Segment) -> Strip:
    """Return a row with a segment in the place of what stood there."""
    width = strip.cell_length
    if column + segment.cell_length > width:
        return strip
    before, after = strip.crop(0, column), strip.crop(column + segment.cell_length, width)
    return Strip([*before, segment, *after], width)


def _dimmed(strip: Strip, palette: Palette) -> Strip:
    segments = [
        Segment(text, _dim(own or palette.ground, palette.ground, palette.muted)) for text, own, _ in strip
    ]
    return Strip(segments, strip.cell_length)


@cache
def _dim(own: Style, ground: Style, muted: Style) -> Style:
    """Return a style one step nearer to the screen's ground; where colours have no shades, the muted one."""
    colours = [colour.triplet for colour in (own.color, own.bgcolor, ground.bgcolor) if colour]
    if len(colours) < 3 or not (colours[0] and colours[1] and colours[2]):
        return muted
    return style(mix(colours[2], colours[0], 1 - DIM), mix(colours[2], colours[1], 1 - DIM))
