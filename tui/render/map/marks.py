"""What just happened in the maps, and for how long it is shown: one step for 400 ms, then the plain state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from tui.render.told.operations import RUNNING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.snapshot import OperationView, Snapshot, WatchView

LANDED_FOR = 0.4
FAILED_FOR = 3.0
"""Seconds of wall time."""
MOST = 24
"""Cells that are lit at once."""
TOO_FAST = 8.0
"""Above this speed nothing is lit."""
FOR_EVER = float("inf")
"""Until its operation has ended."""


@attrs.frozen
class Marks:
    """What just happened to sections of one guest; how long each stays lit is decided by who passes it in."""

    failed: frozenset[int] = frozenset()
    """Refused just now: `×`."""
    refused: frozenset[int] = frozenset()
    """Refused by an operation that is still listed: their letter is underlined."""
    landed: frozenset[int] = frozenset()
    """Migrated pages arrived just now, or a watched machine's pages are others: `+`."""
    fresh: frozenset[int] = frozenset()
    """Of these, where the first ones arrived just now: their `+` is lit, once."""
    left: frozenset[int] = frozenset()
    """Pages moved away just now: its `▾` is lit."""
    turned: frozenset[int] = frozenset()
    """Cells of the map, not sections, that turned to `○` just now: lit as a whole."""
    changed: frozenset[int] = frozenset()
    """What the instant did that was stepped over, on or back: lit as a whole."""


NO_MARKS = Marks()


