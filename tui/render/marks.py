"""What just happened in the maps, and for how long it is shown: one step for 400 ms, then the plain state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.snapshot import OperationView, Snapshot, WatchView

LANDED_FOR = 0.4
FAILED_FOR = 3.0
"""Seconds of wall time."""
MOST = 24
"""Cells that are lit at once."""
TOO_FAST = 8.0
"""Above this speed nothing is lit."""


@attrs.frozen
class Marks:
    """What just happened to sections of one guest; how long each stays lit is decided by who passes it in."""

    failed: frozenset[int] = frozenset()
    """Refused just now: `×`."""
    refused: frozenset[int] = frozenset()
    """Refused by an operation that is still listed: their letter is underlined."""
    landed: frozenset[int] = frozenset()
    """Migrated pages arrived just now, or a watched machine's pages are others: `+`."""


NO_MARKS = Marks()


@attrs.define
class Flashes:
    """Which sections are lit. Told the time by who asks; while the simulation is paused, what is lit stays lit."""

    _landed: dict[tuple[str, int], float] = attrs.field(factory=dict)
    """Guest and section -> lit until."""
    _failed: dict[tuple[int, int], float] = attrs.field(factory=dict)
    """Operation and section -> lit until; kept afterwards, so that a failure is lit only once."""
    _migrated: dict[int, int] = attrs.field(factory=dict)
    """Operation -> pages it had migrated when last seen."""
    _now: float = 0.0
    _looked: WatchView | None = None
    """The last look at a real machine."""

    def see(self, snapshot: Snapshot, operations: Sequence[OperationView], now: float) -> dict[str, Marks]:
        """Return the marks of each guest that has any.

        Args:
            snapshot: the picture that is about to be drawn.
            operations: those listed on the screen; only their failures are marked.
            now: wall time in seconds; less than before counts as no time passed.
        """
        now = max(now, self._now)
        if snapshot.paused:
            self._hold(now - self._now)
        self._now = now
        lively = snapshot.speed <= TOO_FAST
        if snapshot.watch is not None and snapshot.watch is not self._looked:
            self._looked = snapshot.watch
            lit = ((guest.name, section) for guest in snapshot.guests for section in snapshot.watch.changed)
            self._landed |= dict.fromkeys(lit, now + max(LANDED_FOR, snapshot.watch.lit))
        for operation in operations:
            migrated = self._migrated.get(operation.id, 0)
            self._migrated[operation.id] = operation.pages_migrated
            if lively and operation.pages_migrated > migrated:
                lit = ((operation.guest, section) for section in operation.landing)
                self._landed |= dict.fromkeys(lit, now + LANDED_FOR)
            for section, _ in operation.failed_sections:
                self._failed.setdefault((operation.id, section), now + FAILED_FOR if lively else now)
        self._forget(now, {operation.id for operation in operations})
        return self._marks(operations, now)

    def next_change(self) -> float | None:
        """Return when the first lit section goes dark, in the time of `see`; None if none is lit."""
        return min(
            (end for end in (*self._landed.values(), *self._failed.values()) if end > self._now), default=None
        )

    def _hold(self, passed: float) -> None:
        """Let what is lit stay lit for as long as has passed."""
        for landed, end in self._landed.items():
            self._landed[landed] = end + passed
        for failed, end in self._failed.items():
            self._failed[failed] = end + passed if end > self._now else end

    def _forget(self, now: float, listed: set[int]) -> None:
        latest = sorted(self._landed, key=lambda key: self._landed[key])[-MOST:]
        self._landed = {key: self._landed[key] for key in latest if self._landed[key] > now}
        self._failed = {key: end for key, end in self._failed.items() if key[0] in listed}
        self._migrated = {number: pages for number, pages in self._migrated.items() if number in listed}

    def _marks(self, operations: Sequence[OperationView], now: float) -> dict[str, Marks]:
        failed: dict[str, set[int]] = {}
        refused: dict[str, set[int]] = {}
        latest: dict[str, int] = {}
        for operation in operations:
            latest[operation.guest] = max(operation.id, latest.get(operation.guest, 0))
        for operation in operations:
            if operation.ended is not None and operation.id < latest[operation.guest]:
                continue  # the guest's next operation has begun
            for section, _ in operation.failed_sections:
                lit = self._failed[operation.id, section] > now
                (failed if lit else refused).setdefault(operation.guest, set()).add(section)
        landed: dict[str, set[int]] = {}
        for guest, section in self._landed:
            landed.setdefault(guest, set()).add(section)
        return {
            guest: Marks(
                frozenset(failed.get(guest, ())),
                frozenset(refused.get(guest, ())),
                frozenset(landed.get(guest, ())),
            )
            for guest in failed.keys() | refused.keys() | landed.keys()
        }
