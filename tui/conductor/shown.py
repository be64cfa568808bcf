"""What the engine is shows on the screen, one picture after the other."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tui.asking.asking import Asking
from tui.podium.presenter import Presenter
from tui.race import Race
from tui.render.map.inspect import Behind
from tui.reporter import Reporter
from tui.stopping import with_rest
from tui.transport import Transport, leaps

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.snapshot import Sentence, Snapshot
    from tui.asking.asking import Answered
    from tui.launch import Built
    from tui.screens.body import Body
    from tui.screens.main import MainScreen
    from tui.settings import Settings

BESIDE = 1 / 8
"""Seconds between two pictures beside a comparison, which has the better use for the time."""
MACHINE_FRAME = 1 / 4
"""Seconds between two looks at whose the machine's frames are: it takes long, and its numbers are to be read."""
SHARE = 3
"""A picture that took long to draw is followed by so many times as much time for keys and engine."""
SLOWLY = 0.1
"""The speed at which the opening shows what is over too soon."""
PACE = "The script asks for "
"""How a sentence about the speed begins: the opening slows down for a moment so that one sees what happens."""


class Shown:
    """Keeps the screen true, and lets time stand or go on.

    For the base above: `_opening` is the number of the script that is the opening; None: there is none, or it is over.

    Args:
        built: the engine.
        screen: where the prompt is.
        body: the part of it that shows pictures.
        settings: how often they may change, and whether anything may flash.
        seen: what is done when the opening is over; it is told whether it was left for a command.
        answered: is told each answer to a question of a script.
    """

    def __init__(
        self,
        built: Built,
        screen: MainScreen,
        body: Body,
        settings: Settings,
        seen: Callable[[bool], None],
        answered: Answered,
    ) -> None:
        self.session = session = built.session
        self._opening, self._opening_ends = built.opening, built.opening_ends
        self._speed, self._seen = settings.speed, seen
        self._clock = built.clock
        self._frame = max(built.frame, 1 / settings.fps)
        body.bands.flashes.calm = settings.motion == "calm"
        self._script, self._name = built.script, built.name
        self._unsaid: set[int] = set()
        """Sentences of the opening that are about itself."""
        self.screen = screen
        self.body = body
        self.race = Race(session, screen)
        self.asking = Asking(answered)
        self.transport = Transport(session, screen, body, self.stir)
        self._stirred = asyncio.Event()
        self.presenter = Presenter(
            session,
            screen,
            body,
            self.asking,
            self.stir,
            self.jump,
            self.pause,
            self.race,
            built.playing,
        )
        self._machine_due = 0.0
        """Wall time from which on the machine's frames are looked at again."""
        screen.verbs = session.completion().verbs
        screen.whole = lambda: session.snapshot(body.view, machine=True)
        screen.recording = session.recording if built.recorded else None
        self.reporter = Reporter(screen, body, settings.notifications, built.clock)
        screen.prompt.keep_time(built.clock)
        self.shown: Callable[[], None] = lambda: None
        """What is done after another picture was shown."""

    def show(self) -> None:
        """Show what is true now, unless that is what stands there already."""
        machine = self.body.shows_machine and (self.session.paused or self._clock() >= self._machine_due)
        started = self._clock()
        picture = self.session.snapshot(self.body.view, machine=machine, grains=self.body.grains)
        if machine:
            took = self._clock() - started
            self._machine_due = started + max(MACHINE_FRAME, took * SHARE)
        if self.transport.jumps or leaps(self.body.picture, picture):
            self._leap(picture)
        sentences = self._told(self.session.sentences(self.body.next_sentence))
        self.reporter.look(picture)
        if picture is self.body.picture and picture.paused and not sentences:
            self._look_behind()
            return
        if self.asking.see(picture.stop):
            self._follow_stop()
        caption_before = self.body.picture.caption if self.body.picture else ""
        self.screen.show(picture, sentences, self._clock())
        self._look_behind()
        if self._opening is not None and picture.time > self._opening_ends:
            self._end_opening()
        if picture.caption != caption_before and not self.presenter.on:
            self.screen.prompt.caption(picture.caption)
        self.shown()
        if sentences:
            self.screen.prompt.suggest()
        self.presenter.follow(picture)

    def jump(self) -> None:
        """Have the next picture be taken for one that does not follow from the last."""
        self.transport.jumps = True

    def _leap(self, picture: Snapshot) -> None:
        """Forget what was shown: the next picture does not follow from it."""
        self.transport.jumps = False
        self.body.leap(picture, self._told(self.session.sentences(0)))
        self.reporter.forget()
        if self.screen.why.answer:
            self.screen.close_panel()

    def _look_behind(self) -> None:
        """Find out which frames of the machine are behind the page at the cursor."""
        page = self.body.bands.page
        found = self.session.machine_page(*page) if page else None
        self.body.explain(Behind(*page, found) if page and found else None)

    def _told(self, sentences: Sequence[Sentence]) -> list[Sentence]:
        """Return sentences as they are shown."""
        if self._opening is not None:
            self._unsaid |= {each.number for each in sentences if each.text.startswith(PACE)}
        shown = [each for each in sentences if each.number not in self._unsaid]
        if self._script is None:
            return shown
        return [with_rest(each, self._script, self._name) for each in shown]

    async def frames(self) -> None:
        """Show one picture after the other while time runs; while it is paused, one whenever something was done."""
        while True:
            started = self._clock()
            self._stirred.clear()
            self.show()
            self.race.watch()
            if self.session.paused:
                await self._stirred.wait()
            else:
                took = self._clock() - started
                await asyncio.sleep(max(self.frame - took, took * SHARE))

    @property
    def frame(self) -> float:
        """Seconds between two pictures at least."""
        return BESIDE if self.body.sheet is not None and self.body.sheet.NAME == "compare" else self._frame

    def stir(self) -> None:
        """Show what was done, and let `frames` look whether time runs again."""
        self.show()
        self._stirred.set()

    def _follow_stop(self) -> None:
        """Show a stop as it is now."""
        self.screen.follow_stop(self.asking)
        if self.body.picture:
            self.presenter.follow(self.body.picture)

    def pause(self) -> None:
        """Hold time, or let it go on; an open question is answered first."""
        if self.asking.pass_over():
            self._follow_stop()
        elif self.session.paused:
            self.session.resume()
        else:
            self.session.pause()
        self.stir()

    def step(self) -> None:
        """Run what is due at the next instant, and stay there, what it changed lit; a question is answered first."""
        if self.asking.pass_over():
            self._follow_stop()
            return
        self.session.pause()
        before = self.body.picture
        stepped = self.session.step()
        self.stir()
        self.transport.light(before)
        if stepped:
            self.transport.tell(before)
        else:
            self.screen.prompt.say("nothing is due: no instant comes after this one")

    def change_speed(self, by: int) -> None:
        """Go so many places up the ladder of speeds, or down."""
        from engine.commands.values import SPEEDS

        nearest = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - self.session.speed))
        self.session.set_speed(SPEEDS[min(max(nearest + by, 0), len(SPEEDS) - 1)])
        self.stir()

    def _end_opening(self, *, left: bool = False) -> None:
        """Go at the speed that was asked for, unless another has been chosen since; it is not shown next time."""
        self._opening = None
        if self.session.speed in (1.0, SLOWLY):
            self.session.set_speed(self._speed)
        self._seen(left)