@attrs.define
class Flashes:
    """Which sections are lit. Told the time by who asks; while the simulation is paused, what is lit stays lit.

    A step while it is paused puts out what was lit: what is lit then is what that step changed.
    """

    calm: bool = False
    """Whether nothing flashes: what would have is marked until its operation has ended."""
    _landed: dict[tuple[str, int], float] = attrs.field(factory=dict)
    """Guest and section -> lit until."""
    _fresh: dict[tuple[str, int], float] = attrs.field(factory=dict)
    _left: dict[tuple[str, int], float] = attrs.field(factory=dict)
    _turned: dict[tuple[str, int], float] = attrs.field(factory=dict)
    """Guest and cell -> lit until."""
    _failed: dict[tuple[int, int], float] = attrs.field(factory=dict)
    """Operation and section -> lit until; kept afterwards, so that a failure is lit only once."""
    _migrated: dict[int, int] = attrs.field(factory=dict)
    """Operation -> pages it had migrated when last seen."""
    _now: float = 0.0
    _stood_at: int | None = None
    """The virtual time of the last picture, if the simulation was paused then."""
    _lively: bool = True
    _changed: Mapping[str, frozenset[int]] = attrs.field(factory=dict)
    """By guest, the sections that differ by the instant that was stepped over."""
    _changed_at: int | None = None
    """The virtual time for which these are lit."""
    _anew: bool = False
    """Whether the next picture follows from none: what it shows has not just happened."""
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
            if self._stood_at not in (None, snapshot.time):
                for lights in self._moving:
                    lights.clear()
        if not snapshot.paused or snapshot.time != self._changed_at:
            self._changed = {}
        self._now, self._stood_at = now, snapshot.time if snapshot.paused else None
        self._lively = snapshot.speed <= TOO_FAST and not self.calm
        if self._lively and snapshot.watch is not None and snapshot.watch is not self._looked:
            self._looked = snapshot.watch
            lit = ((guest.name, section) for guest in snapshot.guests for section in snapshot.watch.changed)
            changed = dict.fromkeys(lit, now + max(LANDED_FOR, snapshot.watch.lit))
            self._landed |= changed
            self._fresh |= changed
        for operation in operations:
            self._follow(operation, now)
        self._anew = False
        self._forget(now, operations)
        return self._marks(operations, now)

    def turn(self, guest: str, cells: Iterable[int]) -> frozenset[int]:
        """Light cells that turned to `○` in the picture that was seen last; return all of the guest's that are lit."""
        if self._lively:
            self._turned |= dict.fromkeys(((guest, cell) for cell in cells), self._now + LANDED_FOR)
            self._turned = _latest(self._turned, self._now, MOST - len(self._fresh))
        return frozenset(cell for name, cell in self._turned if name == guest)

    def light(self, changed: Mapping[str, frozenset[int]], time: int) -> None:
        """Light sections that differ by the instant that was stepped over; of very many the first ones.

        Args:
            changed: by guest.
            time: the virtual time at which the simulation stands; they are lit until it is another.
        """
        left, lit = MOST, {}
        for guest, sections in changed.items():
            lit[guest] = frozenset(sorted(sections)[:left])
            left -= len(lit[guest])
        self._changed, self._changed_at = lit, time

    def forget(self) -> None:
        """Put everything out: what is shown now does not follow from what was shown before."""
        for lights in self._moving:
            lights.clear()
        self._failed.clear()
        self._migrated.clear()
        self._changed, self._stood_at, self._anew = {}, None, True

    def put_out(self, guest: str) -> None:
        """Forget which cells of a guest are lit: they are others now."""
        self._turned = {key: end for key, end in self._turned.items() if key[0] != guest}

    @property
    def _moving(self) -> tuple[dict[tuple[str, int], float], ...]:
        """What is lit for a moment only."""
        return (self._landed, self._fresh, self._left, self._turned)

    def _follow(self, operation: OperationView, now: float) -> None:
        """Light where an operation's pages came from and went since it was seen last, and what refused."""
        migrated = self._migrated.get(operation.id, 0)
        self._migrated[operation.id] = operation.pages_migrated
        if operation.pages_migrated > migrated and (self._lively or self.calm) and not self._anew:
            until = FOR_EVER if self.calm else now + LANDED_FOR
            landing = [(operation.guest, each) for each in operation.landing]
            if self._lively:
                self._fresh |= dict.fromkeys((each for each in landing if each not in self._landed), until)
            self._landed |= dict.fromkeys(landing, until)
            if self._lively:
                self._left |= dict.fromkeys(((operation.guest, each) for each in operation.sections), until)
        for section, _ in operation.failed_sections:
            until = FOR_EVER if self.calm else now + FAILED_FOR if self._lively and not self._anew else now
            self._failed.setdefault((operation.id, section), until)

    def _hold(self, passed: float) -> None:
        """Let what is lit stay lit for as long as has passed."""
        for lights in self._moving:
            for key, end in lights.items():
                lights[key] = end + passed
        for failed, end in self._failed.items():
            self._failed[failed] = end + passed if end > self._now else end

    def _forget(self, now: float, operations: Sequence[OperationView]) -> None:
        listed = {operation.id for operation in operations}
        busy = {operation.guest for operation in operations if operation.state in RUNNING}
        landed = {key: end for key, end in self._landed.items() if end < FOR_EVER or key[0] in busy}
        self._landed, self._left = _latest(landed, now), _latest(self._left, now)
        self._fresh = {key: end for key, end in self._fresh.items() if key in self._landed and end > now}
        self._turned = _latest(self._turned, now, MOST - len(self._fresh))
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
                end = self._failed[operation.id, section]
                lit = operation.state in RUNNING if end == FOR_EVER else end > now
                (failed if lit else refused).setdefault(operation.guest, set()).add(section)
        landed, fresh, left = (_by_guest(each) for each in (self._landed, self._fresh, self._left))
        return {
            guest: Marks(
                frozenset(failed.get(guest, ())),
                frozenset(refused.get(guest, ())),
                landed.get(guest, frozenset()),
                fresh.get(guest, frozenset()),
                left.get(guest, frozenset()),
                changed=self._changed.get(guest, frozenset()),
            )
            for guest in failed.keys() | refused.keys() | landed.keys() | left.keys() | self._changed.keys()
        }


def _latest(lit: dict[tuple[str, int], float], now: float, most: int = MOST) -> dict[tuple[str, int], float]:
    """Return those that are still lit, the latest if there are too many."""
    latest = sorted(lit, key=lambda key: lit[key], reverse=True)[: max(0, most)]
    return {key: lit[key] for key in latest if lit[key] > now}


def _by_guest(lit: dict[tuple[str, int], float]) -> dict[str, frozenset[int]]:
    return {name: frozenset(at for guest, at in lit if guest == name) for name in {guest for guest, _ in lit}}
