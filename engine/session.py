"""The engine's public face: type commands, run, pause, step, and look."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from time import monotonic
from typing import Any, cast

import attrs

from engine.answer import Answer
from engine.audience import Audience
from engine.bookmark import Bookmark
from engine.commands.complete import Context
from engine.commands.line import Line, parse_line
from engine.commands.model import Compare, Pause, Run, Speed, Step
from engine.commands.parse import parse
from engine.comparison.comparison import Comparison
from engine.comparison.written import csv_text
from engine.digest import digest
from engine.document import document
from engine.errors import CommandError, Place, printable
from engine.events import Asked, Event, Held, PaceAsked
from engine.handle import Operation
from engine.history import FOREVER, Lived, Position, matters, typed_text
from engine.host_picture import machine_page
from engine.machine_view import MachinePage
from engine.operations.compare import comparison
from engine.operations.judgement import leave_script, settled
from engine.operations.known import known
from engine.operations.left import lines_left
from engine.operations.outcome import Outcome
from engine.operations.scripts import TimedLine, run_typed, start_script
from engine.pacing import SLICE, Pacer
from engine.picture import LONGEST, Painter, sentences
from engine.script import Script
from engine.snapshot import Sentence, Snapshot
from engine.snapshot.replay import ReplayView
from engine.snapshot.script import ScriptView
from engine.snapshot.source import NO_GRAINS
from engine.snapshot.stop import StopView
from engine.units import Nanoseconds, Pages, Pfn, duration_text


class Session(Lived):
    """One simulation and the pace at which it goes. It is a `Source` of pictures."""

    def __init__(self, *, seed: int = 0, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(seed)
        self._pacer = Pacer(clock)
        self._clock = clock
        self._painter = Painter()
        self._paused = False
        self._live = False
        self._woken = asyncio.Event()
        self._heard = 0
        """Events up to this number were looked at for what a script asks of the pace."""
        self._audience = Audience()
        self._stop: StopView | None = None
        self._compared: Comparison | None = None
        self._script: tuple[int, ScriptView] | None = None
        """The script that was begun last, by its number; 0: it runs line by line, as somebody says."""

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
        return self._execute(line, guest=default_guest)

    def present(self, line: Line, folder: str = "") -> Operation:
        """Execute a line of a script that somebody presents: now, whatever its time is, and alone.

        Args:
            line: what runs.
            folder: where the files that it names are looked for.

        Raises:
            CommandError: it is refused; nothing was changed.
        """
        if self._script and not self._script[0]:
            self._script = 0, attrs.evolve(self._script[1], line=line.number)
        return self._execute(attrs.evolve(line, at=None), folder)

    def follow(self, name: str, text: str) -> None:
        """Have pictures show a script whose lines run as somebody presents them.

        Args:
            name: what it is called.
            text: the whole file.
        """
        self._script = 0, ScriptView(name, text)

    def _followed(self) -> ScriptView | None:
        if self._script is None:
            return None
        number, view = self._script
        state = self.world.scripts.get(number)
        return attrs.evolve(view, line=state.line) if state else view

    def _execute(self, line: Line, folder: str = "", guest: str | None = None) -> Operation:
        self.finish_instant()
        if line.at is not None or matters(line.command):
            self._came("typed", typed_text(line), guest or "", folder)
        outcome = self._perform(line, folder)
        self.finish_instant()
        self._settle()
        self._woken.set()
        return Operation(self, outcome.operation, outcome.output, outcome.passed, outcome.answer)

    def _perform(self, line: Line, folder: str = "") -> Outcome:
        if line.at is not None:
            return self._keep(line, line.at)
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
                return run_typed(self.world, line, folder)
        return Outcome()

    def _keep(self, line: Line, at: Nanoseconds) -> Outcome:
        """Keep a line for its time."""
        if at < self.world.now:
            found = f"{duration_text(at)} has passed"
            wanted = f"a time from {duration_text(self.world.now)} on"
            raise CommandError(found, wanted, Place(1, len(line.text.split(maxsplit=1)[0])))
        self.world.start(TimedLine(0, line), at - self.world.now)
        return Outcome()

    def why(self, guest: str = "", section: int | None = None, operation: int | None = None) -> Answer:
        """Return what `why` finds out, for a screen that asks on its own; nothing changes.

        Args:
            guest: whom it concerns; empty where an operation is asked about.
            section: one of the guest's; None: what the guest waits for.
            operation: the number of an operation.

        Raises:
            CommandError: there is no such guest, section or operation.
        """
        asked = f"why operation={operation}" if operation is not None else f"why {guest}"
        found = self.perform(asked if section is None else f"{asked} section={section}").answer
        assert found is not None, "the command is `why`"
        return found

    def compare(self, guest: str, size: str, policies: tuple[str, ...] = ()) -> Comparison:
        """Begin a comparison that the caller advances, a slice of work at a time; nothing changes.

        `compare` as a command runs it to its end at once.

        Args:
            guest: whose memory is changed, on forks.
            size: what it shall have, as `2G`.
            policies: those that are tried; all of them where none is named.

        Raises:
            CommandError: no such guest or policy, or the guest was never to have that size.
        """
        command = parse(" ".join(("compare", guest, size, *([",".join(policies)] if policies else ()))))
        assert isinstance(command, Compare), "the line begins with compare"
        self.finish_instant()
        return comparison(self.world, command)

    @property
    def comparing(self) -> Comparison | None:
        """The comparison of a script that is under way just now; it goes on by itself while time stands still."""
        return next((cast("Comparison", it) for it in self.world.comparing.values()), None)

    @property
    def compared(self) -> Comparison | None:
        """The comparison of a script that began last, be it over, where time runs by no clock; None: none did."""
        return self._compared

    def keep(self, comparison: Comparison) -> None:
        """Note what a comparison came to, so that `expect compare...` and the JSON have it."""
        self.world.keep_comparison(comparison.compared())

    async def execute(self, text: str, default_guest: str | None = None) -> Operation:
        """Execute a typed line now; see `perform`."""
        return self.perform(text, default_guest)

    def load(self, script: Script, name: str = "script", folder: str = "") -> int:
        """Let a script run from now, and return its number; its seed holds if no guest is there yet.

        Args:
            script: what was read.
            name: what messages call it.
            folder: where the files that it names are looked for.
        """
        self.finish_instant()
        if script.seed is not None and not self.world.guests_ever:
            self.world.seed = script.seed
        self._came("script", script.text, name, folder)
        number = start_script(self.world, script, name, folder)
        self._script = number, ScriptView(name, script.text)
        self._woken.set()
        return number

    def lines_left(self, script: int) -> tuple[Line, ...]:
        """Return the lines of a script that have not run: those that run one after the other, then those with times."""
        return lines_left(self.world, script)

    def bookmark(self) -> Bookmark:
        """Return a place to come back to: now."""
        self.finish_instant()
        return Bookmark.of(self.world, self._stop, tuple(self.inputs.rows), paused=self._paused)

    def return_to(self, bookmark: Bookmark) -> None:
        """Go back to where a bookmark was put; all that happened since has not. It can be come back to again."""
        self.world = bookmark.opened()
        self.inputs.begin_anew(*bookmark.inputs)
        if self._kept:
            self._kept.rewind(self.world)
        self._heard = self.world.event_count
        self._audience.leap(self.world)
        self._stop, self._paused = bookmark.stop, bookmark.paused
        self._pacer.anchor(self.world.now)
        self._woken.set()

    def script_state(self, script: int) -> str:
        """Return how a script that was loaded stands: running, done, failed, left or bad; empty: there is none."""
        state = self.world.scripts.get(script)
        return state.state if state else ""

    def leave(self, script: int) -> bool:
        """End a script where it is, and what it has begun goes on; say whether it was still running."""
        self._came("left", str(script))
        left = leave_script(self.world, script)
        self._settle()
        return left

    async def wait_for(self, number: int) -> str:
        """Wait until an operation has ended, and return its state."""
        return await self._audience.ended(self.world, number)

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
        """Hold virtual time, between two instants."""
        self.finish_instant()
        self._paused = True
        self._woken.set()

    def resume(self) -> None:
        """Let virtual time go on."""
        self._pacer.anchor(self.world.now)
        self._paused, self._stop = False, None
        self._woken.set()

    def step(self) -> bool:
        """Pause, and run all that is due at the next instant; say whether there was anything."""
        self.pause()
        self._stop = None
        due = self.world.timeline.next_time()
        while due is not None and self._take_digest(due - 1):
            pass
        ran = self.world.run_instant()
        self._settle()
        return ran

    def set_speed(self, factor: float) -> None:
        """Go at another speed."""
        self._catch_up()
        self._pacer.set_speed(factor, self.world.now)
        self._woken.set()

    @property
    def _bound(self) -> Nanoseconds:
        """Up to when time goes on by itself."""
        return FOREVER

    def _catch_up(self) -> None:
        """While time is live, let it be as late as the wall clock says, but not past what is due."""
        if not self._live or self._paused:
            return
        due, target = self.world.timeline.next_time(), min(self._pacer.target(), self._bound)
        if due is None or due > target:
            while self._take_digest(target):
                pass
            self.world.let_pass(target)

    def finish_instant(self) -> None:
        """Be between two instants: run what is due now. Where a script pauses, its next lines are left for later."""
        self._catch_up()
        while not self._paused and self.world.step_one(self.world.now):
            self._hear()
        self.world.run_first_turn()

    def run_ahead(self, seconds: float) -> None:
        """Run what is due now before anyone looks, for at most so long by the wall clock; `live` does the rest."""
        end = self._clock() + seconds
        while not self._paused and self._clock() < end and self.world.step_one(self.world.now):
            self._hear()

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
                elif not self._paused:
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
        end, begun = self._clock() + SLICE, self.world.now
        more = True
        while more and not self._paused and self._clock() < end:
            more = self._take_digest(until) or self.world.step_one(until)
            self._hear()
        if not more:
            if self.world.now > begun:
                self._rested()
            self.world.run_until(until)
        self._pacer.keep(self.world.now)
        self._settle()
        return more and not self._paused

    def _rested(self) -> None:
        """Heed that an instant is over, and the next one is still to come."""

    async def run(self, until: Nanoseconds | None = None) -> None:
        """Run as fast as it goes, without looking at the clock: to a time, or to the end of all scripts.

        Args:
            until: a virtual time; what is due at it happens, and it is that time then.
        """
        await self._run_while((lambda: True) if until is not None else self._scripts_run, until)
        if until is not None:
            self.world.run_until(until)

    async def advance(self, until: Nanoseconds, operation: int | None = None) -> bool:
        """Run as fast as it goes to a time, but no further than is waited for.

        Args:
            until: a virtual time.
            operation: it is waited for that it is known what became of this one; None: for the end of all scripts.

        Returns:
            Whether that has come, or nothing is due any more.
        """

        def wanted() -> bool:
            return self._scripts_run() if operation is None else not settled(self.world, operation)

        await self._run_while(wanted, until)
        return not wanted() or self.world.timeline.next_time() is None

    @property
    def idle(self) -> bool:
        """Whether nothing is due any more, so that time alone would pass."""
        return self.world.timeline.next_time() is None

    async def advance_to_told(self, until: Nanoseconds, *, beyond: bool = False) -> bool:
        """Run as fast as it goes to the end of the next instant in which something is told.

        Where a script would let time stand, that is shown as it is then: the rest of that instant comes next.

        Args:
            until: a virtual time, beyond which it does not go.
            beyond: whether it goes on where all scripts have ended.

        Returns:
            Whether something was told, and it is that instant now.
        """
        before = self.world.event_count

        def wanted() -> bool:
            return self.world.event_count == before and (beyond or self._scripts_run())

        await self._run_while(wanted, until)
        if self.world.event_count == before:
            return False
        while not isinstance(self.world.events[-1][1], Held) and self.world.step_one(self.world.now):
            pass
        self._heard = self.world.event_count
        self._settle()
        return True

    async def _run_while(self, wanted: Callable[[], bool], until: Nanoseconds | None) -> None:
        """Run in slices while that is wanted, and something is due up to a time."""
        limit = FOREVER if until is None else until
        more = True
        while more and wanted():
            end = self._clock() + SLICE
            while more and self._clock() < end and wanted():
                more = self._take_digest(limit) or self.world.step_one(limit)
                self._compared = self.comparing or self._compared
            self._heard = self.world.event_count
            self._settle()
            await asyncio.sleep(0)

    def _scripts_run(self) -> bool:
        return any(script.state == "running" for script in self.world.scripts.values())

    def _hear(self) -> None:
        """Do what a script asks of the pace."""
        new = self.world.event_count - self._heard
        if not new:
            return
        self._heard = self.world.event_count
        for number, event in self.world.events[-new:]:
            if isinstance(event, Held):
                self._paused, self._stop = True, _stop_view(number, event)
            elif isinstance(event, PaceAsked):
                if event.speed is not None:
                    self._pacer.set_speed(event.speed, self.world.now)
                elif event.pause:
                    self._paused = True
                else:
                    self.resume()

    def _settle(self) -> None:
        """Tell those who wait what has happened."""
        self._hear()
        self._audience.tell(self.world)

    # -- catching up

    def hold_pace(self) -> None:
        """Hold time, whatever a script has asked for: it is brought to a position, step by step."""
        self._paused, self._stop = True, None
        self._heard = self.world.event_count

    def approach(self, at: Position) -> bool:
        """Do one step towards a position that is still to come; say whether there was one."""
        world = self.world
        if self._take_digest(at.time - 1) or world.step_one(at.time - 1):
            return True
        world.let_pass(at.time)
        if world.timeline.first_turn_now() or (world.now == at.time and world.timeline.turns < at.turns):
            return world.step_one(at.time)
        return False

    def take_pace(self, *, paused: bool, speed: float, stopped: bool) -> None:
        """Go on at the pace that it had, once it is where it was.

        Args:
            paused: whether time stood.
            speed: that was asked for.
            stopped: whether it stood at a hold, a prompt or a question.
        """
        self.hold_pace()
        self._pacer.set_speed(speed, self.world.now)
        if stopped:
            held = [(number, event) for number, event in self.world.events if isinstance(event, Held)]
            self._stop = _stop_view(*held[-1]) if held else None
        if not paused:
            self.resume()
        self._settle()

    # -- looking

    def events(self) -> AsyncIterator[Event]:
        """Yield what happens from now on."""
        return self._audience.events()

    def snapshot(
        self,
        view: tuple[tuple[str, int], ...] = (),
        *,
        machine: bool = False,
        grains: Mapping[str, Pages] = NO_GRAINS,
    ) -> Snapshot:
        """Return the present picture, with the pages of the (guest, section) pairs in `view`.

        Args:
            view: which pages.
            machine: whether the machine's map is wanted too, as `Snapshot.host.machine`.
            grains: by guest, the pages of a stretch where what stretches hold is wanted, as `GuestView.grain`.
        """
        self._catch_up()
        return self._painter.paint(
            self.world,
            paused=self._paused,
            speed=self._pacer.speed,
            reached=self._pacer.reached,
            view=view,
            machine=machine,
            grains=grains,
            recorded=self.recorded,
            stop=self._stop,
            replay=self._replayed(),
            script=self._followed(),
        )

    def _replayed(self) -> ReplayView | None:
        """Return what is known of the recording that is played; None: this is live."""
        return None

    def machine_page(self, guest: str, pfn: Pfn) -> MachinePage | None:
        """Return what the machine has behind one page of a guest; None: there is no such guest."""
        return machine_page(self.world.host, guest, pfn) if guest in self.world.guests else None

    def guest_page(self, frame: int) -> tuple[str, Pfn] | None:
        """Return the guest and the page that a frame of the machine backs; None where it backs none."""
        return self.world.host.backed(frame)

    def sentences(self, after: int) -> tuple[Sentence, ...]:
        """Return the kept sentences whose number is `after` or higher, oldest first."""
        return sentences(self.world, after)

    def stops(self, after: int) -> tuple[StopView, ...]:
        """Return where scripts let time stand, those stops that a run without a screen went through too.

        Args:
            after: the number of the first event that is wanted; those that were forgotten are left out.
        """
        first = self.world.events[0][0] if self.world.events else 0
        return tuple(
            _stop_view(number, event)
            for number, event in self.world.events[max(0, after - first) :]
            if isinstance(event, Held)
        )

    def document(self) -> dict[str, Any]:
        """Return the snapshot as the JSON object that `ballonet run --json` writes, with its digest."""
        found = self.digest()
        return document(self.snapshot(), self.world, found)

    def comparisons_csv(self) -> str:
        """Return what was compared so far as CSV: a line of names, then one for each policy of each comparison."""
        found = self.world.comparisons
        return csv_text(found, [self.world.seed] * len(found))

    def digest(self) -> str:
        """Return what later memory depends on, as `sha256:...`."""
        self.finish_instant()
        return digest(self.world, self._digests)

    @property
    def stopped(self) -> bool:
        """Whether a script lets time stand until somebody goes on."""
        return self._stop is not None

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


def _stop_view(number: int, event: Held) -> StopView:
    answer = event.answer if isinstance(event, Asked) else None
    return StopView(number, printable(event.words, LONGEST), answer)


__all__ = ["CommandError", "Operation", "Session"]
