"""What the simulation holds as one kind and a real kernel counts as two: shared out as the capture recorded it."""

from __future__ import annotations

from engine.units import Pages

Counted = tuple[tuple[str, int], ...]
"""Lines of the capture's /proc/meminfo, in KiB."""


def part_of(counted: Counted, one: str, other: str, pages: Pages, otherwise: Pages) -> Pages:
    """Return how many of so many pages are counted in the line `one`, the rest being counted in `other`.

    Args:
        counted: what was recorded.
        one: a line of /proc/meminfo.
        other: the line for the rest.
        pages: that there are today.
        otherwise: what is said where nothing was recorded.
    """
    found = dict(counted)
    both = found.get(one, 0) + found.get(other, 0)
    if one not in found or not both:
        return otherwise
    return pages * found[one] // both
