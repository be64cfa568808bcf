"""How often what is seen may change: maps with every picture, gauges less often, numbers so that they can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Hashable

    from engine.snapshot import Snapshot

GAUGES_EVERY = 1 / 10
NUMBERS_EVERY = 1 / 4
"""Seconds of wall time at least between two changes."""
RECENT = 200
"""How many of the latest operations are looked at."""


@attrs.frozen
class Pictures:
    """What the parts of the screen are drawn from: the same picture, or one that is a moment old."""

    maps: Snapshot
    gauges: Snapshot
    """And bars."""
    numbers: Snapshot
    """And words that have numbers in them."""


@attrs.define
class Rates:
    """Keeps pictures for as long as what is drawn from them shall stand. Told the time by who asks."""

    _last: Pictures | None = None
    _gauges_at: float = 0.0
    _numbers_at: float = 0.0
    _now: float = 0.0
    _key: Hashable = None

    def forget(self) -> None:
        """Have nothing of an earlier picture stand: the next one does not follow from it."""
        self._last = None

    def see(self, snapshot: Snapshot, now: float, key: Hashable = None) -> Pictures:
        """Return what to draw from.

        Args:
            snapshot: the newest picture. While it is paused everything is drawn from it.
            now: wall time in seconds; less than before counts as no time passed.
            key: what is looked at; if that is another, or guests or operations come, go or fail, nothing waits.
        """
        self._now = now = max(now, self._now)
        key = (key, _standing(snapshot))
        anew = snapshot.paused or self._last is None or key != self._key
        self._key = key
        gauges = numbers = snapshot
        if self._last and not anew:
            if now - self._gauges_at < GAUGES_EVERY:
                gauges = self._last.gauges
            if now - self._numbers_at < NUMBERS_EVERY:
                numbers = self._last.numbers
        if gauges is snapshot:
            self._gauges_at = now
        if numbers is snapshot:
            self._numbers_at = now
        self._last = Pictures(snapshot, gauges, numbers)
        return self._last


def _standing(snapshot: Snapshot) -> Hashable:
    """Return what of a picture is to be seen at once when it changes."""
    return (
        snapshot.paused,
        snapshot.speed,
        tuple(guest.name for guest in snapshot.guests),
        tuple((each.id, each.state, len(each.failed_sections)) for each in snapshot.operations[-RECENT:]),
    )
