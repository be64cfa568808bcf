"""The one root of a simulation: guests, host, timeline and what happened. All of it is plain data and can be forked."""

from __future__ import annotations

import zlib
from typing import Any

import attrs

from engine.compared import Compared
from engine.events import Event, OperationEnded
from engine.guest.balloon_exchange import HOST_PATIENCE
from engine.guest.guest import Guest
from engine.guest.host_faults import settle_paging
from engine.guest.reporting import settle, stands_still
from engine.guest.stall_watch import StallWatch
from engine.guest.surroundings import Surroundings
from engine.guest.target_key import keep_target
from engine.host import Host
from engine.hosting.zeroing import Zeroing
from engine.operation import STALL, JournalEntry, Operation, ScriptState
from engine.random_stream import RandomStream
from engine.timeline import After, Done, On, Process, Timeline, Wait
from engine.units import GIB, SECOND, Bytes, Nanoseconds
from engine.xenstore import XenStore

HOST_MEMORY: Bytes = 64 * GIB
"""What the machine has until a command says otherwise."""
PURPOSES = ("free", "churn", "pin", "fragment", "age", "programs", "host")
"""What guests draw random numbers for, a stream each."""
KEPT_EVENTS = 5000
KEPT_OPERATIONS = 1000
KEPT_COMPARISONS = 100
"""Ended operations beyond this are forgotten, oldest first."""


