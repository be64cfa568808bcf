"""Lines of text as rows of so many columns."""

from __future__ import annotations

import re
from typing import Literal

from rich.cells import cell_len, chop_cells

Tone = Literal["plain", "heading", "muted"]
Line = tuple[Tone, str]


def broken(lines: list[Line], width: int, table: bool = False) -> list[Line]:
    """Return `lines` as rows of at most `width` columns; with no room at all, as they are.

    In a table, lines with blanks side by side, which set columns apart, stay as they are however wide.
    """
    if width < 1:
        return lines
    return [
        (tone, row)
        for tone, text in lines
        for row in ([text] if table and "  " in text.strip() else _wrapped(text, width))
    ]


def _wrapped(text: str, width: int) -> list[str]:
    """Break a line at blanks; a word too long is broken anywhere.

    Its rest goes on where the line began, or where its second column does: there the first wide gap ends.
    """
    start = len(text) - len(text.lstrip())
    if gap := re.search(r"\S( {2,})\S", text[: width * 3 // 5]):
        start = gap.end() - 1
    indent = " " * start if start < width * 2 // 3 else ""
    rows = []
    while cell_len(text) > width:
        head = chop_cells(text, width)[0]
        ends = len(head) if text[len(head) :].startswith(" ") else head.rfind(" ")
        if ends < 0 or not head[:ends].strip():
            ends = len(head)
        rows.append(text[:ends].rstrip())
        text = text[ends:].lstrip()
        if not text:
            return rows
        text = indent + text
    return [*rows, text]
