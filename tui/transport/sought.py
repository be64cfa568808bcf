"""Going to a time: said, or pointed at with the mouse; where there is none to go to, what can be done about it."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from engine.errors import CommandError
from tui.keys.hints import filled
from tui.launch import FRAME
from tui.render.map.differences import differing
from tui.render.replay.words import at, known
from tui.transport.instant import instant_words
from tui.transport.replaying import Replaying

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.timer import Timer

    from engine.snapshot import Snapshot
    from engine.snapshot.replay import ForkView
    from engine.units import Nanoseconds
    from tui.screens.body import Body
    from tui.screens.main import MainScreen

NO_REPLAY = "time goes back in a replay · the same key again: replay what was done so far"
WATCHED = "time does not go back: this is a real machine's"
OFFERED_FOR = 5.0
"""Seconds for which an offer stands."""
BEFORE = "that is before the fork: {replay.leave-fork} in the timeline leaves it"


class Sought:
    """The time that is gone to.

    For the base above: `_replay` is the session if it replays, `_fork` where that was taken over.

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
                f"on the way to {at(view.seeking)}, {known(view)} of the recording is known so far",
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

    def tell(self, before: Snapshot | None) -> None:
        """Say, of a replay, what the instant did that is shown."""
        after = self._body.picture
        if after is not None and after.replay is not None and after is not before:
            self._screen.prompt.say(instant_words(before, after, self._body.events.told()))

    def light(self, before: Snapshot | None) -> None:
        """Light what differs from an earlier picture, or from a later one: what the instant between them did."""
        if before and (after := self._body.picture) and after is not before:
            self._body.bands.light(differing(before, after))
