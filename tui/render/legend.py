"""The legend and the footer: one row each, words left out from the end where the screen is narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.inks import Ink
from tui.render.palette import STUCK
from tui.render.rows import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.render.glyphs import Glyphs
    from tui.render.palette import Palette

MAIN_KEYS = (
    ("F1", "Help"),
    ("^P", "Palette"),
    ("Tab", "Map"),
    ("Space", "Pause"),
    (".", "Step"),
    ("+/-", "Speed"),
    ("^Q", "Quit"),
)
"""The footer while the prompt has the keyboard."""

MAP_KEYS = (
    ("F1", "Help"),
    ("Enter", "In"),
    ("Esc", "Out"),
    ("n", "Next stuck"),
    ("w", "Why"),
    ("r", "Remove"),
    ("^Q", "Quit"),
)
"""The footer while the map has it."""

_GROUPS = (
    ((Ink.FREE, "free"), (Ink.FILE, "file"), (Ink.ANON, "anon"), (Ink.BALLOON, "balloon")),
    ((Ink.SLAB, "slab"), (Ink.KERNEL, "kernel"), (Ink.MEM_MAP, "mem_map"), (Ink.PINNED, "pinned")),
)


def legend_row(palette: Palette, glyphs: Glyphs) -> Row:
    """Draw what every glyph means."""
    row = Row(palette.ground)
    for group in _GROUPS:
        for ink, word in group:
            row.add(" ").add(glyphs.bodies[ink], palette.cell(ink)).add(f" {word}", palette.muted)
        row.add("  ")
    offline, absent = glyphs.bodies[Ink.OFFLINE], glyphs.bodies[Ink.ABSENT]
    going = glyphs.marks[8] + glyphs.marks[9]
    row.add(" ").add(offline, palette.inks[Ink.OFFLINE]).add(f" offline {going} going ", palette.muted)
    row.add(absent, palette.inks[Ink.ABSENT]).add(" absent   ", palette.muted)
    for letter, ink in zip(
        "KSMPB", (Ink.KERNEL, Ink.SLAB, Ink.MEM_MAP, Ink.PINNED, Ink.BALLOON), strict=True
    ):
        row.add(letter, palette.cell(ink, STUCK)).add(" ")
    return row.add("stuck by", palette.muted)


def footer_row(keys: Sequence[tuple[str, str]], width: int, palette: Palette) -> Row:
    """Draw keys with what they do. Where not all fit, those before the last are left out; F1 always stays."""
    shown = list(keys)
    while len(shown) > 1 and sum(len(key) + len(word) + 3 for key, word in shown) > width:
        shown.pop(-2 if len(shown) > 2 else -1)
    row = Row(palette.ground)
    for i, (key, word) in enumerate(shown):
        row.add("  " if i else " ").add(key, palette.text).add(f" {word}", palette.muted)
    return row
