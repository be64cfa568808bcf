"""Which guests are shown, in which order, and what happens to each; the same for every form of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from tui.render.guests.filtering import matches, section_of
from tui.render.guests.sorting import AS_THEY_ARE, CYCLE, FEW, Sort, SortKey, ordered
from tui.render.guests.state import QUIET, GuestState, state_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.snapshot import GuestView, OperationView, Snapshot

REST = 1.0
"""Seconds of wall time for which an order holds, so that rows can be read and clicked."""
Numbered = tuple[int, "GuestView"]
"""A guest and its number, as the keys pick it."""


@attrs.define
class Roster:
    """The guests that are shown."""

    sort: Sort = AS_THEY_ARE
    filter: str = ""
    still: bool = False
    """Whether guests stay by number unless somebody asks for another order: where their maps are seen."""
    shown: tuple[Numbered, ...] = ()
    """In the order of the screen."""
    total: int = 0
    """How many guests there are."""
    states: dict[str, GuestState] = attrs.field(factory=dict)
    operations: dict[str, tuple[OperationView, ...]] = attrs.field(factory=dict)
    """By guest, those that are listed."""
    _snapshot: Snapshot | None = None
    _until: float = 0.0
    _seen: dict[str, tuple[GuestView, tuple[OperationView, ...], GuestState]] = attrs.field(factory=dict)

    def see(self, snapshot: Snapshot, operations: Iterable[OperationView], now: float) -> None:
        """Take another picture. Guests come into another order at most once a second.

        Args:
            snapshot: the picture.
            operations: those that are listed.
            now: wall time in seconds.
        """
        before, self._snapshot = self._snapshot, snapshot
        by_guest: dict[str, list[OperationView]] = {}
        for operation in operations:
            by_guest.setdefault(operation.guest, []).append(operation)
        self.operations = {name: tuple(each) for name, each in by_guest.items()}
        self.total = len(snapshot.guests)
        self._follow_states(snapshot)
        others = before is None or [each.name for each in before.guests] != [
            each.name for each in snapshot.guests
        ]
        if others or now >= self._until:
            self._until = now + REST
            self.arrange()
        else:
            guests = {guest.name: guest for guest in snapshot.guests}
            self.shown = tuple((number, guests[guest.name]) for number, guest in self.shown)

    def _follow_states(self, snapshot: Snapshot) -> None:
        """Say anew what happens to the guests that are others now."""
        seen, self._seen = self._seen, {}
        for guest in snapshot.guests:
            own = self.operations.get(guest.name, ())
            known = seen.get(guest.name)
            same = known is not None and known[0] is guest and known[1] == own
            state = known[2] if same and known else state_of(guest, own)
            self._seen[guest.name] = (guest, own, state)
        self.states = {name: state for name, (_, _, state) in self._seen.items()}

    def arrange(self) -> None:
        """Filter and sort now."""
        guests = self._snapshot.guests if self._snapshot else ()
        numbered = list(enumerate(guests, 1))
        if self.filter and section_of(self.filter) is None:
            numbered = [
                (number, guest)
                for number, guest in numbered
                if matches(self.filter, guest, self.states.get(guest.name, QUIET))
            ]
        key = self.key
        self.shown = tuple(ordered(numbered, self.states, key, self.sort.reverse))

    @property
    def key(self) -> SortKey:
        """What the guests are sorted by."""
        return self.sort.key or self._own_key

    @property
    def _own_key(self) -> SortKey:
        return "number" if self.still or self.total <= FEW else "wants"

    def sort_next(self) -> None:
        """Sort by the key that comes after the present one."""
        at = CYCLE.index(self.key) + 1 if self.key in CYCLE else 0
        self.sort = Sort(CYCLE[at % len(CYCLE)])
        self.arrange()

    def sort_by(self, key: SortKey) -> None:
        """Sort by a key; by the present one the other way round."""
        self.sort = Sort(key, not self.sort.reverse if key == self.key else False)
        self.arrange()

    @property
    def hidden(self) -> int:
        """How many guests the filter hides."""
        return self.total - len(self.shown)

    @property
    def told(self) -> bool:
        """Whether there is something to say about it: there are many, or it is not as it was."""
        return self.total > FEW or bool(self.filter) or self.key != self._own_key or self.sort.reverse

    def at(self, name: str) -> int:
        """Return the position of a guest among those shown; 0 where it is not."""
        return next((i for i, (_, guest) in enumerate(self.shown) if guest.name == name), 0)

    def shows(self, name: str) -> bool:
        """Say whether a guest is among those shown."""
        return any(guest.name == name for _, guest in self.shown)
