"""What is known of a run's course: what its timeline shows, and all that happened, up to a time."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from engine.events import (
    ChapterBegan,
    DigestAgreed,
    Drifted,
    Event,
    Expected,
    OperationEnded,
    SectionRefused,
)
from engine.operation import Operation
from engine.units import SECOND, Bytes, Nanoseconds
from engine.world import KEPT_EVENTS, World

EVENTS_KEPT = 100_000
"""Beyond so many, the oldest are forgotten: some 25 MB."""
MARKS_KEPT = 20_000
"""Operations and failures of a course; no timeline has room for more."""
SAMPLES = 512
"""Samples of free memory; when there are more, every second one is forgotten."""
_FIRST_INTERVAL = SECOND // 16
_DIGEST = "digest "


@attrs.define(eq=False)
class Course:
    """A run's course so far.

    Attributes:
        reached: up to when it is known, all that is due then included; -1: nothing is.
        end: when it ends, as far as that is known.
        complete: whether it is known up to its end.
        chapters, operations, failures, free: see `ReplayView`.
        digests: how many of the recording's digests agree.
        drift: what differs first from the recording, in a sentence.
        interval: virtual time between two samples of free memory.
    """

    reached: Nanoseconds = -1
    end: Nanoseconds = 0
    complete: bool = False
    chapters: list[tuple[Nanoseconds, str]] = attrs.Factory(list)
    operations: list[Nanoseconds] = attrs.Factory(list)
    failures: list[Nanoseconds] = attrs.Factory(list)
    free: list[tuple[Nanoseconds, Bytes]] = attrs.Factory(list)
    digests: int = 0
    drift: str = ""
    interval: Nanoseconds = _FIRST_INTERVAL
    events: list[tuple[int, Event]] = attrs.Factory(list)
    """(number, event) without gaps, the newest last; bounded."""
    _next_event: int = 0
    _next_operation: int = 1

    @property
    def next_sample(self) -> Nanoseconds:
        """When free memory is to be noted next."""
        return self.free[-1][0] + self.interval if self.free else 0

    def sample(self, world: World) -> None:
        """Note how much memory is free, at the time at which it is to be noted."""
        free = sum(it.memory.free_pages * it.platform.page_size for it in world.guests.values())
        self.free.append((world.now, free))
        if len(self.free) > SAMPLES:
            del self.free[1::2]
            self.interval *= 2

    def learn(self, world: World) -> None:
        """Note what has happened in the world since it was looked at last; it is between two instants."""
        new = world.event_count - self._next_event
        if new > 0:
            for number, event in world.events[-new:]:
                self.events.append((number, event))
                self._note(event)
            self._next_event = world.event_count
            if len(self.events) > EVENTS_KEPT + KEPT_EVENTS:
                del self.events[: len(self.events) - EVENTS_KEPT]
        for number in range(self._next_operation, world.next_operation):
            begun: Operation | None = world.operations.get(number)
            if begun is not None and len(self.operations) < MARKS_KEPT:
                self.operations.append(begun.started)
        self._next_operation = world.next_operation
        self.reached = max(self.reached, world.now)

    def _note(self, event: Event) -> None:
        match event:
            case ChapterBegan():
                self.chapters.append((event.time, event.title))
            case OperationEnded(state="failed" | "partial") | SectionRefused():
                if len(self.failures) < MARKS_KEPT:
                    self.failures.append(event.time)
            case Drifted():
                self.drift = self.drift or event.sentence()
            case DigestAgreed():
                self.digests += 1
            case Expected() if event.claim.startswith(_DIGEST):
                self.digests += 1
            case _:
                pass

    def until(self, world: World, events: int, operations: int) -> Course:
        """Return what is known up to now of a world that may go another way from here.

        Args:
            world: where it is.
            events: how many it had when it was here.
            operations: the number of the next one then.
        """
        now, first = world.now, world.events[0][0] if world.events else events
        return Course(
            reached=now,
            end=now,
            chapters=[each for each in self.chapters if each[0] <= now],
            operations=[each for each in self.operations if each <= now],
            failures=[each for each in self.failures if each <= now],
            free=[each for each in self.free if each[0] <= now],
            digests=self.digests,
            drift=self.drift,
            interval=self.interval,
            events=[
                *(each for each in self.events if each[0] < first),
                *(each for each in world.events if each[0] < events),
            ],
            next_event=events,
            next_operation=operations,
        )

    def events_before(self, count: int) -> Sequence[tuple[int, Event]]:
        """Return the kept ones of the first `count` events, as a world keeps them."""
        if not self.events:
            return []
        end = max(0, count - self.events[0][0])
        return self.events[max(0, end - KEPT_EVENTS) : end]
