"""What the signs of a lens mean: in the place of the legend, and in a line where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.colours.inks import TYPE_LETTERS, Ink
from tui.render.colours.palette import STUCK
from tui.render.map.lens import RECENT, Lens
from tui.render.text.rows import Row

if TYPE_CHECKING:
    from rich.style import Style

    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs


def lens_signs(lens: Lens, palette: Palette, glyphs: Glyphs) -> list[tuple[str, Style, str]]:
    """Return signs, each with its style and what it means."""
    body = glyphs.bodies
    match lens:
        case Lens.LEAVES:
            return [
                (body[Ink.FREE], palette.cell(Ink.FREE), "nothing has to move"),
                (body[Ink.FILE], palette.cell(Ink.FILE), "under half does"),
                (body[Ink.ANON], palette.cell(Ink.ANON), "more does"),
                (
                    "K3",
                    palette.cell(Ink.KERNEL, STUCK),
                    "3 such pages keep it, + 10 or more",
                ),
            ]
        case Lens.ORDER:
            return [
                ("0-9 X", palette.cell(Ink.FREE), "order of the largest free block, X 10 or more"),
                (glyphs.cancelled, palette.muted, "none free"),
                ("?", palette.muted, "not looked at"),
            ]
        case Lens.TYPE:
            kinds = [(letter, palette.text, kind.name.lower()) for kind, letter in TYPE_LETTERS.items()]
            return [*kinds, ("+", palette.text, "mixed"), ("?", palette.muted, "not told apart")]
        case Lens.CHANGED:
            return [
                (f"0-{RECENT - 1}", palette.text, "seconds since something in it changed"),
                (glyphs.free, palette.muted, "as it was"),
            ]
    return []


def lens_legend_row(lens: Lens, palette: Palette, glyphs: Glyphs) -> Row:
    """Draw the name of a lens and what its signs mean."""
    row = Row(palette.ground).add(f" {lens.title} ", palette.text)
    for sign, style, means in lens_signs(lens, palette, glyphs):
        row.add(" ").add(sign, style).add(f" {means} ", palette.muted)
    return row


def lens_words(lens: Lens, palette: Palette, glyphs: Glyphs) -> str:
    """Return the same in a line, with the keys that go on."""
    signs = ", ".join(f"{sign} {means}" for sign, _, means in lens_signs(lens, palette, glyphs))
    return glyphs.words(f"lens {lens.title} · {signs or 'what holds most, and what keeps it'}")
