"""How operations get on, told at sensible intervals: that they begin, each quarter, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.plain.lines import ended_text, operation_text
from tui.render.told.operations import RECENT, RUNNING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.snapshot import OperationView, Snapshot
    from engine.units import Nanoseconds

QUARTERS = 4
BEGINS = "begins"


class Progress:
    """Remembers of each operation what was told. One that takes no time and is done is not told of."""

    def __init__(self) -> None:
        self._told: dict[int, tuple[str, int]] = {}
        """State and quarters by the number of each operation that is under way."""
        self._over = 0
        """Up to this number all operations that are not in `_told` are over, and were told of."""

    def news(self, snapshot: Snapshot) -> Iterator[tuple[Nanoseconds, OperationView, str]]:
        """Yield what is new since the last picture: when, about which operation, and what."""
        latest = self._over
        for operation in snapshot.operations[-RECENT:]:
            if operation.id <= self._over and operation.id not in self._told:
                continue
            latest = max(latest, operation.id)
            time = snapshot.time if operation.ended is None else operation.ended
            if text := self._new(operation, time > operation.started):
                yield (
                    (operation.started if text == BEGINS else time),
                    operation,
                    operation_text(operation, text),
                )
        self._over = latest

    def _new(self, operation: OperationView, took_time: bool) -> str:
        """Return what is new of one operation; empty: nothing."""
        before = self._told.pop(operation.id, None)
        if operation.state not in RUNNING:
            return ended_text(operation) if took_time or operation.state != "done" else ""
        if not took_time:
            self._told[operation.id] = ("", 0)
            return ""
        quarter = QUARTERS * operation.done // operation.total if operation.total else 0
        self._told[operation.id] = (operation.state, quarter)
        if before is None or operation.state != before[0]:
            waits = f" for {operation.waits_for}" if operation.waits_for else ""
            first = before is None or not before[0]
            return (
                (BEGINS if first else "goes on")
                if operation.state == "running"
                else f"{operation.state}{waits}"
            )
        return f"{quarter * 100 // QUARTERS} %" if before[1] < quarter < QUARTERS else ""
