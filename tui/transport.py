"""Going back and forth in a recording that is played, and leaving it for a course of one's own."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from engine.errors import CommandError
from tui.keys.hints import filled
from tui.launch import FRAME
from tui.render.map.differences import differing
from tui.render.replay.words import at, known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.timer import Timer

    from engine.snapshot import Snapshot
    from engine.snapshot.replay import ForkView
    from engine.units import Nanoseconds
    from tui.screens.body import Body
    from tui.screens.main import MainScreen

NO_REPLAY = "time goes back in a replay · the same key again: replay what was done so far"
WATCHED = "time does not go back: this is a real machine's"
PROGRESS = 1 / 8
"""Seconds between two pictures of how far the index is."""
OFFERED_FOR = 5.0
"""Seconds for which an offer stands."""
BEFORE = "that is before the fork: {replay.leave-fork} in the timeline leaves it"
LEFT = "the fork is left, and kept: {replay.write-fork} in the timeline writes it to a file"
NONE_LEFT = "no fork was left: type a command, and what follows is one"
NO_FORK = "there is no fork to compare: type a command, and what follows is a fork of the recording"


@runtime_checkable
class Replaying(Protocol):
    """A session that plays a recording, as `engine.replaying.Replay`."""

    loop: bool
    forks: tuple[str, ...]

    @property
    def paused(self) -> bool:
        """Whether time is held."""

    def resume(self) -> None:
        """Let time go on."""

    def pause(self) -> None:
        """Hold time."""

    def seek(self, time: Nanoseconds) -> None:
        """Go to a time."""

    def step_back(self) -> bool:
        """Go to before the last instant; say whether there was one."""

    def to_operation(self, by: int) -> None:
        """Go to where an operation began."""

    def to_chapter(self, by: int) -> None:
        """Go to where a chapter begins."""

    def to_end(self) -> None:
        """Go to the end; of a fork, to where it is live."""

    def original(self, time: Nanoseconds) -> Snapshot:
        """Return the recording's own picture at a time."""

    def back_to_recording(self) -> None:
        """Leave a fork."""

    async def index(self) -> None:
        """Find out its course."""


def leaps(before: Snapshot | None, after: Snapshot) -> bool:
    """Say whether a picture does not follow from the one before: time went back, or what was sought was found."""
    if before is None or before.replay is None or after.replay is None:
        return False
    was, now = before.replay, after.replay
    found = was.seeking is not None and now.seeking is None
    return after.time < before.time or found or (was.fork is not None and was.fork != now.fork)


class Transport:
    """What the keys of a replay do.

    Args:
        session: the engine; nothing goes back in it unless it replays.
        screen: where the prompt is.
        body: the part of it that shows pictures.
        show: shows what is true now.
    """

    def __init__(self, session: object, screen: MainScreen, body: Body, show: Callable[[], None]) -> None:
        self._replay = session if isinstance(session, Replaying) else None
        self._screen, self._body, self._show = screen, body, show
        self.begin: Callable[[], None] = lambda: None
        """Replays what was done so far."""
        self._offered = -OFFERED_FOR
        """Wall time at which that was offered last."""
        self.jumps = False
        """Whether the next picture does not follow from the last, for another time was gone to."""
        self._dragged: Nanoseconds | None = None
        """The time that the mouse asks for; None: it asks for none."""
        self._played = False
        """Whether time ran when the mouse took hold of it."""
        self._preview: Timer | None = None

    @property
    def replay(self) -> Replaying | None:
        """The recording that is played; where there is none, what can be done about it is said at the prompt."""
        if self._replay is None:
            self._offer()
        return self._replay

    def _leaves(self, time: Nanoseconds) -> bool:
        """Say, at the prompt too, whether a time lies before a fork: to go there would leave it."""
        fork = self._fork
        if fork is None or time >= fork.at:
            return False
        self._screen.prompt.say(filled(BEFORE, self._screen.overrides))
        return True

    @property
    def _fork(self) -> ForkView | None:
        """Where the recording was taken over; None: it is a replay still."""
        picture = self._body.picture
        return picture.replay.fork if picture and picture.replay else None

    @property
    def _now(self) -> Nanoseconds:
        return self._body.picture.time if self._body.picture else 0

    def _before(self, times: Iterable[Nanoseconds]) -> Nanoseconds:
        """Return the last of some times that has passed; without one, the start."""
        return max((time for time in times if time < self._now), default=0)

    @property
    def can_begin(self) -> bool:
        """Whether what was done so far can be replayed; what cannot be is said at the prompt."""
        picture = self._body.picture
        if picture is not None and picture.watch is not None:
            self._screen.prompt.say(WATCHED)
            return False
        return self._replay is None

    def _offer(self) -> None:
        """Offer to replay what was done so far: what goes on by itself ends then, so it is to be asked for twice."""
        if not self.can_begin:
            return
        now = monotonic()
        if now - self._offered < OFFERED_FOR:
            self.begin()
        else:
            self._offered = now
            self._screen.prompt.say(NO_REPLAY)

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

    def seek(self, time: Nanoseconds) -> None:
        """Go to a time."""
        if (replay := self.replay) and not self._leaves(time):
            replay.seek(time)
            self._jump()

    def check_there(self) -> None:
        """Refuse what is typed while a time is still being gone to: it is meant for then, not for now.

        Raises:
            CommandError: that is so.
        """
        view = self._body.picture.replay if self._body.picture else None
        if view is not None and view.seeking is not None:
            raise CommandError(
                f"on the way to {at(view.seeking)}, {known(view)} of the recording is indexed",
                "Enter again once it is there",
            )

    def drag(self, time: Nanoseconds, *, over: bool) -> None:
        """Follow the mouse: go where it was last, once a frame; time stands until it lets go.

        Args:
            time: where it is.
            over: whether it lets go there.
        """
        begins = self._dragged is None
        replay = self._replay
        if replay is None:
            return
        if begins:
            self._played = not replay.paused
            replay.pause()
        if fork := self._fork:
            time = max(time, fork.at)
        self._dragged = None if over else time
        if over:
            if self._played:
                replay.resume()
            replay.seek(time)
            self._jump()
        elif self._preview is None:
            self._preview = self._screen.set_timer(FRAME, self._follow)

    def _follow(self) -> None:
        """Show where the mouse is now."""
        self._preview = None
        if self._replay is not None and self._dragged is not None:
            self._replay.seek(self._dragged)
            self._jump()

    def _jump(self) -> None:
        """Show a time that was gone to."""
        self.jumps = True
        self._show()

    def back(self) -> None:
        """Go to before what happened last, and light what it changed."""
        fork = self._fork
        if (replay := self.replay) and not (fork and self._leaves(self._now - (self._now <= fork.at))):
            replay.pause()
            before = self._body.picture
            if not replay.step_back():
                self._screen.prompt.say("this is the start")
            self._jump()
            self.light(before)

    def light(self, before: Snapshot | None) -> None:
        """Light what differs from an earlier picture, or from a later one: what the instant between them did."""
        if before and (after := self._body.picture) and after is not before:
            self._body.bands.light(differing(before, after))

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

    def _say_where(self, nowhere: str) -> None:
        """Show what is true now; where that is the same time still, and no other is on its way, say so."""
        before = self._body.picture
        self._jump()
        after = self._body.picture
        if before and after and after.time == before.time and not (after.replay and after.replay.seeking):
            self._screen.prompt.say(nowhere)

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
