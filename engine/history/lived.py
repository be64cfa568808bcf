"""A world with its past: what came to it from outside, and what a recording of it is."""

from __future__ import annotations

from collections.abc import Sequence

from engine.digest import DigestCache
from engine.history.digests import Digests, KeptDigest
from engine.history.inputs import Input, Inputs, Kind, Position
from engine.history.narrated import narration
from engine.history.recorded import growth, recorded
from engine.platform import FACTS
from engine.script import header_line, timed_line
from engine.units import Nanoseconds
from engine.world import World

FOREVER = 2**63
"""A time that does not come."""


class Lived:
    """What a session has lived so far.

    Attributes:
        world: the simulation.
        inputs: what came from outside, so that it can be lived again.
        recorded: whether somebody writes down what is done, as pictures say.
    """

    def __init__(self, seed: int) -> None:
        self.world = World(seed)
        self.inputs = Inputs()
        self.recorded = False
        self._digests = DigestCache()
        self._kept: Digests | None = None

    def finish_instant(self) -> None:
        """Be between two instants."""
        raise NotImplementedError

    def _came(self, kind: Kind, text: str, name: str = "", folder: str = "") -> None:
        """Note what comes just now."""
        self.inputs.rows.append(Input(Position.of(self.world), kind, text, name, folder))

    def recording(self, start: str = "", *, narrated: bool = False) -> str:
        """Return what was done so far as a recording.

        Args:
            start: when it was begun by the wall clock, in UTC; empty: nobody says so.
            narrated: whether what scripts told and asked is in it too, which changes nothing.
        """
        self.finish_instant()
        return recorded(self.world, self.digests, start, narration(self.world) if narrated else ())

    def recording_header(self, start: str) -> str:
        """Return the first line of a recording that is written while it is made; see `recording`."""
        return header_line(self.world.seed, FACTS, start)

    def recorded_since(self, entries: int, digests: int) -> tuple[str, int, int]:
        """Return the lines that such a recording still lacks, and how many entries and digests it has with them.

        Args:
            entries: of the journal that it has.
            digests: that it has.
        """
        return growth(self.world, self.digests, entries, digests)

    def recording_mark(self) -> str:
        """Return the line that says how far it came."""
        return timed_line(self.world.now, "mark")

    @property
    def time(self) -> Nanoseconds:
        """Virtual time, as far as events have come."""
        return self.world.now

    @property
    def seed(self) -> int:
        """The seed of the world."""
        return self.world.seed

    @property
    def position(self) -> Position:
        """Where it is in its course."""
        return Position.of(self.world)

    @property
    def replaying(self) -> bool:
        """Whether it plays a recording, and nobody has taken over."""
        return False

    def keep_digests(self) -> None:
        """Take digests on the way from now on, so that a replay of the recording says where it drifts."""
        self._kept = Digests.since(self.world, self._digests)

    @property
    def digests(self) -> Sequence[KeptDigest]:
        """Those that were taken on the way so far."""
        return self._kept.kept if self._kept else ()

    def _take_digest(self, until: Nanoseconds) -> bool:
        """Take the next digest of the recording if it is due by a time, and say whether it was.

        Time moves to it; nothing else may be due before.
        """
        kept, world = self._kept, self.world
        if kept is None:
            return False
        due = world.timeline.next_time()
        if kept.after_burst(world) and (due is None or due > world.now):
            kept.take(world)
            return True
        last = until if due is None else min(until, due - 1)
        if kept.due > last or last == FOREVER:
            return False
        world.let_pass(kept.due)
        kept.take(world)
        return True
