"""How far a recording has been played, and what is known of the rest."""

from __future__ import annotations

import attrs

from engine.units import Bytes, Nanoseconds


@attrs.frozen
class ForkView:
    """Where a replay was taken over: from here on it is live.

    Attributes:
        at: when.
        source: what the recording is called.
    """

    at: Nanoseconds
    source: str


@attrs.frozen(eq=False)
class ReplayView:
    """A recording that is played.

    Attributes:
        name: what it is called.
        end: when it ends.
        indexed: up to when its course is known, and any time can be gone to at once; `end`: all of it.
        chapters: (time, title), in order, as far as they are known.
        operations: when each operation began, in order, as far as they are known.
        failures: when an operation failed or a section refused, in order, as far as they are known.
        free: (time, free memory of all guests), in order, evenly spaced as far as the course is known.
        digests: how many of the recording's digests were met so far and agree.
        drift: what differs first from the recording, in a sentence; empty: nothing so far.
        seeking: the time that is being gone to, where it is beyond `indexed`; None: none.
        loop: whether it begins anew at its end.
        ended: whether it has come to its end.
        fork: where it was taken over; None: it is a replay still.
    """

    name: str
    end: Nanoseconds
    indexed: Nanoseconds = 0
    chapters: tuple[tuple[Nanoseconds, str], ...] = ()
    operations: tuple[Nanoseconds, ...] = ()
    failures: tuple[Nanoseconds, ...] = ()
    free: tuple[tuple[Nanoseconds, Bytes], ...] = ()
    digests: int = 0
    drift: str = ""
    seeking: Nanoseconds | None = None
    loop: bool = False
    ended: bool = False
    fork: ForkView | None = None
