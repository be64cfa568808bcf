"""What the words of a script's line are, so that each can be drawn as what it is. Hue is for kinds of pages alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, TypeAlias

from engine.commands.parse import OPTION, find_row
from engine.commands.words import split
from engine.errors import SyntaxRefused
from engine.script.header import NOT_LINES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.commands.words import Word

Part: TypeAlias = Literal["plain", "verb", "said", "aside", "variable"]
"""`aside`: what the line would run without, or not differently: comments, times, the names of options."""
_VARIABLE = re.compile(r"\$(?:\$|\{[A-Za-z_]\w*\}|[A-Za-z_]\w*)", re.ASCII)


def parts_of(text: str, *, variables: bool = False) -> list[tuple[int, int, Part]]:
    """Return where each part of a line begins and ends; what is between them is plain. A line may be wrong.

    Args:
        text: the line, without control characters.
        variables: whether the script has any, so that `$NAME` is one.
    """
    start = len(text) - len(text.lstrip())
    if text[start : start + 1] == "#":
        return [(start, len(text), "aside")]
    try:
        words = split(text)
    except SyntaxRefused:
        return []
    parts = _parts(text, words)
    if variables:
        code = next((at for at, _, part in parts if part == "aside" and text[at] == "#"), len(text))
        named = [(each.start(), each.end()) for each in _VARIABLE.finditer(text[:code])]
        parts = _over(parts, named)
    return parts


def _parts(text: str, words: Sequence[Word]) -> list[tuple[int, int, Part]]:
    found: list[tuple[int, int, Part]] = []
    if words and words[0].text == "ballonet":
        return [(0, len(text), "aside")]
    if words and words[0].text.startswith("@"):
        found.append((words[0].start, words[0].end, "aside"))
        words = words[1:]
        if words and words[0].text in NOT_LINES:
            return [(0, len(text), "aside")]
    while words:
        try:
            row = find_row(tuple(words))
        except SyntaxRefused:
            return found
        verb, words = words[: len(row.words)], words[len(row.words) :]
        found.append((verb[0].start, verb[-1].end, "verb"))
        if row.free_text and not row.script_only:
            return [*found, (words[0].start, len(text), "said")] if words else found
        if not row.may_not_hold:
            return [*found, *_rest(text, words)]
        words = words[len(row.positional) - 1 :]
    return found


def _rest(text: str, words: Sequence[Word]) -> list[tuple[int, int, Part]]:
    """Return the parts of what stands behind a command's own words."""
    found: list[tuple[int, int, Part]] = []
    for word in words:
        if word.text.startswith("#"):
            return [*found, (word.start, len(text), "aside")]
        if option := OPTION.match(word.text):
            found.append((word.start, word.start + option.end(), "aside"))
        if word.text.endswith("&"):
            found.append((word.end - 1, word.end, "aside"))
    return found


def _over(
    parts: Sequence[tuple[int, int, Part]], named: Sequence[tuple[int, int]]
) -> list[tuple[int, int, Part]]:
    """Return the parts with variables laid over them."""
    found: list[tuple[int, int, Part]] = [(start, end, "variable") for start, end in named]
    for start, end, part in parts:
        at = start
        for first, last in named:
            if first < end and last > at:
                if first > at:
                    found.append((at, first, part))
                at = max(at, last)
        if at < end:
            found.append((at, end, part))
    return sorted(found)
