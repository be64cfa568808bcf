"""What looking at a real machine costs it, and how old what it shows is."""

from __future__ import annotations

import attrs

from engine.units import Nanoseconds


@attrs.frozen
class WatchView:
    """How a real machine is watched.

    Attributes:
        every: the time between two looks that was asked for.
        look: CPU time that the last look took.
        share: of one CPU, in thousandths, that the program used lately, all it does.
        flags_age: how long ago the page flags that are oldest were read; None: they cannot be had.
        unread: sections whose page flags were not read yet: a large machine's are read little by little.
        changed: sections whose pages were found to be others in the last look.
        lit: seconds for which these are lit.
    """

    every: Nanoseconds
    look: Nanoseconds
    share: int
    flags_age: Nanoseconds | None
    unread: int = 0
    changed: tuple[int, ...] = ()
    lit: float = 1.0
