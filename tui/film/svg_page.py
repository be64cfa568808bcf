"""A screen as SVG that every converter draws alike: each character has a place of its own on a grid of pixels.

Blocks, shades and lines are shapes. What is left are words, which any font with letters of one width has.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from tui.film.blocks import HIGH, SHADES, SHAPES, WIDE
from tui.film.look import mixed
from tui.render.colours.colour import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tui.film.blocks import Box
    from tui.film.cast import Look
    from tui.film.cells import Cell
    from tui.film.pens import Pen
    from tui.render.colours.colour import Colour

FONT = "'DejaVu Sans Mono','Liberation Mono',Menlo,Consolas,monospace"
LETTERS = 15
"""Pixels of the font: letters of most fonts are as wide as a cell then."""
BASE = 14
"""Pixels from the top of a cell to where letters stand."""
DIM = 0.6
"""How much of its colour faint ink keeps."""


def svg_page(rows: Sequence[Sequence[Cell]], look: Look, title: str = "") -> str:
    """Return a screen as SVG, complete in itself.

    Args:
        rows: its cells, all rows equally long.
        look: the terminal's colours.
        title: what it is called.
    """
    page = _Page(look)
    for y, row in enumerate(rows):
        page.row(y * HIGH, row)
    width, height = len(rows[0]) * WIDE, len(rows) * HIGH
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">\n'
        f"<title>{escape(title)}</title>\n"
        f'<rect width="{width}" height="{height}" fill="{look.ground}"/>\n{page.drawn()}</svg>\n'
    )


class _Page:
    """What is drawn: shapes by what fills them, and words by how they are written."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._grounds: dict[str, list[str]] = defaultdict(list)
        self._shapes: dict[str, list[str]] = defaultdict(list)
        self._tiles: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._words: dict[tuple[str, str], list[str]] = defaultdict(list)

    def row(self, top: int, row: Sequence[Cell]) -> None:
        """Draw a row of cells."""
        start = 0
        while start < len(row):
            drawn = row[start][1]
            end = start + 1
            while end < len(row) and row[end][1] is drawn:
                end += 1
            self._run(start, top, [text for text, _ in row[start:end]], drawn)
            start = end

    def _run(self, column: int, top: int, texts: Sequence[str], drawn: Pen) -> None:
        ink, ground = self._colours(drawn)
        if ground != self._look.ground:
            self._grounds[ground].append(_box((column * WIDE, top, len(texts) * WIDE, HIGH)))
        letters: list[tuple[int, str]] = []
        for x, text in enumerate(texts, column):
            left = x * WIDE
            if shape := SHAPES.get(text):
                self._shapes[ink].append(_boxes(shape, left, top))
            elif text in SHADES:
                self._tiles[ink, text].append(_box((left, top, WIDE, HIGH)))
            elif text.strip():
                letters.append((left, text))
        if letters:
            self._write(letters, top, ink, drawn)

    def _write(self, letters: Sequence[tuple[int, str]], top: int, ink: str, drawn: Pen) -> None:
        """Write characters, each with the left edge of its cell."""
        marks = {
            "bold": ' font-weight="bold"',
            "italic": ' font-style="italic"',
            "underline": ' text-decoration="underline"',
            "strike": ' text-decoration="line-through"',
        }
        written = "".join(marks.get(each, "") for each in drawn.marks)
        # one by one: there are converters that know no list of places, and no length of a text
        placed = "".join(f'<tspan x="{left}">{escape(text)}</tspan>' for left, text in letters)
        self._words[ink, written].append(f'<text y="{top + BASE}">{placed}</text>')

    def _colours(self, drawn: Pen) -> tuple[str, str]:
        ink, ground = self._hex(drawn.ink, self._look.ink), self._hex(drawn.ground, self._look.ground)
        if "reverse" in drawn.marks:
            ink, ground = ground, ink
        return (mixed(ink, ground, DIM) if "dim" in drawn.marks else ink), ground

    def _hex(self, colour: Colour, own: str) -> str:
        if not isinstance(colour, Terminal):
            return "#{:02x}{:02x}{:02x}".format(*colour)
        return self._look.palette[colour] if colour >= 0 else own

    def drawn(self) -> str:
        """Return all of it: grounds, then shapes, then words."""
        parts = [_path(boxes, ground) for ground, boxes in self._grounds.items()]
        for number, ((ink, text), boxes) in enumerate(self._tiles.items()):
            side, tile = SHADES[text]
            parts.append(
                f'<pattern id="t{number}" width="{side}" height="{side}" patternUnits="userSpaceOnUse">'
                f"{_path([_boxes(tile)], ink)}</pattern>"
            )
            parts.append(_path(boxes, f"url(#t{number})"))
        parts += [_path(boxes, ink) for ink, boxes in self._shapes.items()]
        parts.append(f'<g font-family="{FONT}" font-size="{LETTERS}" xml:space="preserve">')
        for (ink, written), texts in self._words.items():
            parts.append(f'<g fill="{ink}"{written}>' + "".join(texts) + "</g>")
        parts.append("</g>")
        return "".join(f"{part}\n" for part in parts)


def _box(box: Box) -> str:
    left, top, width, height = box
    return f"M{left} {top}h{width}v{height}h-{width}z"


def _boxes(boxes: Iterable[Box], left: int = 0, top: int = 0) -> str:
    return "".join(_box((left + x, top + y, width, height)) for x, y, width, height in boxes)


def _path(boxes: Sequence[str], fill: str) -> str:
    return f'<path fill="{fill}" shape-rendering="crispEdges" d="{"".join(boxes)}"/>'
