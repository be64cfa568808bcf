"""Keys of time, passed on: how it goes, and where a recording is gone to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from tui.app.copied import Copied
from tui.keys.hints import filled

if TYPE_CHECKING:
    from tui.conductor import Conductor
    from tui.launch import Built, Launch
    from tui.lessons.teacher import Teacher
    from tui.widgets.timeline import Timeline

GOES_ON = "no session stands still behind this: it is live, or a recording"


@attrs.frozen
class Left:
    """A session that stands still while its past is replayed.

    Attributes:
        launch: what it was started with.
        built: it, with what it was built with.
        teacher: follows the lesson that it plays; None: it plays none.
    """

    launch: Launch
    built: Built
    teacher: Teacher | None


class Timed(Copied):
    """The app whose time is under control."""

    shows: Built | None = None
    """What is shown."""
    _left: Left | None = None
    _went_on: Left | None = None

    @property
    def can_go_live(self) -> bool:
        """Whether a session's own past is replayed, so that it can go on."""
        return self._left is not None

    def action_pause(self) -> None:
        """Hold time, or let it go on; at the end of a session's own past that goes on."""
        if self.conductor and self._left and self._at_end:
            self.action_go_live()
        elif self.conductor:
            self.conductor.pause()

    @property
    def _at_end(self) -> bool:
        """Whether a recording stands at its end, and nothing is asked there."""
        picture = self.conductor.body.picture if self.conductor else None
        return bool(
            picture and picture.paused and picture.replay and picture.replay.ended and not picture.stop
        )

    def action_step(self) -> None:
        """Run what is due at the next instant."""
        if self.conductor:
            self.conductor.step()

    def action_faster(self) -> None:
        """Go to the next higher speed."""
        if self.conductor:
            self.conductor.change_speed(1)

    def action_slower(self) -> None:
        """Go to the next lower speed."""
        if self.conductor:
            self.conductor.change_speed(-1)

    def action_step_back(self) -> None:
        """Go to before the last instant, where a recording is played."""
        if self.conductor:
            self.conductor.transport.back()

    def action_to_operation(self, by: int) -> None:
        """Go to where the operation before began, or the next one."""
        if self.conductor:
            self.conductor.transport.operation(by)

    def action_to_chapter(self, by: int) -> None:
        """Go to the chapter before, or the next one."""
        if self.conductor:
            self.conductor.transport.chapter(by)

    def action_to_start(self) -> None:
        """Go to the start of the recording."""
        if self.conductor:
            self.conductor.transport.start()

    def action_to_end(self) -> None:
        """Go to its end."""
        if self.conductor:
            self.conductor.transport.end()

    def action_loop(self) -> None:
        """Begin anew at its end, or no longer."""
        if self.conductor:
            self.conductor.transport.loop()

    def on_timeline_sought(self, message: Timeline.Sought) -> None:
        """Go to a time that was pointed at, or is."""
        if self.conductor and message.dragged:
            self.conductor.transport.drag(message.to, over=message.over)
        elif self.conductor:
            self.conductor.transport.seek(message.to)

    def action_replay_so_far(self) -> None:
        """Play what was done so far in the place of what runs, so that one can go back in it."""
        from tui.launch import so_far

        if self.conductor and self.shows and self.conductor.transport.can_begin:
            self.conductor.session.pause()
            launch = so_far(self.conductor.session, self.launch.settings)
            note = filled("{command.go-live} goes on live, as you left it", self.launch.settings.keys)
            left = Left(
                attrs.evolve(self.launch, record="", note="", presents=False),
                attrs.evolve(self.shows, commands=self.conductor.commands, note="", presents=False),
                self.teacher,
            )
            self.run_worker(
                self._look_back(attrs.evolve(launch, note=note), left), group="play", exclusive=True
            )

    async def _look_back(self, launch: Launch, left: Left) -> None:
        await self.play(launch)
        self._left = left
        if self.conductor:
            self.conductor.stir()

    def action_go_live(self) -> None:
        """Go on with the session whose past is replayed."""
        if self._left is None:
            self._main.prompt.say(GOES_ON)
            return
        self.run_worker(self._go_on(self._left), group="play", exclusive=True)

    async def _go_on(self, left: Left) -> None:
        session = left.built.session
        if session.snapshot().stop is None:
            session.resume()
        self._went_on = left
        await self.play(left.launch, left.built)

    async def play(self, launch: Launch, built: Built | None = None) -> None:
        """Play something else; a session that stood still behind it is forgotten."""
        self._left = None
        await super().play(launch, built)

    def attend_lesson(self, built: Built, conductor: Conductor) -> None:
        """Follow the lesson that plays; one that goes on is followed by whoever has followed it before."""
        super().attend_lesson(built, conductor)
        if self._went_on and self._went_on.built is built and self.teacher:
            self.teacher = self._went_on.teacher
        self._went_on = None

    def action_leave_fork(self) -> None:
        """Go back from a fork to the recording."""
        if self.conductor:
            self.conductor.transport.leave_fork()

    def action_write_fork(self) -> None:
        """Write the fork that was left last to a file."""
        if self.conductor:
            self.conductor.transport.write_fork()

    def action_compare_fork(self) -> None:
        """Show the fork beside the recording."""
        if self.conductor:
            self.conductor.transport.compare()
