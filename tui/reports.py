"""Operations that were asked for at the prompt: when each has ended, what is said of it, and what takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs

from tui.language.receipts import receipt
from tui.language.undo import UNDER_WAY, Before, before, inverse

if TYPE_CHECKING:
    from engine.snapshot import OperationView, Snapshot

Severity: TypeAlias = Literal["information", "warning", "error"]

LONG = 2.0
"""Seconds of wall time after which someone may look elsewhere by the time that an operation ends."""
APART = 1.0
"""Seconds between two notifications at least."""
REMEMBERED = 50
"""Operations that are followed, and that can be taken back."""


@attrs.frozen
class Asked:
    """An operation that was asked for.

    Attributes:
        id: its number.
        was: its guest just before.
        at: wall time in seconds.
    """

    id: int
    was: Before | None
    at: float


@attrs.frozen
class Ended:
    """An operation that has ended.

    Attributes:
        operation: how it is now.
        text: what it came to.
        took: seconds of wall time.
        undo: the command that takes it back; empty where none does.
    """

    operation: OperationView
    text: str
    took: float
    undo: str = ""


@attrs.define
class Reports:
    """Follows what was asked for; told the time by who asks."""

    _open: list[Asked] = attrs.field(factory=list)
    _asked: list[Asked] = attrs.field(factory=list)
    """The latest last; those that have ended too."""
    _waiting: list[Ended] = attrs.field(factory=list)
    """What is to be notified of."""
    _notified: float = float("-inf")

    def began(self, operation: OperationView, picture: Snapshot, now: float) -> None:
        """Follow an operation from now on; `picture` is the one just before it was asked for."""
        asked = Asked(operation.id, before(picture.guest(operation.guest)), now)
        self._open.append(asked)
        self._asked.append(asked)
        del self._asked[:-REMEMBERED]

    def ended(self, picture: Snapshot, now: float) -> list[Ended]:
        """Return what has ended since the last time, in the order in which it was asked for."""
        if not self._open:
            return []
        there = {operation.id: operation for operation in picture.operations}
        found, still = [], []
        for asked in self._open:
            operation = there.get(asked.id)
            if operation is None or operation.state in UNDER_WAY:
                still.append(asked)
            else:
                text = receipt(operation, asked.was, picture)
                undo = inverse(operation, asked.was, picture)
                found.append(Ended(operation, text, now - asked.at, undo))
        self._open = still[-REMEMBERED:]
        return found

    def undo(self, picture: Snapshot, number: int | None = None) -> str:
        """Return what takes back an operation, or the latest that can be taken back; empty: nothing does."""
        there = {operation.id: operation for operation in picture.operations}
        for asked in reversed(self._asked):
            if number not in (None, asked.id):
                continue
            operation = there.get(asked.id)
            if operation and (line := inverse(operation, asked.was, picture)):
                return line
        return ""

    def notice(self, ended: Ended) -> None:
        """Have an operation told of in a corner."""
        self._waiting.append(ended)

    @property
    def waits(self) -> bool:
        """Whether something is still to be told."""
        return bool(self._waiting)

    def due(self, now: float) -> list[Ended]:
        """Return what is to be told now: all that waits, at most once a second."""
        if not self._waiting or now < self._notified + APART:
            return []
        waiting, self._waiting, self._notified = self._waiting, [], now
        return waiting


def in_one(ended: list[Ended]) -> tuple[str, str, Severity]:
    """Return title, text and severity of one notification: `3 operations have ended`."""
    states = {each.operation.state for each in ended}
    severity: Severity = (
        "error" if "failed" in states else "warning" if "partial" in states else "information"
    )
    if len(ended) == 1:
        operation, text = ended[0].operation, ended[0].text
        return operation.command, text, severity
    lines = [f"{each.operation.command} · {each.text}" for each in ended[-3:]]
    more = len(ended) - len(lines)
    return (
        f"{len(ended)} operations have ended",
        "\n".join([*lines, *([f"and {more} more"] if more else [])]),
        severity,
    )
