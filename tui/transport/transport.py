"""Going back and forth in a recording that is played, and leaving it for a course of one's own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tui.keys.hints import filled
from tui.transport.sought import Sought

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.units import Nanoseconds

PROGRESS = 1 / 8
"""Seconds between two pictures of how far the index is."""
LEFT = "the fork is left, and kept: {replay.write-fork} in the timeline writes it to a file"
NONE_LEFT = "no fork was left: type a command, and what follows is one"
NO_FORK = "there is no fork to compare: type a command, and what follows is a fork of the recording"


class Transport(Sought):
    """What the keys of a replay do."""

    async def look_ahead(self) -> None:
        """Have the recording indexed, and its progress shown; while time runs, pictures come by themselves."""
        if self._replay is None:
            return
        index = asyncio.ensure_future(self._replay.index())
        try:
            while not index.done():
                await asyncio.wait({index}, timeout=PROGRESS)
                self._show()
            index.result()
        finally:
            index.cancel()

    @property
    def drift(self) -> str:
        """What differs first from the recording, in a sentence; empty: nothing so far."""
        picture = self._body.picture
        return picture.replay.drift if picture and picture.replay else ""

    def back(self) -> None:
        """Go to before what happened last, and light what it changed."""
        fork = self._fork
        if (replay := self.replay) and not (fork and self._leaves(self._now - (self._now <= fork.at))):
            replay.pause()
            before = self._body.picture
            there = replay.step_back()
            self._jump()
            self.light(before)
            if there:
                self.tell(before)
            else:
                self._screen.prompt.say("this is the start")

    def operation(self, by: int) -> None:
        """Go to where an operation began."""
        view = self._body.picture.replay if self._body.picture else None
        if (replay := self.replay) and view and not (by < 0 and self._leaves(self._before(view.operations))):
            replay.to_operation(by)
            self._say_where(f"no operation began {'later' if by > 0 else 'earlier'}")

    def chapter(self, by: int) -> None:
        """Go to where a chapter begins."""
        view = self._body.picture.replay if self._body.picture else None
        starts = [time for time, _ in view.chapters] if view else []
        if (replay := self.replay) and not (by < 0 and self._leaves(self._before(starts))):
            replay.to_chapter(by)
            self._say_where(f"no chapter begins {'later' if by > 0 else 'earlier'}")

    def _before(self, times: Iterable[Nanoseconds]) -> Nanoseconds:
        """Return the last of some times that has passed; without one, the start."""
        return max((time for time in times if time < self._now), default=0)

    def _say_where(self, nowhere: str) -> None:
        """Show what is true now; where that is the same time still, and no other is on its way, say so."""
        before = self._body.picture
        self._jump()
        after = self._body.picture
        if before and after and after.time == before.time and not (after.replay and after.replay.seeking):
            self._screen.prompt.say(nowhere)

    def start(self) -> None:
        """Go to the start; of a fork, to where it began."""
        if replay := self.replay:
            replay.seek(self._fork.at if self._fork else 0)
            self._jump()

    def end(self) -> None:
        """Go to the end."""
        if replay := self.replay:
            replay.to_end()
            self._jump()

    def loop(self) -> None:
        """Begin anew at the end from now on, or no longer."""
        if replay := self.replay:
            replay.loop = not replay.loop
            self._screen.prompt.say("it begins anew at its end" if replay.loop else "it stops at its end")
            self._show()

    def leave_fork(self) -> None:
        """Go back to the recording; what was done in the fork is kept until the app is left."""
        if self._replay is not None and self._fork:
            self._replay.back_to_recording()
            self._jump()
            self._screen.prompt.say(filled(LEFT, self._screen.overrides))
        else:
            self._screen.prompt.say(NO_FORK)

    def write_fork(self) -> None:
        """Ask for the file that is to hold the fork that was left last."""
        if self._replay is not None and self._replay.forks:
            self._screen.offer_fork(self._now, self._replay.forks[-1])
        else:
            self._screen.prompt.say(NONE_LEFT)

    def compare(self) -> None:
        """Show the fork beside the recording, at the same time."""
        if self._replay is None or not self._fork:
            self._screen.prompt.say(NO_FORK)
        else:
            self._screen.show_fork(self._replay.original)
