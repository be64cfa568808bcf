"""Traces measured one by one; what goes in and what comes out are plain values that cross to other processes."""

from __future__ import annotations

from pathlib import Path

import attrs

from engine.errors import CommandError, printable
from engine.fidelity.row import Row
from engine.fidelity.unread import WRONG, said
from engine.fidelity.walk import rows_of


@attrs.frozen
class Task:
    """A trace to be measured.

    Attributes:
        folder: of the trace.
        rebuilt: whether inflations are predicted from counts of free blocks alone, too.
    """

    folder: str
    rebuilt: bool = True


@attrs.frozen
class Measured:
    """What came of a trace: its rows, and why it, or which of its steps, could not be read."""

    trace: str
    rows: tuple[Row, ...] = ()
    problem: str = ""


def measure(task: Task) -> Measured:
    """Measure a trace; whatever is wrong with it is a value."""
    folder = Path(task.folder)
    name = printable(folder.resolve().name)
    try:
        rows = rows_of(folder, rebuilt=task.rebuilt)
    except CommandError as error:
        return Measured(name, problem=str(error))
    except WRONG as error:
        return Measured(name, problem=f"it is not as traces are: {said(error)}")
    unread = [f"step {row.step}: {row.reason}" for row in rows if row.unread]
    return Measured(name, rows, "; ".join(unread))
