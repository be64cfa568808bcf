"""What a plot shows: levels of guests over virtual time, and what happened meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from engine.units import MIB

if TYPE_CHECKING:
    from engine.snapshot import GuestView, OperationView
    from engine.units import Bytes, Nanoseconds

HUGE = 2 * MIB
"""The block whose lack is plotted."""


@attrs.frozen
class Level:
    """What is true of a guest at one time, sizes in bytes."""

    time: Nanoseconds
    has: Bytes
    target: Bytes
    balloon: Bytes
    free: Bytes
    unusable: int
    """Of free memory, what is of no use for a block of `HUGE`, in thousandths."""


@attrs.frozen
class Track:
    """A guest over time."""

    name: str
    levels: tuple[Level, ...]
    """In order of time, one at least."""


@attrs.frozen
class Plotted:
    """All that a plot shows.

    Attributes:
        title: what it is of.
        first: where it begins.
        end: where it ends; later than that.
        tracks: the guests.
        chapters: where parts of the script begin, in order, with their titles.
        operations: in order; those of other guests are left out.
    """

    title: str
    first: Nanoseconds
    end: Nanoseconds
    tracks: tuple[Track, ...]
    chapters: tuple[tuple[Nanoseconds, str], ...] = ()
    operations: tuple[OperationView, ...] = ()


def unusable(guest: GuestView, size: Bytes = HUGE) -> int:
    """Return the unusable free index for blocks of a size, or of the largest there are, in thousandths."""
    order = (size // guest.page_size).bit_length() - 1
    index = guest.unusable_free_index
    return index[min(order, len(index) - 1)] if index else 0


def level(guest: GuestView, time: Nanoseconds) -> Level:
    """Return what is true of a guest now."""
    return Level(time, guest.has, guest.target, guest.balloon, guest.free, unusable(guest))