class World:
    """Everything that is true at one instant of virtual time, and what will follow from it.

    Attributes:
        seed: every random stream comes from it.
        guests: by name, in order of arrival.
        guests_ever: how many there ever were.
        operations: by id, oldest first.
        events: (number, event), the newest last; bounded.
        event_count: how many there ever were.
        passed, failed: expectations checked.
        caption: the last thing said.
        chapter: the title of the part of a script that goes on; empty: none has begun.
        unsuccessful: ids of operations that failed, were partial or once stalled, those forgotten too.
        journal: the commands that changed state, oldest first.
        scripts: by number; also those that have ended.
        second_ends: when the second that goes on is over, and is noted in each guest's course.
        xenstore: the keys of the guests whose hypervisor has one.
        comparisons: what comparisons came to, the newest last; bounded.
        comparing: scripts' comparisons under way, by operation; a fork begins them anew.
    """

    def __init__(self, seed: int = 0, host_memory: Bytes = HOST_MEMORY) -> None:
        self.seed = seed
        self.timeline: Timeline[Surroundings] = Timeline()
        self.guests: dict[str, Guest] = {}
        self.guests_ever = 0
        self.host = Host(host_memory)
        self.xenstore = XenStore()
        self.operations: dict[int, Operation] = {}
        self.next_operation = 1
        self.unsuccessful: set[int] = set()
        self.owners: dict[int, int] = {}
        """For processes that carry out an operation: its id."""
        self.events: list[tuple[int, Event]] = []
        self.event_count = 0
        self.passed = self.failed = 0
        self.caption = self.chapter = ""
        self.journal: list[JournalEntry] = []
        self.scripts: dict[int, ScriptState] = {}
        self.comparisons: tuple[Compared, ...] = ()
        self.comparing: dict[int, object] = {}
        self.next_unnumbered = -1
        """The id of the next operation that changes no memory by itself: `source`, `wait`."""
        self.second_ends = SECOND
        self.start(Zeroing())

    def fork(self) -> World:
        """Return a world with the same future; neither influences the other. Events are not taken along."""
        twin = World.__new__(World)
        twin.seed, twin.timeline = self.seed, self.timeline.fork()
        twin.guests = {name: guest.fork() for name, guest in self.guests.items()}
        twin.guests_ever, twin.host = self.guests_ever, self.host.fork()
        twin.operations, twin.next_operation = self.operations.copy(), self.next_operation
        twin.unsuccessful, twin.owners = self.unsuccessful.copy(), self.owners.copy()
        twin.events, twin.event_count = [], self.event_count
        twin.passed, twin.failed = self.passed, self.failed
        twin.caption, twin.chapter = self.caption, self.chapter
        twin.journal, twin.scripts = self.journal.copy(), self.scripts.copy()
        twin.next_unnumbered, twin.second_ends = self.next_unnumbered, self.second_ends
        twin.comparisons, twin.comparing, twin.xenstore = self.comparisons, {}, self.xenstore.fork()
        return twin

    @property
    def now(self) -> Nanoseconds:
        """Virtual time."""
        return self.timeline.now

    # -- what processes may do

    def emit(self, event: Event) -> None:
        """Say that something happened, now."""
        self.events.append((self.event_count, attrs.evolve(event, time=self.now)))
        self.event_count += 1
        if len(self.events) > 2 * KEPT_EVENTS:
            del self.events[:KEPT_EVENTS]

    def signal(self, topic: str) -> None:
        """Wake whoever waits for a topic."""
        self.timeline.signal(topic)

    def start(self, process: Process[Surroundings], delay: Nanoseconds = 0) -> int:
        """Let a process act; return its number."""
        return self.timeline.start(process, delay)

    def process(self, number: int) -> Process[Surroundings]:
        """Return a process that has not ended."""
        return self.timeline.processes[number]

    def progress(self, operation: int, **changes: Any) -> None:
        """Record that an operation got on."""
        was = self.operations[operation]
        state = "running" if was.state in ("stalled", "waiting") else was.state
        self.operations[operation] = attrs.evolve(was, state=state, progressed=self.now, **changes)
        if was.state == "stalled":
            self.signal(f"op {operation}")

    def waits(self, operation: int, what: str | None) -> None:
        """Record what an operation waits for; it is no progress."""
        was = self.operations[operation]
        if was.waits_for != what:
            state = "waiting" if what and what.startswith("op ") and was.state == "running" else was.state
            self.operations[operation] = attrs.evolve(was, waits_for=what, state=state)

    # -- operations

    def operate(
        self, guest: str, command: str, process: Process[Surroundings], stall: Nanoseconds = STALL
    ) -> int:
        """Begin an operation that a process carries out, and return its id, which was `next_operation`."""
        number = self.next_operation
        self.next_operation += 1
        self._begin(number, guest, command, process, stall)
        self.start(StallWatch(operation=number))
        self._forget()
        return number

    def _forget(self) -> None:
        if len(self.operations) > 2 * KEPT_OPERATIONS:
            over = [op.id for op in self.operations.values() if op.over][:KEPT_OPERATIONS]
            for old in over:
                del self.operations[old]

    def operate_unnumbered(self, command: str, process: Process[Surroundings]) -> int:
        """Begin what a replay does without: it has an id below 0, so that ids are the same in a replay."""
        number = self.next_unnumbered
        self.next_unnumbered -= 1
        self._begin(number, "", command, process, STALL)
        return number

    def _begin(
        self, number: int, guest: str, command: str, process: Process[Surroundings], stall: Nanoseconds
    ) -> None:
        pid = self.start(process)
        self.operations[number] = Operation(
            number, guest, command, self.now, process=pid, progressed=self.now, stall=stall
        )
        self.owners[pid] = number

    def record(self, guest: str, command: str, reason: str = "") -> int:
        """Note an operation that was done at once, and return its id."""
        number = self.next_operation
        self.next_operation += 1
        self.operations[number] = Operation(
            number, guest, command, self.now, "done", self.now, reason=reason, progressed=self.now
        )
        self._forget()
        return number

    def keep_comparison(self, compared: Compared) -> None:
        """Note what a comparison came to."""
        self.comparisons = (*self.comparisons, compared)[-KEPT_COMPARISONS:]

    def cancel(self, number: int, reason: str) -> None:
        """End an operation that is under way; what it has in hand is undone."""
        operation = self.operations[number]
        process = self.timeline.processes[operation.process]
        self.timeline.stop(operation.process)
        del self.owners[operation.process]
        process.undo(self)
        self._end(number, Done(reason, "cancelled"))

    def _end(self, number: int, done: Done) -> None:
        was = self.operations[number]
        whole = was.total if done.ending == "done" else was.done
        self.operations[number] = attrs.evolve(
            was, state=done.ending, ended=self.now, reason=done.reason, waits_for=None, detail="", done=whole
        )
        if done.ending in ("failed", "partial"):
            self.unsuccessful.add(number)
        if done.ending != "done":
            self.emit(
                OperationEnded(
                    guest=was.guest,
                    operation=number,
                    command=was.command,
                    state=done.ending,
                    reason=done.reason,
                )
            )
        self.signal(f"op {number}")
        self.signal(f"op {number} settled")
        self.signal("operations")

    # -- time

    def step_one(self, until: Nanoseconds) -> bool:
        """Let the next process act if it is due by `until`; say whether there was one."""
        number = self.timeline.take_due(until)
        if number is None:
            return False
        if self.now >= self.second_ends:
            self._note_seconds()
        process = self.timeline.processes[number]
        wait = self._let_act(number, process)
        if (guest := self.guests.get(getattr(process, "guest", None) or "")) is not None:
            keep_target(self, guest)
        if isinstance(wait, Done):
            self.end_process(number, wait)
        elif number in self.timeline.processes:
            self.timeline.wait(number, wait)
        return True

    def _let_act(self, number: int, process: Process[Surroundings]) -> Wait:
        """Let a process do its next piece; what it touched without a frame behind it is backed before it goes on."""
        guest = self.guests.get(getattr(process, "guest", None) or "")
        if guest is not None and guest.blocked and process.changes_memory and not process.of_host:
            if number in self.owners:
                self.waits(self.owners[number], f"the host, which lets {guest.name} not run")
            return On(f"unblocked {guest.name}", HOST_PATIENCE)
        unsettled = guest is not None and (guest.reports is not None or guest.paging is not None)
        if guest is None or not unsettled or not process.changes_memory:
            return process.step(self)
        if shortage := stands_still(self, guest):
            if number in self.owners:
                self.waits(self.owners[number], shortage)
            return On("host", HOST_PATIENCE)
        wait = process.step(self)
        if self.guests.get(guest.name) is not guest:
            return wait
        cost = settle_paging(self, guest) if guest.paging is not None else 0
        cost += settle(self, guest) if guest.reports is not None else 0
        if not cost or not isinstance(wait, After):
            return wait
        process.delayed(cost)
        return After(wait.delay + cost)

    def end_process(self, number: int, done: Done) -> None:
        """Let a process have ended, and its operation with it."""
        if number in self.timeline.processes:
            self.timeline.stop(number)
        owner = self.owners.pop(number, None)
        if owner is not None:
            self._end(owner, done)

    def run_until(self, until: Nanoseconds) -> None:
        """Let everything happen that is due up to and at a time; it is that time then."""
        while self.step_one(until):
            pass
        self.let_pass(until)

    def let_pass(self, until: Nanoseconds) -> None:
        """Let time pass in which nothing is due."""
        self.timeline.now = max(self.timeline.now, until)
        if self.now >= self.second_ends:
            self._note_seconds()

    def _note_seconds(self) -> None:
        """Note the seconds that are over: nothing has happened since the first of them."""
        first, end = self.second_ends // SECOND - 1, self.now // SECOND
        for guest in self.guests.values():
            guest.note_seconds(first, end)
        self.second_ends = (end + 1) * SECOND

    def run_first_turn(self) -> None:
        """Let everything happen that is due now, but for what acts last, as a script's lines."""
        while self.timeline.first_turn_now():
            self.step_one(self.now)

    def run_instant(self) -> bool:
        """Let everything happen that is due at the next instant; say whether there was anything."""
        time = self.timeline.next_time()
        if time is None:
            return False
        self.run_until(time)
        return True

    # -- guests

    def new_streams(self, number: int) -> dict[str, RandomStream]:
        """Return a new guest's random streams: one for each purpose, seeded by guest number and the purpose's name."""
        return {p: RandomStream.of(self.seed, number, zlib.crc32(p.encode())) for p in PURPOSES}

    def under_way(self, guest: str | None = None) -> list[Operation]:
        """Return the numbered operations that have not ended, of one guest or of all."""
        return [
            op for op in self.operations.values() if not op.over and op.id > 0 and guest in (None, op.guest)
        ]
