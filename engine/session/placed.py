"""A session brought to another place of its course: back to a bookmark, or on to where it was once."""

from __future__ import annotations

from engine.bookmark import Bookmark
from engine.events import Held
from engine.history import Position
from engine.session.running import Running
from engine.session.told import stop_view


class Placed(Running):
    """A world that can be somewhere else."""

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
            self._stop = stop_view(*held[-1]) if held else None
        if not paused:
            self.resume()
        self._settle()
