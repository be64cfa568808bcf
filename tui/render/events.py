"""The event log: sentences with their time and guest, broken between words where they are long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui.render.rows import Row
from tui.render.words import stamp

if TYPE_CHECKING:
    from engine.snapshot import Sentence
    from tui.render.glyphs import Glyphs
    from tui.render.palette import Palette

WITH_MINUTES = 100
"""From this width on the time shows its minutes in the first minute too."""
LONGEST = 1000
"""Characters of one sentence that are shown at most."""
GUEST_COLUMNS = 5


def heading(palette: Palette, glyphs: Glyphs, width: int) -> Row:
    """Draw the line above the log."""
    return (
        Row(palette.ground)
        .add(f"{glyphs.rule} ", palette.rule)
        .add("events ", palette.muted)
        .to(width, glyphs.rule, palette.rule)
    )


def sentence_rows(sentence: Sentence, width: int, palette: Palette, glyphs: Glyphs) -> list[Row]:
    """Draw one sentence in as many rows as it needs; further rows stand under its first word."""
    row = Row(palette.ground).add(
        f" {stamp(sentence.time, with_minutes=width >= WITH_MINUTES)} ", palette.muted
    )
    row.add(f"{sentence.guest:<{GUEST_COLUMNS - 1}} ", palette.text)
    left = row.column
    style = palette.warm if sentence.level in ("warning", "error") else palette.text
    rows = [row]
    for i, line in enumerate(wrap(glyphs.words(sentence.text, LONGEST), width - left - 1)):
        if i:
            rows.append(Row(palette.ground).to(left))
        rows[-1].add(line, style)
    return rows


def wrap(text: str, width: int) -> list[str]:
    """Break `text` between words into lines of at most `width` columns; longer words are broken inside."""
    if width < 1:
        return [""]
    lines, line = [], ""
    for word in text.split(" "):
        if line and cell_len(line) + 1 + cell_len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
        while cell_len(line) > width:
            head = _head(line, width)
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line] if line or not lines else lines


def _head(text: str, width: int) -> str:
    """Return the start of `text` that fits, one character at least."""
    end = min(len(text), width)
    while end > 1 and cell_len(text[:end]) > width:
        end -= 1
    return text[:end]
