"""The pictures of a run, gathered while it runs and bounded: when it lasts long, they stand further apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from engine.units import MILLISECOND
from tui.web.frame import Framer
from tui.web.story import Story

if TYPE_CHECKING:
    from engine.session import Session
    from engine.snapshot import Snapshot
    from engine.units import Bytes, Nanoseconds

EVERY = 100 * MILLISECOND
"""Virtual time between two looks at what goes on without a word; what is told is looked at when it happens."""
MOST_PICTURES = 4096
CLOSEST = 16
"""What is told is looked at at once, unless the last look was less than this part of the time between two ago."""


@attrs.frozen(eq=False)
class Picture:
    """One moment.

    Attributes:
        time: when.
        told: whether something happened that has words.
        frame: what is shown, as `tui.web.frame` has it.
        free: free memory of all guests.
    """

    time: Nanoseconds
    told: bool
    frame: dict[str, Any]
    free: Bytes


@attrs.define
class Reel:
    """Pictures in order of time, the first one and the last one always among them; and what was told."""

    every: Nanoseconds = EVERY
    most: int = MOST_PICTURES
    pictures: list[Picture] = attrs.field(factory=list)
    story: Story = attrs.field(factory=Story)
    _framer: Framer = attrs.field(factory=Framer)

    def look(self, session: Session) -> None:
        """Take what is true now, unless it is just what was true before."""
        snapshot = self._framer.look(session)
        told = self.story.hear(session, snapshot)
        self._take(snapshot, told)

    def _take(self, snapshot: Snapshot, told: bool) -> None:
        last = self.pictures[-1] if self.pictures else None
        if last and told and not self.story.landmark and snapshot.time - last.time < self.every // CLOSEST:
            return
        frame = self._framer.frame(snapshot)
        if last and not told and frame == last.frame:
            return
        free = sum(guest.free for guest in snapshot.guests)
        self.pictures.append(Picture(snapshot.time, told, frame, free))
        if len(self.pictures) > self.most:
            self.thin()

    def finish(self, session: Session) -> None:
        """Take what is true at the end, whatever was true before."""
        session.pause()  # then all that changed is counted in one picture
        snapshot = self._framer.look(session)
        self.story.hear(session, snapshot)
        free = sum(guest.free for guest in snapshot.guests)
        self.pictures.append(Picture(snapshot.time, True, self._framer.frame(snapshot), free))

    def thin(self) -> None:
        """Look half as often from now on, and leave out what was looked at more often before."""
        most = len(self.pictures) * 3 // 4
        self.every *= 2
        self.pictures = _apart(self.pictures, self.every, keep_told=True)
        while len(self.pictures) > most and len(self.pictures) > 2:
            self.every *= 2
            self.pictures = _apart(self.pictures, self.every, keep_told=False)


def _apart(pictures: list[Picture], every: Nanoseconds, *, keep_told: bool) -> list[Picture]:
    """Return pictures that are no closer than `every`, the first and the last among them."""
    kept = pictures[:1]
    for picture in pictures[1:-1]:
        if picture.time - kept[-1].time >= every or (keep_told and picture.told):
            kept.append(picture)
    return kept + pictures[-1:]
