"""A screen that Textual exported, made to look the same wherever it is opened."""

from __future__ import annotations

import re

_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def portable(svg: str) -> str:
    """Return an exported screen so that no font is fetched, blanks are kept, and names are the same in every run."""
    svg = _FONT.sub("", svg).replace("Fira Code, ", "").replace("<svg ", '<svg xml:space="preserve" ', 1)
    return re.sub(r"terminal-\d+", "screen", svg)
