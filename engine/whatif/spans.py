"""Lines to read, in pieces that a terminal may colour; without colours they say the same."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Literal

Style = Literal["", "head", "good", "bad", "quiet"]
Span = tuple[str, Style]
Line = tuple[Span, ...]

_CODES: dict[Style, str] = {"head": "1", "good": "32", "bad": "31", "quiet": "2"}


def line(*parts: str | Span) -> Line:
    """Return a line of parts, each a text or a text with its style."""
    return tuple((part, "") if isinstance(part, str) else part for part in parts)


def plain(lines: Iterable[Line]) -> str:
    """Return lines without colours."""
    return "\n".join("".join(text for text, _ in parts).rstrip() for parts in lines)


def coloured(lines: Iterable[Line]) -> str:
    """Return lines with the escape sequences of a terminal's colours."""
    return "\n".join("".join(_painted(text, style) for text, style in parts).rstrip() for parts in lines)


def _painted(text: str, style: Style) -> str:
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if style and text.strip() else text


def wrapped(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """Break a sentence at blanks into lines of at most `width`, with what stands before the first and the others."""
    rest = first if rest is None else rest
    lines = textwrap.wrap(
        " ".join(text.split()),
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines or [first]
