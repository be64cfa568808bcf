"""Parts of a drawn row that are lit: what is selected, and what was searched for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

if TYPE_CHECKING:
    from rich.style import Style


def lit_span(line: Strip, span: tuple[int, int] | None, style: Style) -> Strip:
    """Return a row with its columns from the first of `span` to before the second in a style; -1: to the end."""
    if span is None:
        return line
    start, end = span
    end = line.cell_length if end == -1 else end
    before, chosen, after = line.crop(0, start), line.crop(start, end), line.crop(end)
    chosen = Strip([Segment(part.text, style) for part in chosen], chosen.cell_length)
    return Strip.join([before, chosen, after])


def lit_words(line: Strip, words: str, style: Style) -> Strip:
    """Return a row with every place of `words`, in any case, in a style; what is broken over two rows is not lit."""
    text = line.text
    for match in re.finditer(re.escape(words), text, re.IGNORECASE) if words else ():
        line = lit_span(line, (cell_len(text[: match.start()]), cell_len(text[: match.end()])), style)
    return line
