"""Nothing but ASCII on its way to the terminal, whatever drew it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.filter import LineFilter

from tui.render.text.glyphs import ASCII

if TYPE_CHECKING:
    from textual.color import Color

_FRAMES = {
    **dict.fromkeys("─━╌╍┄┈═▁▂▔", "-"),
    **dict.fromkeys("│┃┆║▌▐▏▕▎▊", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╰╯", "+"),
    **dict.fromkeys("█▇▆▅▄▃▓▒░▀", "#"),
    "❯": ">",
}
"""What Textual frames its widgets with, and what a sentence of a file may have."""
_PLAINER = ASCII.plainer | {ord(rich): plain for rich, plain in _FRAMES.items()}


@lru_cache(4096)
def plainly(text: str) -> str:
    """Return text in ASCII and as wide as it was: what has no likeness is a question mark."""
    if text.isascii():
        return text
    likened = text.translate(_PLAINER)
    return "".join(each if each.isascii() else "?" * cell_len(each) for each in likened)


class Plainly(LineFilter):
    """The net below the ASCII glyphs: it catches frames that Textual draws and words that came from elsewhere."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's
        """Return the segments of a row in ASCII."""
        return [
            segment
            if segment.text.isascii()
            else Segment(_as_wide(segment.text), segment.style, segment.control)
            for segment in segments
        ]


def _as_wide(text: str) -> str:
    return plainly(text)[: cell_len(text)].ljust(cell_len(text))
