"""What went on in a guest, virtual second by virtual second: plain numbers, kept whether or not somebody looks.

Nothing in a guest depends on it, and the digest leaves it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import attrs
import numpy as np

from engine.memory.page_list import Array
from engine.units import MIB, SECOND, Bytes, Nanoseconds, Pages

KEPT = 600
"""Rows that are kept; a row holds until the next one's second, so that quiet times take none."""


class Column(IntEnum):
    """What is noted of a second: amounts within it, and levels at its end, in pages."""

    SECOND = 0
    """Which one, counted from 0 at the start of virtual time."""
    WORK = 1
    """Pages of work that run-on programs finished in it."""
    SWAPPED_IN = 2
    SWAPPED_OUT = 3
    WANTED = 4
    """Pages that they would work on in a second if they never had to wait."""
    FREE = 5
    ONLINE = 6
    BALLOON = 7
    UNUSABLE = 8
    """Of the free ones, those in blocks of less than `HUGE`."""


HUGE = 2 * MIB
"""The block whose lack is noted, in bytes; where no block is as large, the largest there are."""
AROUND = 5
"""Seconds before an operation, and after it, that it is compared with."""
_AMOUNTS = slice(Column.WORK, Column.WANTED)
"""What happens within a second; where nothing happens it is 0."""


def _nothing() -> Array:
    return np.zeros((0, len(Column)), np.int64)


@attrs.frozen(eq=False)
class Course:
    """The seconds that are over. What is added makes a new one; arrays are never changed in place."""

    rows: Array = attrs.field(factory=_nothing)
    """[rows, Column], by second. A row is true of the seconds up to the next row's too."""
    totals: tuple[Pages, Pages, Pages] = (0, 0, 0)
    """Work, pages swapped in and pages swapped out, ever, when the last of them was over."""

    @property
    def last(self) -> int:
        """The second of the last row; -1: there is none."""
        return int(self.rows[-1, Column.SECOND]) if len(self.rows) else -1

    def noted(
        self, first: int, end: int, totals: tuple[Pages, Pages, Pages], levels: tuple[Pages, ...]
    ) -> Course:
        """Return it with the seconds [first, end); what happened in them happened in the first.

        Args:
            first: later than all that were noted.
            end: later than that.
            totals: work, pages swapped in and pages swapped out, ever.
            levels: the columns from WANTED on.
        """
        amounts = (now - before for now, before in zip(totals, self.totals, strict=True))
        found = [np.array((first, *amounts, *levels), np.int64)]
        if end - first > 1:
            quiet = found[0].copy()
            quiet[Column.SECOND] += 1
            quiet[_AMOUNTS] = 0
            found.append(quiet)
        before = [*(self.rows[-1:] if len(self.rows) else (None,)), *found[:-1]]
        new = [
            row for was, row in zip(before, found, strict=True) if was is None or (was[1:] != row[1:]).any()
        ]
        if not new:
            return Course(self.rows, totals)
        rows = np.concatenate((self.rows[len(new) - KEPT :], new))
        rows.setflags(write=False)
        return Course(rows, totals)

    def between(self, first: int, end: int) -> Array:
        """Return [seconds, Column], a row for each second in [first, end), all of them over; what is not known is 0."""
        seconds = np.arange(first, end, dtype=np.int64)
        found = np.zeros((len(seconds), len(Column)), np.int64)
        places = np.searchsorted(self.rows[:, Column.SECOND], seconds, side="right") - 1
        known = places >= 0
        found[known] = self.rows[places[known]]
        found[:, Column.SECOND] = seconds
        return found

    def pace(self, first: int, end: int) -> int | None:
        """Return what programs got done of what they wanted in the seconds [first, end), in percent, rounded.

        None where they wanted nothing, or nothing is known.
        """
        if end <= first:
            return None
        rows = self.between(first, end)
        wanted = int(rows[:, Column.WANTED].sum())
        return (200 * int(rows[:, Column.WORK].sum()) + wanted) // (2 * wanted) if wanted else None

    def mean(self, column: Column, first: int, end: int) -> Pages:
        """Return what a column says of a second of [first, end) on average, rounded down; 0 where there is none."""
        return int(self.between(first, end)[:, column].sum()) // (end - first) if end > first else 0


def unusable_pages(blocks: Sequence[int], page_size: Bytes) -> Pages:
    """Return the free pages that lie in blocks of less than `HUGE`.

    Args:
        blocks: free blocks of each order, from order 0.
        page_size: bytes of a page.
    """
    order = min((HUGE // page_size).bit_length() - 1, len(blocks) - 1)
    return sum(count << each for each, count in enumerate(blocks[: max(0, order)]))


@attrs.frozen
class Paces:
    """What programs got done of what they wanted, in percent; None: they wanted nothing, or it is not known yet."""

    before: int | None
    """In the AROUND seconds before an operation."""
    during: int | None
    """In the seconds in which it went on."""
    after: int | None
    """In the AROUND seconds after it."""


def paces(course: Course, started: Nanoseconds, ended: Nanoseconds | None, now: Nanoseconds) -> Paces:
    """Return how programs got on before, during and after an operation (paper 4.1: "with good performance").

    Args:
        course: the guest's.
        started: when the operation began.
        ended: when it was over; None: it goes on.
        now: the seconds that are over by now are known.
    """
    first, known = started // SECOND, now // SECOND
    last = min(known, -(-(now if ended is None else ended) // SECOND))
    after = None if ended is None else course.pace(last, min(known, last + AROUND))
    return Paces(course.pace(max(0, first - AROUND), first), course.pace(first, last), after)
