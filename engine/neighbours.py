"""Numbers that follow each other, as stretches: sections, memory blocks, rows."""

from __future__ import annotations

from collections.abc import Iterable


def stretches(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return ascending numbers as stretches of neighbours: the first and the last of each."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def stretches_text(numbers: Iterable[int]) -> str:
    """Return ascending numbers with neighbours joined: `0, 2-5, 7`."""
    return ", ".join(f"{a}-{b}" if a != b else f"{a}" for a, b in stretches(numbers))
