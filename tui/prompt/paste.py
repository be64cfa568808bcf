"""What a paste means: a line to go on typing, lines to run one after the other, or too much."""

from __future__ import annotations

import attrs

LARGEST = 65_536
"""Characters of a paste; a script belongs into a file."""
MOST_LINES = 500
SKIPPED = ("#", "ballonet ")
"""How lines of a script begin that run nothing."""
TOO_MUCH = f"too much to paste: at most {MOST_LINES} lines and 64K; save it as a file and type: source FILE"


def typed(text: str) -> str:
    """Return `text` as if it had been typed: tabs as blanks, and no control characters."""
    return "".join(c for c in text.replace("\t", " ") if c.isprintable())


def pasted_lines(text: str) -> tuple[str, ...] | None:
    """Return the lines of a paste that say something, as if they had been typed; None: it is too much.

    Of several lines comments are left out, and a script's first one, which says what language it is.
    """
    if len(text) > LARGEST:
        return None
    lines = tuple(line for row in text.splitlines() if (line := typed(row).strip()))
    if len(lines) > 1:
        lines = tuple(line for line in lines if not line.startswith(SKIPPED))
    return lines if len(lines) <= MOST_LINES else None


@attrs.frozen
class Waiting:
    """Lines that run as soon as Enter says so.

    Attributes:
        lines: the lines.
        goes_on: whether they come after the one in the prompt, which was refused and is being mended.
    """

    lines: tuple[str, ...] = ()
    goes_on: bool = False

    def with_line(self, line: str) -> tuple[str, ...]:
        """Return what Enter runs while `line` is typed."""
        return (line, *self.lines) if self.goes_on and line else self.lines

    @property
    def said(self) -> str:
        """What the keys do, for `tui.keys.hints`; empty while nothing waits."""
        if not self.lines:
            return ""
        if self.goes_on:
            which = "the line after it" if len(self.lines) == 1 else f"the {len(self.lines)} lines after it"
            return f"{{prompt.run}} runs this and goes on with {which} · {{prompt.out}} drops them"
        runs = f"runs these {len(self.lines)} lines and stops at the first that is refused"
        return f"{{prompt.run}} {runs} · {{prompt.out}} drops them"
