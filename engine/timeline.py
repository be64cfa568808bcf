"""Virtual time: a heap of (time, turn, sequence, process), in integer nanoseconds. It knows no clock and no asyncio.

A process does its next piece at once and answers what it waits for. Its fields are plain values, so that the
whole simulation can be copied, written down and compared between any two events.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import ClassVar, Generic, Literal, TypeAlias, TypeVar

import attrs

from engine.units import Nanoseconds

W = TypeVar("W")
MANY = 1_000_000_000
"""More than ever acts at one instant."""
Ending = Literal["done", "partial", "failed", "cancelled"]


@attrs.frozen
class After:
    """Go on when this much time has passed; 0 is later in the same instant."""

    delay: Nanoseconds


@attrs.frozen
class On:
    """Go on when a topic is signalled, or at the latest after a time."""

    topic: str
    at_most: Nanoseconds | None = None


@attrs.frozen
class Done:
    """There is nothing more to do."""

    reason: str = ""
    ending: Ending = "done"


Wait: TypeAlias = After | On | Done


@attrs.frozen
class Schedule:
    """When processes act, by their numbers and without what only the queue needs."""

    due: tuple[tuple[int, Nanoseconds], ...]
    """(process, time) in the order in which they will act."""
    waiting: tuple[tuple[str, tuple[int, ...]], ...]
    """(topic, processes in the order in which they would be woken), by topic. A process can also be due."""


@attrs.define
class Process(Generic[W]):
    """Something that goes on in virtual time. Fields hold plain values that are replaced, never changed in place."""

    changes_memory: ClassVar[bool] = True
    """Whether later memory depends on it; if not, it has no part in the digest."""
    of_host: ClassVar[bool] = False
    """Whether the host does it to a guest; whatever else has a guest stands still with it."""
    last_turn: ClassVar[bool] = False
    """Whether it acts only after all else that is due at an instant, as commands do."""

    def step(self, world: W) -> Wait:
        """Do the next piece of work, now, and say what to wait for."""
        raise NotImplementedError

    def delayed(self, time: Nanoseconds) -> None:
        """Heed that its next step comes later than it asked for, because of the machine below."""
        del time

    def undo(self, world: W) -> None:
        """Leave memory consistent when the process is cancelled between two steps."""
        del world


class Timeline(Generic[W]):
    """Who acts when. Equal times go by turn, then in the order in which they were asked for."""

    def __init__(self) -> None:
        self.now: Nanoseconds = 0
        self.processes: dict[int, Process[W]] = {}
        self._heap: list[tuple[Nanoseconds, int, int, int]] = []
        self._due: dict[int, tuple[Nanoseconds, int]] = {}
        """For each process that waits for a time: (time, sequence) of its one valid entry in the heap."""
        self._topics: dict[str, list[int]] = {}
        self._waits: dict[int, str] = {}
        self._sequence = 0
        self._next = 1
        self._turns: tuple[Nanoseconds, int] = (0, 0)
        """At which instant something acted last in its turn, and how often there."""

    def start(self, process: Process[W], delay: Nanoseconds = 0) -> int:
        """Let a process act after a delay, and return its number."""
        number = self._next
        self._next += 1
        self.processes[number] = process
        self._schedule(number, self.now + delay)
        return number

    def _schedule(self, number: int, time: Nanoseconds) -> None:
        self._sequence += 1
        turn = 1 if self.processes[number].last_turn else 0
        self._due[number] = (time, self._sequence)
        heappush(self._heap, (time, turn, self._sequence, number))

    def wait(self, number: int, wait: After | On) -> None:
        """Let a process that just acted wait."""
        if isinstance(wait, After):
            self._schedule(number, self.now + wait.delay)
            return
        self._topics.setdefault(wait.topic, []).append(number)
        self._waits[number] = wait.topic
        if wait.at_most is not None:
            self._schedule(number, self.now + wait.at_most)

    def signal(self, topic: str) -> None:
        """Wake everyone who waits for a topic, in the order in which they began to."""
        for number in self._topics.pop(topic, ()):
            del self._waits[number]
            self._schedule(number, self.now)

    def stop(self, number: int) -> None:
        """Forget a process."""
        del self.processes[number]
        self._due.pop(number, None)
        self._leave_topic(number)

    def _leave_topic(self, number: int) -> None:
        topic = self._waits.pop(number, None)
        if topic is not None:
            waiting = self._topics[topic]
            waiting.remove(number)
            if not waiting:
                del self._topics[topic]

    def due(self, number: int) -> Nanoseconds | None:
        """Return when a process acts at the latest, or None where it waits for a topic alone."""
        entry = self._due.get(number)
        return None if entry is None else entry[0]

    def topic(self, number: int) -> str | None:
        """Return what topic a process waits for, or None where it waits for a time alone."""
        return self._waits.get(number)

    def next_time(self) -> Nanoseconds | None:
        """Return when something is due next, or None."""
        while self._heap:
            time, _, sequence, number = self._heap[0]
            if self._due.get(number) == (time, sequence):
                return time
            heappop(self._heap)
        return None

    def first_turn_now(self) -> bool:
        """Say whether something is due at this instant that does not act last."""
        return self.next_time() == self.now and self._heap[0][1] == 0

    def take_due(self, until: Nanoseconds) -> int | None:
        """Return the process that acts next if it is due by `until`; time moves to it."""
        time = self.next_time()
        if time is None or time > until:
            return None
        _, turn, _, number = heappop(self._heap)
        del self._due[number]
        self._leave_topic(number)
        self.now = time
        if turn:
            self._turns = (time, self.turns + 1)
        return number

    @property
    def turns(self) -> int:
        """How often at this instant something has acted that acts last."""
        return self._turns[1] if self._turns[0] == self.now else 0

    def take_all_turns(self) -> int:
        """Let it be as if all that acts last at this instant has acted; return how often that is from now on."""
        self._turns = (self.now, MANY)
        return MANY

    def schedule(self) -> Schedule:
        """Return who acts when."""
        due = sorted((t, 1 if self.processes[n].last_turn else 0, s, n) for n, (t, s) in self._due.items())
        return Schedule(
            tuple((number, time) for time, _, _, number in due),
            tuple((topic, tuple(waiting)) for topic, waiting in sorted(self._topics.items())),
        )

    @classmethod
    def restored(
        cls, now: Nanoseconds, next_number: int, processes: dict[int, Process[W]], schedule: Schedule
    ) -> Timeline[W]:
        """Return the timeline that was taken apart into these.

        Raises:
            ValueError: a process waits for nothing, or twice, or for a time that has passed; or one is not there.
        """
        numbers = [number for number, _ in schedule.due]
        waiting = [number for _, group in schedule.waiting for number in group]
        if len(set(numbers)) != len(numbers) or len(set(waiting)) != len(waiting):
            raise ValueError("a process waits twice")
        if {*numbers, *waiting} != processes.keys() or max(processes, default=0) >= next_number:
            raise ValueError("the schedule has other processes than there are")
        if any(time < now for _, time in schedule.due):
            raise ValueError("a process is due in the past")
        timeline = cls()
        timeline.now, timeline._next, timeline.processes = now, next_number, processes
        for number, time in schedule.due:
            timeline._schedule(number, time)
        for topic, group in schedule.waiting:
            timeline._topics[topic] = list(group)
            timeline._waits.update(dict.fromkeys(group, topic))
        return timeline

    @property
    def next_number(self) -> int:
        """The number that the next process gets."""
        return self._next

    def fork(self) -> Timeline[W]:
        """Return an equal timeline whose processes are copies."""
        twin: Timeline[W] = Timeline()
        twin.now, twin._sequence, twin._next = self.now, self._sequence, self._next
        twin._turns = self._turns
        twin.processes = {number: attrs.evolve(process) for number, process in self.processes.items()}
        twin._heap, twin._due = self._heap.copy(), self._due.copy()
        twin._topics = {topic: waiting.copy() for topic, waiting in self._topics.items()}
        twin._waits = self._waits.copy()
        return twin
