"""The engine's public face: type commands, run, pause, step, and look."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from time import monotonic
from typing import Any

import attrs

from engine.commands.complete import Context
from engine.commands.line import Line, parse_line
from engine.commands.model import Pause, Run, Speed, Step
from engine.digest import DigestCache, digest
from engine.document import document
from engine.errors import CommandError
from engine.events import Event, PaceAsked
from engine.history import recorded
from engine.operation import ENDED
from engine.operations.known import known
from engine.operations.outcome import Outcome
from engine.operations.scripts import TimedLine, run_typed, start_script
from engine.pacing import SLICE, Pacer
from engine.picture import Painter, sentences
from engine.script import Script
from engine.snapshot import OperationView, Sentence, Snapshot
from engine.units import Nanoseconds
from engine.world import World

EVENT_BACKLOG = 10_000
"""Events that a slow listener may be behind before the oldest are dropped."""


@attrs.define(eq=False)
class Operation:
    """A command that was executed: it can be awaited, watched and cancelled."""

    session: Session
    id: int | None
    """None for views and for what only narrates or checks."""
    output: str
    passed: bool = True

    @property
    def view(self) -> OperationView | None:
        """What the operation is like now; None where it has no number."""
        return next((op for op in self.session.snapshot().operations if op.id == self.id), None)

    async def ended(self) -> str:
        """Wait until it has ended and return its state. Waiting moves no time: `Session.run` or `live` does."""
        if self.id is None:
            return "done"
        return await self.session.wait_for(self.id)

    def cancel(self) -> None:
        """End it; what it has in hand is undone.

        Raises:
            CommandError: it has ended already.
        """
        self.session.perform(f"cancel {self.id}")


class Session:
    """One simulation and the pace at which it goes. It is a `Source` of pictures."""

    def __init__(self, *, seed: int = 0, clock: Callable[[], float] = monotonic) -> None:
        self.world = World(seed)
        self._pacer = Pacer(clock)
        self._clock = clock
        self._painter = Painter()
        self._digests = DigestCache()
        self._paused = False
        self._live = False
        self._woken = asyncio.Event()
        self._heard = 0
        """Events up to this number were looked at for what a script asks of the pace."""
        self._waiting: dict[int, list[asyncio.Future[str]]] = {}
        self._listeners: list[asyncio.Queue[Event]] = []
        self._told = 0

    # -- commands

    def perform(self, text: str, default_guest: str | None = None) -> Operation:
        """Execute a typed line now, between two instants; `@TIME` lines are kept for their time.

        Args:
            text: a line as in a script; `&` means nothing, for typed commands never wait.
            default_guest: the guest of views and operators' words that name none.

        Raises:
            CommandError: it is refused; nothing was changed.
        """
        line = parse_line(text, default_guest=default_guest)
        if line is None:
            return Operation(self, None, "")
        self._catch_up()
        outcome = self._perform(line)
        self.world.run_until(self.world.now)
        self._settle()
        self._woken.set()
        return Operation(self, outcome.operation, outcome.output, outcome.passed)

    def _perform(self, line: Line) -> Outcome:
        match line.command:
            case Pause():
                self.pause()
            case Run():
                self.resume()
            case Step():
                self.step()
            case Speed(factor=factor):
                self.set_speed(factor)
            case _:
                if line.at is not None:
                    self.world.start(TimedLine(0, line, ""), max(0, line.at - self.world.now))
                    return Outcome()
                return run_typed(self.world, line)
        return Outcome()

    async def execute(self, text: str, default_guest: str | None = None) -> Operation:
        """Execute a typed line now; see `perform`."""
        return self.perform(text, default_guest)

    def load(self, script: Script, name: str = "script", folder: str = "") -> None:
        """Let a script run from now; its seed holds if no guest is there yet.

        Args:
            script: what was read.
            name: what messages call it.
            folder: where the files that it names are looked for.
        """
        if script.seed is not None and not self.world.guests_ever:
            self.world.seed = script.seed
        start_script(self.world, script, name, folder)
        self._woken.set()

    async def wait_for(self, number: int) -> str:
        """Wait until an operation has ended, and return its state."""
        state = self.world.operations[number].state
        if state in ENDED:
            return state
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(number, []).append(future)
        return await future

    # -- pace

    @property
    def paused(self) -> bool:
        """Whether virtual time is held."""
        return self._paused

    @property
    def speed(self) -> float:
        """The speed that was asked for."""
        return self._pacer.speed

    def pause(self) -> None:
        """Hold virtual time."""
        self._catch_up()
        self._paused = True
        self._woken.set()

    def resume(self) -> None:
        """Let virtual time go on."""
        self._pacer.anchor(self.world.now)
        self._paused = False
        self._woken.set()

    def step(self) -> bool:
        """Pause, and run all that is due at the next instant; say whether there was anything."""
        self.pause()
        ran = self.world.run_instant()
        self._settle()
        return ran

    def set_speed(self, factor: float) -> None:
        """Go at another speed."""
        self._catch_up()
        self._pacer.set_speed(factor, self.world.now)
        self._woken.set()

    def _catch_up(self) -> None:
        """While time is live, let it be as late as the wall clock says, but not past what is due."""
        if not self._live or self._paused:
            return
        due = self.world.timeline.next_time()
        target = self._pacer.target()
        if due is not None and due <= target:
            self.world.run_until(self.world.now)
            return
        self.world.timeline.now = max(self.world.now, target)

    async def live(self) -> None:
        """Keep virtual time abreast of the wall clock until cancelled; nothing happens while it is paused."""
        self._live = True
        self._pacer.anchor(self.world.now)
        try:
            while True:
                self._woken.clear()
                if self._paused:
                    await self._woken.wait()
                    continue
                if self._run_slice(self._pacer.target()):
                    await asyncio.sleep(0)
                    continue
                self._catch_up()
                due = self.world.timeline.next_time()
                await self._sleep(None if due is None else self._pacer.seconds_until(due))
        finally:
            self._live = False

    async def _sleep(self, seconds: float | None) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            return

    def _run_slice(self, until: Nanoseconds) -> bool:
        """Run what is due, for a few milliseconds; say whether there is more."""
        end = self._clock() + SLICE
        more = True
        while more and not self._paused and self._clock() < end:
            more = self.world.step_one(until)
            self._hear()
        self._pacer.keep(self.world.now)
        self._settle()
        return more and not self._paused

    async def run(self, until: Nanoseconds | None = None) -> None:
        """Run as fast as it goes, without looking at the clock: to a time, or to the end of all scripts.

        Args:
            until: a virtual time; events due at it happen.
        """
        while until is not None or self._scripts_run():
            end = self._clock() + SLICE
            more = True
            while more and self._clock() < end and (until is not None or self._scripts_run()):
                more = self.world.step_one(2**63 if until is None else until)
            self._heard = self.world.event_count
            self._settle()
            if not more:
                break
            await asyncio.sleep(0)
        if until is not None and (self._scripts_run() or not self.world.scripts):
            self.world.run_until(until)

    def _scripts_run(self) -> bool:
        return any(script.state == "running" for script in self.world.scripts.values())

    def _hear(self) -> None:
        """Do what a script asks of the pace."""
        new = self.world.event_count - self._heard
        if not new:
            return
        self._heard = self.world.event_count
        for _, event in self.world.events[-new:]:
            if isinstance(event, PaceAsked):
                if event.speed is not None:
                    self._pacer.set_speed(event.speed, self.world.now)
                elif event.pause:
                    self._paused = True
                else:
                    self.resume()

    def _settle(self) -> None:
        """Tell those who wait what has happened."""
        self._hear()
        for number in [n for n in self._waiting if self.world.operations[n].state in ENDED]:
            for future in self._waiting.pop(number):
                if not future.done():
                    future.set_result(self.world.operations[number].state)
        new = self.world.event_count - self._told
        self._told = self.world.event_count
        if new and self._listeners:
            for _, event in self.world.events[-new:]:
                for queue in self._listeners:
                    if queue.full():
                        queue.get_nowait()
                    queue.put_nowait(event)

    # -- looking

    async def events(self) -> AsyncIterator[Event]:
        """Yield what happens from now on."""
        queue: asyncio.Queue[Event] = asyncio.Queue(EVENT_BACKLOG)
        self._listeners.append(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._listeners.remove(queue)

    def snapshot(self, view: tuple[tuple[str, int], ...] = ()) -> Snapshot:
        """Return the present picture, with the pages of the (guest, section) pairs in `view`."""
        self._catch_up()
        return self._painter.paint(
            self.world, paused=self._paused, speed=self._pacer.speed, reached=self._pacer.reached, view=view
        )

    def sentences(self, after: int) -> tuple[Sentence, ...]:
        """Return the kept sentences whose number is `after` or higher, oldest first."""
        return sentences(self.world, after)

    def document(self) -> dict[str, Any]:
        """Return the snapshot as the JSON object that `ballonet run --json` writes, with its digest."""
        return document(self.snapshot(), self.world, self.digest())

    def digest(self) -> str:
        """Return what later memory depends on, as `sha256:...`."""
        return digest(self.world, self._digests)

    def recording(self) -> str:
        """Return what was done so far as a recording."""
        return recorded(self.world)

    @property
    def exit_code(self) -> int:
        """What the scripts came to: 0, 1 when something failed, 2 when one was no script at all."""
        states = {script.state for script in self.world.scripts.values()}
        if "bad" in states:
            return 2
        return 1 if "failed" in states or self.world.failed else 0

    def completion(self, selected: str | None = None) -> Context:
        """Return what completion knows of the simulation."""
        return known(self.world, selected or "")


__all__ = ["CommandError", "Operation", "Session"]
