"""Where a script stops: what to do or to answer, and how one goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui.render.text.rows import Row
from tui.render.told.events import wrap

if TYPE_CHECKING:
    from engine.snapshot.stop import StopView
    from tui.asking.asking import Reveal
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

MOST_ROWS = 4
"""Rows of what is asked or said."""
LONGEST = 500
"""Characters of it."""
LEFT = 5
"""Columns of the sign."""
HOLDS = "Paused here."


def stop_rows(
    stop: StopView,
    reveal: Reveal | None,
    hint: str,
    width: int,
    palette: Palette,
    glyphs: Glyphs,
) -> list[Row]:
    """Draw a stop: a sign, what is said, what came of the answer, and what goes on.

    Args:
        stop: the stop.
        reveal: what is right, once that is to be seen.
        hint: what the keys do.
        width: columns there are.
        palette: colours.
        glyphs: characters.
    """
    sign = glyphs.stopped if stop.answer is None else "?"
    words = glyphs.words(stop.words or HOLDS, LONGEST)
    rows = _said(words, sign, width, palette)
    if reveal is not None:
        sign = glyphs.dot if reveal.right is None else glyphs.done if reveal.right else glyphs.failed
        rows += _said(glyphs.words(revealed(reveal), LONGEST), sign, width, palette)
    hint = glyphs.words(hint, LONGEST)
    if rows[-1].column + 3 + cell_len(hint) + 1 <= width:
        rows[-1].add("   ").add(hint, palette.muted)
    else:
        rows.append(Row(palette.ground).to(LEFT).add(hint, palette.muted))
    return rows


def revealed(reveal: Reveal) -> str:
    """Return what is right, and what came of the answer, as a sentence."""
    if reveal.right is None:
        return f"It is {reveal.answer}."
    if not reveal.right:
        return f"Not {reveal.given}: it is {reveal.answer}."
    return "Right." if reveal.given == reveal.answer else f"Right: {reveal.answer}."


def _said(words: str, sign: str, width: int, palette: Palette) -> list[Row]:
    """Draw a sentence behind its sign; what is too long ends where the rows end."""
    rows = []
    for number, line in enumerate(wrap(words, width - LEFT - 1)[:MOST_ROWS]):
        row = Row(palette.ground)
        if not number:
            row.add(" ").add(f" {sign} ", palette.picked)
        rows.append(row.to(LEFT).add(line, palette.strong))
    return rows
