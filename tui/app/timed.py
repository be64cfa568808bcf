"""Keys of time, passed on: how it goes, and where a recording is gone to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.app.copied import Copied

if TYPE_CHECKING:
    from tui.widgets.timeline import Timeline


class Timed(Copied):
    """The app whose time is under control."""

    def action_pause(self) -> None:
        """Hold time, or let it go on."""
        if self.conductor:
            self.conductor.pause()

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

        if self.conductor and self.conductor.transport.can_begin:
            launch = so_far(self.conductor.session, self.launch.settings)
            self.run_worker(self.play(launch), group="play", exclusive=True)

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
