"""What a paste means: a line to go on typing, lines to run one after the other, or too much."""

from __future__ import annotations

LARGEST = 65_536
"""Characters of a paste; a script belongs into a file."""
MOST_LINES = 500
TOO_MUCH = f"too much to paste: at most {MOST_LINES} lines and 64K; save it as a file and type: source FILE"


def typed(text: str) -> str:
    """Return `text` as if it had been typed: tabs as blanks, and no control characters."""
    return "".join(c for c in text.replace("\t", " ") if c.isprintable())


def pasted_lines(text: str) -> tuple[str, ...] | None:
    """Return the lines of a paste that say something, as if they had been typed; None: it is too much."""
    if len(text) > LARGEST:
        return None
    lines = tuple(line for row in text.splitlines() if (line := typed(row).strip()))
    return lines if len(lines) <= MOST_LINES else None
