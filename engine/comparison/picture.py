"""A comparison under way, as a screen may draw it: one frozen picture, taken anew for each frame.

`Session.compare(guest, size, policies)` begins a `Comparison`. Whoever shows it calls `advance(steps)` again and again,
a few hundred steps at a time, until it answers False, and draws `picture()` in between. The simulation itself is not
touched: every policy runs on a fork of its own, and all of them are kept abreast in virtual time.

A row of the table is a `Measure` of `engine.comparison.measures.MEASURES`: its `label`, and for each column
`measure.text(column.figures)`. While `column.over` is False the value is not final (screens add a `…`). A column is
marked best where `column.policy in picture.best.get(measure.name, ())`; nothing is, before all have ended.
"""

from __future__ import annotations

import attrs

from engine.compared import Column, Compared, Figures
from engine.snapshot import GuestView, OperationView
from engine.units import Nanoseconds


@attrs.frozen(eq=False)
class ColumnPicture:
    """One policy just now.

    Attributes:
        column: its state, reason and figures so far.
        progress: from 0 to 1, how far the guest has come towards the size.
        guest: the guest on this policy's fork, with its map of sections; None while it is shut down, or where it cannot
            be done.
        operation: what the policy is carried out by on its fork, with `detail`, `waits_for` and `failed_sections`.
        now: virtual time since all began.
    """

    column: Column
    progress: float
    guest: GuestView | None = None
    operation: OperationView | None = None
    now: Nanoseconds = 0

    @property
    def policy(self) -> str:
        """Its name."""
        return self.column.policy

    @property
    def over(self) -> bool:
        """Whether its figures are final."""
        return self.column.over

    @property
    def figures(self) -> Figures | None:
        """What was measured so far; None where it cannot be done."""
        return self.column.figures


@attrs.frozen(eq=False)
class ComparisonPicture:
    """All columns just now.

    Attributes:
        compared: what was asked for, and the columns as plain values.
        columns: in the order of `compared.columns`.
        best: by a measure's name the policies that have its best value; a tie names all; empty before all have ended.
        sentence: what the figures say, one or two sentences.
        now: virtual time since all began, of the column that has come least far.
    """

    compared: Compared
    columns: tuple[ColumnPicture, ...]
    best: dict[str, tuple[str, ...]]
    sentence: str
    now: Nanoseconds

    @property
    def over(self) -> bool:
        """Whether every policy has ended."""
        return self.compared.over

    @property
    def running(self) -> int:
        """How many have not."""
        return sum(not column.over for column in self.columns)
