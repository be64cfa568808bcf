"""The balloon gauge: the map of one guest, sorted by how dear a page is to take back, on the scale 0..max."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.style import Style

from tui.render.colours.inks import DEARNESS, INK_OF_KIND, Ink
from tui.render.text.rows import Row
from tui.render.text.words import level

if TYPE_CHECKING:
    from engine.snapshot import GuestView
    from engine.units import Bytes
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

UNDERLINED = len(Ink) + 1
"""Added to an ink."""
PARTS = (*DEARNESS, Ink.BALLOON, Ink.OFFLINE, Ink.ABSENT)
"""What a guest's range is made of, from the left."""
APART = 2
"""Columns between two labels."""


def scale(guest: GuestView) -> Bytes:
    """Return what the gauge's right end stands for."""
    return max(guest.max, guest.present, guest.target, 1)


def column(size: Bytes, guest: GuestView, width: int) -> int:
    """Return the column of a gauge of `width` columns at which `size` is reached."""
    whole = scale(guest)
    return min(width, (2 * size * width + whole) // (2 * whole))


def has_min(guest: GuestView) -> bool:
    """Say whether anybody keeps the guest from shrinking further: of an imported one nobody is known to."""
    return guest.min > 0 or guest.origin is None


def parts(guest: GuestView) -> list[tuple[Ink, Bytes]]:
    """Return what the guest's range is made of, from the dearest page to what was never plugged in."""
    held = dict.fromkeys(Ink, 0)
    for kind, ink in INK_OF_KIND.items():
        held[ink] += guest.counts[kind] * guest.page_size
    held[Ink.KERNEL] += held[Ink.HOLE]  # firmware's, which has it for good
    own = [(ink, held[ink]) for ink in (*DEARNESS, Ink.BALLOON)]
    return [
        *own,
        (Ink.OFFLINE, max(0, guest.present - sum(size for _, size in own))),
        (Ink.ABSENT, max(0, scale(guest) - guest.present)),
    ]


def gauge(
    row: Row,
    guest: GuestView,
    width: int,
    palette: Palette,
    glyphs: Glyphs,
    dragged: Bytes | None = None,
) -> None:
    """Append a gauge of `width` columns: between the target and the first balloon lies what must go.

    Args:
        row: where it goes.
        guest: whose.
        width: columns.
        palette: the theme's styles.
        glyphs: the characters.
        dragged: where the target is dragged to; what would have to go is underlined.
    """
    inks: list[Ink] = []
    reached = 0
    for ink, size in parts(guest):
        reached += size
        inks += [ink] * (column(reached, guest, width) - len(inks))
    inks += [Ink.ABSENT] * (width - len(inks))
    text = [glyphs.bodies[ink] for ink in inks]
    codes = [int(ink) for ink in inks]
    if dragged is not None:
        must_go = slice(column(dragged, guest, width), column(guest.has, guest, width))
        codes[must_go] = [code + UNDERLINED for code in codes[must_go]]
    signs = [(guest.target if dragged is None else dragged, glyphs.target)]
    if has_min(guest):
        signs.insert(0, (guest.min, glyphs.min))
    for at, sign in signs:
        if width:
            place = min(column(at, guest, width), width - 1)
            if place and inks[place] == Ink.BALLOON and inks.count(Ink.BALLOON) == 1:
                place -= 1  # else a sign would hide the balloon
            text[place], codes[place] = sign, len(Ink)
    row.runs("".join(text), codes, _styles(palette))


@lru_cache(maxsize=8)
def _styles(palette: Palette) -> tuple[Style, ...]:
    """Return the styles of a gauge: by ink, that of signs, and by ink with a line under it."""
    return (*palette.inks, palette.text, *(each + Style(underline=True) for each in palette.inks))


def labels(row: Row, guest: GuestView, left: int, width: int, palette: Palette) -> None:
    """Append min, target, has and max, each under its place in a gauge that starts at column `left`."""
    least = [(column(guest.min, guest, width), 0, f"min {_bound(guest.min)}")] if has_min(guest) else []
    wanted = sorted(
        [
            *least,
            (column(guest.target, guest, width), 1, f"target {level(guest.target)}"),
            (column(guest.has, guest, width), 2, f"has {level(guest.has)}"),
        ]
    )
    bounded = guest.origin is None or guest.origin.bounded
    last = f"max {_bound(guest.max)}" if bounded else f"present {_bound(guest.present)}"
    end = width - len(last) - APART
    starts: list[int] = []
    free_from = 0
    for at, _, text in wanted:
        starts.append(max(at, free_from))
        free_from = starts[-1] + len(text) + APART
    for i in reversed(range(len(starts))):
        starts[i] = min(starts[i], end - len(wanted[i][2]))
        end = starts[i] - APART
    for start, (_, which, text) in zip(starts, wanted, strict=True):
        row.to(left + start).add(text, palette.text if which else palette.muted)
    row.to(left + width - len(last)).add(last, palette.muted)


def short_levels(guest: GuestView, glyphs: Glyphs) -> str:
    """Return `660M ▸ 512M`, what it has and what it shall have, 13 columns wide."""
    return f"{level(guest.has):>5} {glyphs.becomes} {level(guest.target):<5}"


def _bound(size: Bytes) -> str:
    text = level(size)
    return text.replace(".0", "")
