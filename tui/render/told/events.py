"""The event log: sentences with their time and guest, broken between words where they are long."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import attrs
from rich.cells import cell_len

from tui.render.text.rows import Row
from tui.render.text.words import fit, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.style import Style

    from engine.snapshot import Sentence
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

WITH_MINUTES = 100
"""From this width on the time shows its minutes in the first minute too."""
LONGEST = 1000
"""Characters of one sentence that are shown at most."""
GUEST_COLUMNS = 5
PASSED = "expect"
"""The level of an expectation that holds."""


def heading(palette: Palette, glyphs: Glyphs, width: int, sifted: str = "") -> Row:
    """Draw the line above the log; `sifted` says which sentences are shown and what is searched for."""
    row = Row(palette.ground).add(f"{glyphs.rule} ", palette.rule).add("events ", palette.muted)
    if sifted:
        row.add(fit(glyphs.words(sifted), width - row.column - 2, glyphs.more), palette.warm).add(" ")
    return row.to(width, glyphs.rule, palette.rule)


def merged(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """Yield sentences; expectations that hold one after the other become one sentence that counts them."""
    for passed, group in groupby(sentences, lambda sentence: sentence.level == PASSED):
        run = list(group)
        if passed and len(run) > 1:
            guest = run[-1].guest if len({each.guest for each in run}) == 1 else ""
            yield attrs.evolve(run[-1], guest=guest, text=f"✓ {len(run)} expectations hold")
        else:
            yield from run


def newest(starts: Sequence[bool], room: int) -> range:
    """Return the rows to show of the latest sentences, whole ones; of one that is too long, its beginning.

    Args:
        starts: for each row whether a sentence begins there.
        room: how many rows there are.
    """
    end, room = len(starts), max(0, room)
    first = max(0, end - room)
    whole = next((row for row in range(first, end) if starts[row]), None)
    if whole is not None:
        return range(whole, end)
    begin = next((row for row in reversed(range(first)) if starts[row]), first)
    return range(begin, min(end, begin + room))


def sentence_rows(sentence: Sentence, width: int, palette: Palette, glyphs: Glyphs) -> list[Row]:
    """Draw one sentence in as many rows as it needs; further rows stand under its first word."""
    row = Row(palette.ground).add(
        f" {stamp(sentence.time, with_minutes=width >= WITH_MINUTES)} ", palette.muted
    )
    row.add(f"{sentence.guest:<{GUEST_COLUMNS - 1}} ", palette.text)
    left = row.column
    style = _style(sentence.level, palette)
    rows = [row]
    for i, line in enumerate(wrap(glyphs.words(sentence.text, LONGEST), width - left - 1)):
        if i:
            rows.append(Row(palette.ground).to(left))
        rows[-1].add(line, style)
    return rows


def _style(level: str, palette: Palette) -> Style:
    """Return how a sentence is drawn: narration before what happens, what holds as expected behind it."""
    tones = {
        "warning": palette.warm,
        "error": palette.warm,
        "say": palette.strong,
        PASSED: palette.muted,
    }
    return tones.get(level, palette.text)


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
