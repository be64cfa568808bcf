"""A session whose pictures come from this machine: it can be looked at and asked, and is never changed."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Mapping

import attrs

from engine.commands.complete import Context, KnownGuest
from engine.commands.line import parse_line
from engine.commands.model import Pause, Run, Step
from engine.comparison.comparison import Comparison
from engine.errors import CommandError, printable
from engine.guest.course import HUGE
from engine.handle import Operation
from engine.live.changes import changes
from engine.live.portrait import NAME
from engine.live.questions import ANSWERED, answered
from engine.live.watcher import Watcher
from engine.machine_view import MachinePage
from engine.memory.fragmentation import ALL
from engine.operations.outcome import Outcome
from engine.session import Session
from engine.snapshot import Course, GuestView, HostView, Sentence, Snapshot
from engine.snapshot.source import NO_GRAINS
from engine.units import SECOND, Nanoseconds, Pages, Pfn, duration_text

KEPT = 2000
"""Sentences that are kept."""
REFUSED = "this is the machine itself, whose time nobody holds or hastens"


class WatchSession(Session):
    """The face of a watched machine. Looks are taken in a thread, so that keys are heard meanwhile."""

    def __init__(self, watcher: Watcher) -> None:
        super().__init__()
        self._watcher = watcher
        self._looking = threading.Lock()
        self._begun = time.monotonic()
        self._told: list[Sentence] = []
        self._count = 0
        self._view: tuple[int, ...] = ()
        self._picture: Snapshot | None = None
        self._course = Course()
        self._noted = -1
        """The second from which on nothing is noted yet; -1: there was no look."""
        self._seen: GuestView | None = None
        """What was looked at last."""
        self._shown: GuestView | None = None
        """The same with its course."""
        self._problem = ""
        """Why the last look came to nothing."""

    # -- looking

    def run_ahead(self, seconds: float) -> None:  # noqa: ARG002 - the first look takes what it takes
        """Look for the first time.

        Raises:
            CommandError: the kernel's files are not there, or say what no kernel says.
        """
        with self._looking:
            self._see(self._watcher.look())
        capture = self._watcher.capture
        assert capture is not None, "there was a look"
        self._tell(
            f"watching {capture.release} on {capture.architecture}, "
            f"every {duration_text(round(self._watcher.every * SECOND))}: nothing is changed"
        )
        for lack in capture.missing:
            self._tell(f"missing: {lack}", "warning")

    async def live(self) -> None:
        """Look again and again until cancelled; while it is paused nobody looks."""
        while True:
            self._woken.clear()
            if self._paused:
                await self._woken.wait()
                continue
            started = time.monotonic()
            await asyncio.to_thread(self._look)
            await self._sleep(self._watcher.pause_after(time.monotonic() - started))

    def _look(self) -> None:
        before = self._watcher.capture
        try:
            with self._looking:
                self._see(self._watcher.look())
            self._problem = ""
        except CommandError as error:
            if str(error) != self._problem:
                self._problem = str(error)
                self._tell(f"a look came to nothing: {self._problem}", "error")
            return
        after = self._watcher.capture
        if before is not None and after is not None:
            for sentence, level in changes(before, after):
                self._tell(sentence, level)

    def _see(self, guest: GuestView) -> None:
        if guest is not self._seen:  # else it stays the same object, and nothing of it is drawn anew
            self._note(guest)
            self._seen, self._shown = guest, attrs.evolve(guest, course=self._course)
        guest = self._shown or guest
        total = guest.managed
        self._picture = Snapshot(
            time=self._now(),
            seed=0,
            host=HostView(
                total=total,
                free=min(guest.free, total),
                zeroing=0,
                committed=total,
                promised=total,
                owned={NAME: total - min(guest.free, total)},
            ),
            guests=(guest,),
            operations=(),
            expectations_passed=0,
            expectations_failed=0,
            paused=self._paused,
            speed=1.0,
            reached=1.0,
            watch=self._watcher.watch,
        )

    def _note(self, guest: GuestView) -> None:
        """Note the seconds that are over since the last ones that were, as they are found now."""
        capture, over = self._watcher.capture, self._now() // SECOND
        swaps = (capture.vmstat.get("pswpin", 0), capture.vmstat.get("pswpout", 0)) if capture else (0, 0)
        if self._noted < 0:
            self._noted, self._course = over, Course(totals=(0, *swaps))
        elif over > self._noted:
            free = guest.free // guest.page_size
            order = min((HUGE // guest.page_size).bit_length() - 1, len(guest.unusable_free_index) - 1)
            unusable = free * guest.unusable_free_index[order] // ALL
            levels = (0, free, guest.online // guest.page_size, guest.balloon_pages, unusable)
            self._course = self._course.noted(self._noted, over, (0, *swaps), levels)
            self._noted = over

    def _now(self) -> Nanoseconds:
        return round((time.monotonic() - self._begun) * SECOND)

    def snapshot(
        self,
        view: tuple[tuple[str, int], ...] = (),
        *,
        machine: bool = False,  # noqa: ARG002 - nobody knows
        grains: Mapping[str, Pages] = NO_GRAINS,  # noqa: ARG002 - pages are read little by little
    ) -> Snapshot:
        """Return the picture of the last look; pages that come into view are read at once."""
        if self._picture is None:
            self.run_ahead(0.0)
        wanted = tuple(section for name, section in view if name == NAME)
        if wanted != self._view and self._looking.acquire(blocking=False):
            try:
                self._view = wanted
                if guest := self._watcher.pages_of(wanted):
                    self._see(guest)
            except OSError as error:
                self._tell(f"pages cannot be read: {printable(error.strerror or '')}", "error")
            finally:
                self._looking.release()
        assert self._picture is not None, "there was a look"
        if self._picture.paused != self._paused and self._watcher.guest is not None:
            self._see(self._watcher.guest)
        return self._picture

    def machine_page(self, guest: str, pfn: Pfn) -> MachinePage | None:  # noqa: ARG002
        """Return None: what is behind a page of a machine its kernel does not know."""
        return None

    def guest_page(self, frame: int) -> tuple[str, Pfn] | None:  # noqa: ARG002
        """Return None, as `machine_page` does."""
        return None

    # -- sentences

    def sentences(self, after: int) -> tuple[Sentence, ...]:
        """Return the kept sentences whose number is `after` or higher, oldest first."""
        return tuple(sentence for sentence in self._told if sentence.number >= after)

    def _tell(self, text: str, level: str = "info") -> None:
        self._told = [
            *self._told[-KEPT:],
            Sentence(self._count, self._now(), NAME, printable(text, 400), level),
        ]
        self._count += 1

    # -- commands

    def perform(self, text: str, default_guest: str | None = None) -> Operation:
        """Answer a typed line; what would change the machine is refused.

        Raises:
            CommandError: it is refused.
        """
        line = parse_line(text, default_guest=default_guest or NAME)
        if line is None:
            return Operation(self, None, "")
        outcome = Outcome()
        match line.command:
            case Pause():
                self.pause()
            case Run():
                self.resume()
            case Step():
                self.step()
            case command:
                outcome = answered(command, self._watcher.files, self.snapshot())
        return Operation(self, None, outcome.output, outcome.passed, outcome.answer)

    async def execute(self, text: str, default_guest: str | None = None) -> Operation:
        """Answer a typed line beside the keys: some questions take seconds. See `perform`."""
        return await asyncio.to_thread(self.perform, text, default_guest)

    def completion(self, selected: str | None = None) -> Context:
        """Return what completion knows of the machine."""
        guest = self._watcher.guest
        if guest is None:
            return Context(selected=selected or "", verbs=ANSWERED)
        known = KnownGuest(
            name=NAME,
            section_size=guest.section_size,
            sections=tuple((first, end - 1) for first, end in guest.places),
            offline=(),
            online=guest.online,
            present=guest.present,
            target=guest.target,
            min=guest.min,
            max=guest.max,
        )
        return Context(guests=(known,), selected=selected or NAME, verbs=ANSWERED)

    def compare(self, guest: str, size: str, policies: tuple[str, ...] = ()) -> Comparison:
        """Refuse: policies are compared on simulated guests.

        Raises:
            CommandError: always.
        """
        raise CommandError(
            f"compare {guest} {size} {','.join(policies)}".rstrip() + " is of simulated guests",
            f"ballonet capture, and in the app guest import {NAME} FILE",
        )

    # -- pace

    def finish_instant(self) -> None:
        """Do nothing: this machine's instants are its own."""

    def pause(self) -> None:
        """Look no more for now."""
        self._paused = True
        self._woken.set()

    def resume(self) -> None:
        """Look again."""
        self._paused = False
        self._woken.set()

    def step(self) -> bool:
        """Look once, and then no more for now."""
        self.pause()
        self._look()
        return True

    def set_speed(self, factor: float) -> None:
        """Refuse in a sentence: keys come here too.

        Args:
            factor: what was asked for.
        """
        if factor != 1:
            self._tell(f"{REFUSED}: --every says how often it is looked at", "warning")
