"""The list of themes: each with its name and its kinds in its own colours, and a line about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.closely.why import FRAME, framed
from tui.render.colours.palette import STUCK, Palette, palette
from tui.render.map.legend import KINDS, LETTERS
from tui.render.text.rows import Row
from tui.render.text.words import fit, plural
from tui.render.told.events import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.render.colours.theme import Theme
    from tui.render.text.glyphs import Glyphs

NAME_COLUMNS = 13
MOST_PROBLEMS = 4
"""Rows for files that are no themes."""
_ABOUT_FROM = 28
"""Columns for the line about a theme below which it is left out."""
KEYS = "↑ ↓ look · Enter keep · r read again · Esc back"


def rows_wanted(themes: Sequence[Theme], problems: Sequence[str], width: int, glyphs: Glyphs) -> int:
    """Return the rows that show everything, frame and all; 0 where there is nothing."""
    return len(themes) + len(_problem_lines(problems, width - FRAME, glyphs)) + 2 if themes else 0


def theme_rows(
    themes: Sequence[Theme],
    chosen: int,
    problems: Sequence[str],
    size: tuple[int, int],
    styles: Palette,
    glyphs: Glyphs,
) -> tuple[list[Row], int]:
    """Draw the list in its frame.

    Args:
        themes: all of them.
        chosen: which one is worn just now.
        problems: a line for each file that is no theme.
        size: columns and rows there are.
        styles: of the theme that is worn.
        glyphs: the characters.

    Returns:
        The rows, and which theme stands in the first row below the upper edge.
    """
    width, height = size
    inside, room = width - FRAME, max(0, height - 2)
    lines = _problem_lines(problems, inside, glyphs)[: max(0, room - 1)]
    said = [Row(styles.ground).add(line, styles.warm) for line in lines]
    shown = max(1, room - len(said))
    top = min(max(0, chosen - shown // 2), max(0, len(themes) - shown))
    rows = [
        _theme_row(theme, top + i == chosen, inside, styles, glyphs)
        for i, theme in enumerate(themes[top : top + shown])
    ]
    title = f"theme {chosen + 1} of {len(themes)} · {themes[chosen].about}" if themes else "no themes"
    hint = fit(glyphs.words(KEYS), max(0, width - 6), glyphs.more)
    return framed(title, hint, [*rows, *said], width, styles, glyphs), top


def _theme_row(theme: Theme, chosen: bool, width: int, styles: Palette, glyphs: Glyphs) -> Row:
    own = palette(theme)
    row = Row(styles.ground).add(f"{glyphs.becomes} " if chosen else "  ", styles.text)
    row.add(" ", own.text).add(fit(theme.name, NAME_COLUMNS - 1, glyphs.more), own.text)
    row.to(NAME_COLUMNS + 2, style=own.text)
    for ink, _ in KINDS:
        row.add(glyphs.bodies[ink] * 2, own.cell(ink))
    for ink, letter in LETTERS:
        row.add(letter, own.cell(ink, STUCK))
    row.add(" ", own.text).add(" ")
    if width - row.column >= _ABOUT_FROM:
        about = glyphs.words(theme.about)
        row.add(fit(about, width - row.column, glyphs.more), styles.text if chosen else styles.muted)
    return row


def _problem_lines(problems: Sequence[str], width: int, glyphs: Glyphs) -> list[str]:
    lines = [
        f"{'  ' if i else f'{glyphs.failed} '}{text}"
        for problem in problems
        for i, text in enumerate(wrap(glyphs.words(problem, 400), max(1, width - 2)))
    ]
    if len(lines) <= MOST_PROBLEMS:
        return lines
    files = plural(len(problems), "file")
    return [*lines[: MOST_PROBLEMS - 1], f"{glyphs.more} {files} of yours: ballonet themes says all"]
